/** The programs of the ephemeral environment (runner, enlist, guard), done for a modelled machine. */
import { asText } from './boot.ts';
import { type Instance, postSignal, type Signal } from './cloud-init.ts';
import { gather, type FactsSource } from './facts.ts';
import { InstallerError } from './curtin.ts';
import type { Board } from './firmware.ts';
import { list, map, string, type Loose } from './loose.ts';
import { unpackTar } from './tar.ts';

const SCRIPT_MS = 150;

/** Runs the scripts of `maas-scripts` in order, signals each, and the whole at the end (maas-wire.md §4.5). */
export async function commission(
  board: Board,
  instance: Instance,
  source: FactsSource,
): Promise<boolean> {
  const { status, bytes } = await instance.ask(`${instance.base}maas-scripts`);
  const tar = status === 200 ? unpackTar(bytes) : [];
  const content = (name: string): string =>
    asText(tar.find((entry) => entry.name === name)?.bytes ?? new Uint8Array());
  const index: unknown = JSON.parse(content('index.json') || '{}');
  let facts: Loose = {};
  for (const script of list(map(map(index)['1.0'])['commissioning_scripts']).map(map)) {
    await board.work(SCRIPT_MS);
    const name = string(script['name']) ?? '';
    const output = outputOf(content(string(script['path']) ?? ''), source);
    const code = strikes(board, 'script-fails') ? 1 : 0;
    await tellController(board, instance, scriptSignal(script, code, output));
    if (code !== 0) {
      await tellController(board, instance, failure(`${name}: exit ${code}`));
      return false;
    }
    if (list(script['tags']).includes('facts')) facts = { ...facts, ...map(JSON.parse(output)) };
  }
  if (strikes(board, 'signal-lost')) return true;
  const files = new Map([['facts.json', JSON.stringify(facts)]]);
  await tellController(board, instance, { status: 'OK', files });
  return true;
}

/** A script that asks the hardware prints what it would print here; of any other, only that it ran. */
function outputOf(script: string, source: FactsSource): string {
  const asked = /hardware\.py"?((?:[ \t]+[\w-]+)*)/.exec(script)?.[1];
  if (asked === undefined) return '';
  const names = asked.split(/\s+/).filter((name) => name !== '');
  return JSON.stringify(gather(source, names.length === 0 ? undefined : names));
}

function scriptSignal(script: Loose, code: number, output: string): Signal {
  const name = string(script['name']) ?? '';
  const fields = {
    script_result_id: string(script['script_result_id']) ?? '',
    script_name: name,
    exit_status: String(code),
  };
  const files = new Map([
    [name, output],
    [`${name}.out`, output],
    [`${name}.err`, ''],
  ]);
  return { status: 'WORKING', fields, files };
}

export const failure = (error: string): Signal => ({ status: 'FAILED', fields: { error } });

export async function tellController(
  board: Board,
  instance: Instance,
  said: Signal,
): Promise<void> {
  const { status, headers } = await postSignal(instance, said);
  const accepted = status === 200 ? '' : ` (answered ${status})`;
  const late = headers['x-reconcile-late'] === undefined ? '' : ' (too late)';
  board.tell({ event: 'rack.signalled', status: `${said.status}${accepted}${late}` });
}

/** An unknown machine says what it is, unless the controller knows it already (maas-wire.md §4.10). */
export async function enlist(instance: Instance, source: FactsSource): Promise<void> {
  const facts = gather(source);
  const mac = source.model.mac;
  const machines = new URL('/MAAS/api/2.0/machines/', instance.base).href;
  const known = await instance.ask(`${machines}?op=is_registered&mac_address=${mac}`);
  if (asText(known.bytes).trim() === 'true') return;
  const form = new URLSearchParams({
    architecture: 'amd64',
    mac_addresses: mac,
    commission: 'False',
    hardware: JSON.stringify(facts),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await instance.ask(machines, { method: 'POST', headers, body: form.toString() });
}

export interface Release {
  readonly config: string;
  readonly source: string;
  readonly curtin: unknown;
}

/** Proves identity and disks; the answer is the installer's configuration, or why there is none. */
export async function passGuard(
  instance: Instance,
  source: FactsSource,
  boot: string,
): Promise<Release | { readonly refused: string }> {
  const { status, bytes } = await instance.ask(`${instance.base}guard`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ boot, facts: gather(source) }),
  });
  if (status !== 200 && status !== 409)
    throw new InstallerError(`the controller answered ${status} to the guard`);
  const { refused, config, source: image, curtin } = map(JSON.parse(asText(bytes)));
  if (status === 409) return { refused: string(refused) ?? 'without a reason' };
  return { config: string(config) ?? '', source: string(image) ?? '', curtin };
}

export function strikes(board: Board, fault: Parameters<Board['faults']['strikes']>[0]): boolean {
  const struck = board.faults.strikes(fault);
  if (struck) board.tell({ event: 'rack.fault', fault });
  return struck;
}
