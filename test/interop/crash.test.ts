/**
 * `kill -9` at any moment is a non-event: a controller that is started again on the same data
 * directory goes on, installs nothing twice, and remembers all that it has acknowledged. The rack and
 * its BMCs live here and go on while the controller is dead.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exampleStage } from '../../src/cli/rehearse-stage.ts';
import type { Config, Listen } from '../../src/controller/config.ts';
import { createSource, lookOn } from '../../src/controller/wire-commands.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import { plan } from '../../src/core/plan.ts';
import type { Step } from '../../src/core/step.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createDice, type Dice } from '../../src/rehearsal/dice.ts';
import type { RackEvent } from '../../src/rehearsal/story.ts';

const PROGRAM = fileURLToPath(new URL('../support/controller-process.ts', import.meta.url));
const { signal } = new AbortController();

/** In all. A rack is finished before long, so there are as many racks as it takes. */
const KILLS = Number(process.env['KILLS'] ?? 28);
const KILLS_A_RACK = KILLS > 28 ? 15 : 7;
/** Other racks than usual. */
const SEED = Number(process.env['SEED'] ?? 0);
/** From before the first commit to the middle of installations. */
const LONGEST_LIFE_MS = 3_500;

/** Machines keep URLs and ports over the controller's death, so they are the same in its next life. */
async function fixedPorts({ listen }: Config): Promise<Listen> {
  const free = async (): Promise<number> => {
    const server = createServer().listen(0, listen.address);
    await once(server, 'listening');
    const place = server.address();
    server.close();
    return typeof place === 'object' && place !== null ? place.port : 0;
  };
  const [dhcp, tftp, http, port] = [await free(), await free(), await free(), await free()];
  return { ...listen, dhcp, tftp, http, web: { ...listen.web, port } };
}

