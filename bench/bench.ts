/**
 * `npm run bench`: every section, a table, and the same in bench/README.md. `npm run bench -- NAME …`: only
 * these, and only the table. Traffic stays in network namespaces that are made for it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pack } from './pack.ts';
import { busyCores, said } from './process.ts';
import { type Circumstances, readme, type Section, table } from './report.ts';
import { Skipped } from './rounds.ts';
import { cli } from './rows/cli.ts';
import { dhcp } from './rows/dhcp.ts';
import { http } from './rows/http.ts';
import { images } from './rows/images.ts';
import { plan } from './rows/plan.ts';
import { tftp } from './rows/tftp.ts';
import { buildRig, type Rig, type Stage } from './stage.ts';

const SECTIONS = { cli, plan, tftp, http, dhcp, images } as const;
type Name = keyof typeof SECTIONS;

const ALL = Object.keys(SECTIONS) as Name[];
const wanted = process.argv.slice(2) as Name[];
const unknown = wanted.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`no section ${unknown.join(', ')}; there are ${ALL.join(', ')}`);
  process.exit(64);
}

const began = performance.now();
const busyBefore = await busyCores();
const folder = mkdtempSync(join(tmpdir(), 'rackwright-bench-'));
let rig: Promise<Rig> | undefined;
const stage: Stage = {
  folder,
  pack: pack(folder),
  rig: () => (rig ??= buildRig(stage)),
};
const sections: Section[] = [];
try {
  for (const name of wanted.length > 0 ? wanted : ALL) sections.push(await run(name));
} finally {
  await rig?.then((made) => made[Symbol.asyncDispose]()).catch(() => undefined);
  rmSync(folder, { recursive: true });
}
console.log(table(sections));
const now = await circumstances();
if (wanted.length === 0)
  writeFileSync(join(import.meta.dirname, 'README.md'), readme(sections, now));
console.log(`\n${now.minutes} minutes; ${now.load}`);

async function run(name: Name): Promise<Section> {
  console.log(`${name} …`);
  try {
    return { name, figures: await SECTIONS[name](stage) };
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    console.log(`skipped: ${error.message}`);
    return { name, figures: [], skipped: error.message };
  }
}

async function circumstances(): Promise<Circumstances> {
  const [core] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  const busy = [busyBefore, await busyCores()].map((cores) => cores.toFixed(1));
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'),
    minutes: ((performance.now() - began) / 60_000).toFixed(1),
    machine: `${cpus().length} cores of ${core?.model ?? 'an unknown CPU'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`,
    versions: versions(),
    load: `others' work kept ${busy[0]} cores busy just before and ${busy[1]} just after; load average at the end ${load.join(', ')}`,
  };
}

function versions(): string {
  const asked: readonly (readonly [string, string, string])[] = [
    ['dnsmasq', '--version', 'dnsmasq'],
    ['nginx', '-v', 'nginx'],
    ['kea-dhcp4', '-v', 'kea-dhcp4'],
    ['ansible-inventory', '--version', 'ansible-core'],
    ['openssl', 'version', 'openssl'],
    ['curl', '--version', 'curl'],
  ];
  const found = asked.map(([program, flag, name]) => {
    try {
      const [number] = /\d+\.\d+[\w.-]*/.exec(said([program, flag])) ?? [];
      return `${name} ${number ?? '?'}`;
    } catch {
      return `${name} missing`;
    }
  });
  return [`node ${process.versions.node}`, ...found].join(', ');
}
