/** `reconcile rehearse`: the real controller against a simulated rack, over loopback and without privileges. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pass, settled } from '../controller/loop.ts';
import { createController } from '../controller/wire.ts';
import { createSource, lookOn } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import type { Secrets } from '../core/ports.ts';
import { secret } from '../core/secret.ts';
import { parseSelector } from '../core/selector.ts';
import { isEmpty } from '../core/summary.ts';
import { castOf } from '../rehearsal/own-site.ts';
import { print, show } from './dry-run.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { prove } from './rehearse-proof.ts';
import {
  exampleStage,
  type OwnInventory,
  ownStage,
  type Stage,
  type StageOptions,
} from './rehearse-stage.ts';
import { createStory, type Story } from './rehearse-story.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export interface RehearseFlags {
  /** Of the example; an inventory says itself. */
  readonly machines: number;
  readonly seed: number;
  /** Probability of each kind of fault, for every machine. */
  readonly faults: number;
  /** How many times faster than life simulated work is. */
  readonly speed: number;
  readonly timeout: number;
}

/** What is asked for, and who plays it. `own` is undefined for the example. */
interface Play {
  readonly flags: CommonFlags;
  readonly how: RehearseFlags;
  readonly own: OwnInventory | undefined;
  readonly terminal: Terminal;
  readonly story: Story;
}

export async function rehearse(
  flags: CommonFlags,
  how: RehearseFlags,
  terminal: Terminal,
): Promise<number> {
  const isOwn = flags.overrides['inventory.source'] !== undefined;
  const own = isOwn ? await loadOwn(flags, terminal) : undefined;
  if (typeof own === 'number') return own;
  // With --format json or markdown the plan alone is what is printed.
  const aside = { ...terminal, out: terminal.err };
  const story = createStory(flags.format === 'text' ? terminal : aside);
  const folder = await mkdtemp(join(tmpdir(), 'reconcile-rehearsal-'));
  const clearing = new AbortController();
  const signal = AbortSignal.any([terminal.signal, clearing.signal]);
  const { seed, faults: faultRate, speed } = how;
  const options = { folder, seed, faultRate, speed, tell: story.rack, signal };
  try {
    await using stage = await setStage(own, how, options);
    return await play({ flags, how, own, terminal, story }, stage, signal);
  } finally {
    clearing.abort();
    await rm(folder, { recursive: true, force: true });
  }
}

const setStage = (
  own: OwnInventory | undefined,
  { machines }: RehearseFlags,
  options: StageOptions,
): Promise<Stage> => (own === undefined ? exampleStage(machines, options) : ownStage(own, options));

/** The inventory once, as it is now; or the exit code after its mistakes were printed. */
async function loadOwn(flags: CommonFlags, terminal: Terminal): Promise<OwnInventory | number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const source = await createSource(config, terminal.env);
  const revision = await source.head(terminal.signal);
  const { inventory, files, diagnostics } = await source.load(revision, terminal.signal);
  terminal.err(printDiagnostics(diagnostics));
  if (inventory === undefined || hasErrors(diagnostics)) return EXIT.invalid;
  const cast = castOf(inventory);
  if (!('summary' in cast)) return { inventory, files, cast, place: config.inventory };
  terminal.err(printDiagnostics([cast]));
  return EXIT.invalid;
}

async function play(whole: Play, stage: Stage, signal: AbortSignal): Promise<number> {
  const { flags, how, terminal, story, own } = whole;
  introduce(whole, stage);
  story.title('reconcile --dry-run');
  if ((await firstPage(whole, stage)) === EXIT.usage) return EXIT.usage;
  story.title('reconcile');
  const limit = AbortSignal.timeout(how.timeout);
  const last = await converge(whole, stage, AbortSignal.any([signal, limit]));
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (last === undefined) return EXIT.failed;
  story.title(limit.aborted ? `Given up after ${story.seconds()} s` : 'What it came to');
  story.facts(prove(last, stage.rack, story));
  story.print('\n');
  const site = own?.inventory.site.name ?? 'rehearsal';
  terminal.out(print(last.plan, site, flags, terminal));
  return isEmpty(last.plan) ? EXIT.done : EXIT.incomplete;
}

function introduce({ own, story, how }: Play, { rack, config }: Stage): void {
  const count = rack.machines.size;
  const from =
    config.inventory.kind === 'git' ? config.inventory.url : `the folder ${config.inventory.path}`;
  story.title(`${count} simulated machines and the real controller`);
  story.facts([
    ['machines', 'with BIOS and UEFI firmware, disks and BMCs, on addresses of loopback'],
    ['images', 'small ones, from a boot source that a throw-away key signs'],
    ['inventory', from],
    ['real', 'the controller, DHCP, TFTP, HTTP, metadata, OpenPGP; nothing leaves this host'],
    ...(own?.cast.differences ?? []).map((text): [string, string] => ['differs', text]),
    ...luck(how, own),
  ]);
}

function luck({ faults, machines }: RehearseFlags, own: OwnInventory | undefined) {
  const rate: [string, string] = ['faults', `each kind strikes ${faults * 100} % of the machines`];
  const n5: [string, string] = [
    'faults',
    'the BMC of n5 will refuse twice, and then say yes and do nothing',
  ];
  return [...(own === undefined && machines >= 5 ? [n5] : []), ...(faults > 0 ? [rate] : [])];
}

/** The story's own plan is text, whatever the last one is printed as. */
async function firstPage({ flags, terminal, story }: Play, stage: Stage): Promise<number> {
  const { config, source } = stage;
  const look = await lookOn(config, terminal.env, { askPower: true, ...(source && { source }) });
  const page = { ...terminal, out: story.print };
  try {
    return await show(look, { ...flags, format: 'text' }, { terminal: page, detailed: false });
  } finally {
    await look.close();
  }
}

/** No secret of the site is read: everything that is one is this word. */
const NO_SECRETS: Secrets = { resolve: async () => secret('rehearsed') };

async function converge(
  { flags, terminal, story }: Play,
  stage: Stage,
  signal: AbortSignal,
): Promise<Pass | undefined> {
  const { config, source } = stage;
  const controller = await createController(config, {
    env: terminal.env,
    log: { write: () => true },
    only: flags.target === undefined ? undefined : parseSelector(flags.target),
    followMs: undefined,
    secrets: NO_SECRETS,
    ...(source && { source }),
    signal,
    emit: story.controller,
  });
  stage.connect(controller);
  let last: Pass | undefined;
  await controller.run((pass) => {
    if (pass !== undefined) story.pass(pass);
    last = pass;
    return settled(pass);
  });
  story.end();
  return last;
}