/** One life of the controller: its exit code, or `undefined` where it was killed because `death` came. */
async function live(config: Config, transcript: string[], death?: Death) {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, JSON.stringify(config)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.on('data', (text: Buffer) => transcript.push(text.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const alive = new AbortController();
  void ended.then(() => alive.abort());
  await death?.(alive.signal).catch(() => undefined);
  if (death !== undefined) child.kill('SIGKILL');
  const [code] = await ended;
  return code ?? undefined;
}

/** Resolves when the controller is to die. */
type Death = (alive: AbortSignal) => Promise<void>;

const atRandom =
  (dice: Dice): Death =>
  (alive) =>
    systemClock.sleep(200 + dice.next() * LONGEST_LIFE_MS, alive);

/** As machines boot, signal, and are written: in the middle of conversations. */
const amidConversations =
  (dice: Dice, witness: Witness): Death =>
  async (alive) => {
    const patience = AbortSignal.any([alive, AbortSignal.timeout(3 * LONGEST_LIFE_MS)]);
    for (let left = 1 + Math.floor(dice.next() * 9); left > 0 && !patience.aborted; left--)
      await Promise.race([witness.next(), once(patience, 'abort')]);
  };

async function observe(config: Config) {
  const look = await lookOn(config, process.env, { askPower: true });
  try {
    const source = await createSource(config, process.env);
    const { inventory } = await source.load(await source.head(signal), signal);
    if (inventory === undefined) throw new TypeError('the example is not valid');
    const observed = await look.observe(inventory, signal);
    return { observed, plan: plan(inventory, observed) };
  } finally {
    await look.close();
  }
}

/** A hold that a person's word or line ends, and that names it. */
const saysWord = (step: Step): boolean =>
  step.kind === 'hold' && /machine retry|raise deploy\.generation/.test(step.because);

/** What machines were told was heard, by what the store must say from then on. */
function createWitness() {
  const commissioned = new Set<string>();
  const written = new Map<string, string>();
  const twice: string[] = [];
  let heard = Promise.withResolvers<void>();
  return {
    twice,
    /** The next thing that a machine does besides loading files. */
    next: (): Promise<void> => heard.promise,
    tell: (event: RackEvent): void => {
      if (!/leased|fetched/.test(event.event)) {
        heard.resolve();
        heard = Promise.withResolvers();
      }
      // What was said too late is answered as well, and says so.
      if (event.event === 'rack.signalled' && event.status === 'OK')
        commissioned.add(event.machine);
      if (event.event !== 'rack.written') return;
      if (written.has(event.disk)) twice.push(event.disk);
      written.set(event.disk, event.machine);
    },
    /** Whatever a machine was told is stored, without exception. */
    check: (records: readonly MachineRecord[]): void => {
      const known = new Map(records.map((record) => [record.name as string, record]));
      for (const name of commissioned)
        expect(known.get(name)?.hardware, `${name} was told that its facts are kept`).toBeDefined();
      for (const [disk, name] of written)
        expect(
          known.get(name)?.installerReleased,
          `${disk} of ${name} was written, and nobody knows that its installer went out`,
        ).toBeDefined();
    },
  };
}

type Witness = ReturnType<typeof createWitness>;

/** Kills one controller after the other; answers how many, and what they said. */
async function torment(
  config: Config,
  {
    death,
    witness,
    kills,
  }: { readonly death: Death; readonly witness: Witness; readonly kills: number },
): Promise<{ readonly killed: number; readonly transcript: readonly string[] }> {
  const transcript: string[] = [];
  let killed = 0;
  while (killed < kills) {
    const code = await live(config, transcript, death);
    // A fast host is done before its controller has died often enough.
    if (code === 0) break;
    expect(code, 'it was killed, and did not end by itself').toBeUndefined();
    killed++;
    const { observed } = await observe(config);
    const records = [...observed.machines.values()].map(({ record }) => record);
    transcript.push(
      `--- killed: ${records.map(({ name, phase }) => `${name} is ${phase}`).join(', ')}\n`,
    );
    witness.check(records);
  }
  expect(await live(config, transcript), transcript.join('')).toBe(0);
  return { killed, transcript };
}

interface Ordeal {
  readonly seed: number;
  readonly when: 'at random' | 'amid conversations';
  readonly faultRate: number;
}

const ORDEALS: readonly Ordeal[] = [
  { seed: 1, when: 'at random', faultRate: 0 },
  { seed: 2, when: 'at random', faultRate: 0.15 },
  { seed: 3, when: 'amid conversations', faultRate: 0 },
  { seed: 4, when: 'amid conversations', faultRate: 0.15 },
];

/** A rack of four machines; answers how often its controller was killed before it was done. */
async function endure({ seed, when, faultRate }: Ordeal, kills: number): Promise<number> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'crash-'));
  const stop = new AbortController();
  const witness = createWitness();
  const options = {
    folder: folder.path,
    seed,
    faultRate,
    speed: 1,
    signal: stop.signal,
  };
  await using stage = await exampleStage(4, { ...options, tell: witness.tell });
  const config = { ...stage.config, listen: await fixedPorts(stage.config) };
  const { address, dhcp, tftp } = config.listen;
  const places = { DHCP: { address, port: dhcp }, TFTP: { address, port: tftp } };
  stage.connect({ places: new Map(Object.entries(places)) });

  const dice = createDice(seed, 'kills');
  const death = when === 'at random' ? atRandom(dice) : amidConversations(dice, witness);
  const { killed, transcript } = await torment(config, { death, witness, kills });
  const after = await observe(config);
  const stuck = after.plan.changes.filter(({ step }) => step.kind !== 'done' && !saysWord(step));
  expect(stuck, transcript.join('')).toEqual([]);
  for (const machine of stage.rack.machines.values())
    expect(machine.installs(), `${machine.model.name} was installed`).toBeLessThanOrEqual(1);
  expect(witness.twice, 'no disk twice').toEqual([]);
  for (const { generation } of after.observed.ledger.values()) expect(generation).toBe(1);
  stop.abort();
  return killed;
}

let killedInAll = 0;

test.each(ORDEALS)('a controller that is killed $when, seed $seed', async (ordeal) => {
  const killed = await endure({ ...ordeal, seed: ordeal.seed + SEED }, KILLS_A_RACK);
  killedInAll += killed;
  expect(killed, 'it was killed at all').toBeGreaterThan(0);
});

test(
  'a controller that is killed as often as KILLS asks',
  { timeout: 7_200_000 },
  async ({ skip }) => {
    skip(KILLS <= 28, 'the racks above are enough, unless KILLS=300 asks for more');
    const started = systemClock.now();
    for (let seed = ORDEALS.length + 1; killedInAll < KILLS; seed++) {
      const like = ORDEALS[(seed - 1) % ORDEALS.length] as Ordeal;
      killedInAll += await endure(
        { ...like, seed: seed + SEED },
        Math.min(KILLS_A_RACK, KILLS - killedInAll),
      );
      const seconds = Math.round((systemClock.now() - started) / 1000);
      process.stdout.write(`killed ${killedInAll} times, ${seed} racks, ${seconds} s\n`);
    }
    expect(killedInAll).toBe(KILLS);
  },
);
