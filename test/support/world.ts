/**
 * A rack as the controller's core sees it, in simulated time: BMCs and machines that do what they are
 * told, refuse, or say yes and do nothing, by a seeded die each. The real records, apply and observe run.
 */
import { type Apply, type ApplyDeps, createApply } from '../../src/controller/apply.ts';
import { createObserve } from '../../src/controller/observe.ts';
import { createRecords, type Records } from '../../src/controller/records.ts';
import { bootPurpose } from '../../src/core/boot.ts';
import { asControllerError, ControllerError } from '../../src/core/errors.ts';
import { instant, type Instant, type MachineId, type MachineName } from '../../src/core/ids.ts';
import type { Hardware } from '../../src/core/hardware.ts';
import type { Inventory, MachineSpec, Target } from '../../src/core/inventory.ts';
import type { Itself } from '../../src/core/itself.ts';
import { lintPlan } from '../../src/core/lint-plan.ts';
import type { Deployment, MachineRecord } from '../../src/core/machine.ts';
import type { ObservedState, PowerState } from '../../src/core/observed.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import type { PowerControl, StateStore } from '../../src/core/ports.ts';
import { type Change, subjectKey } from '../../src/core/step.ts';
import { createMemoryStore } from '../../src/state/memory.ts';
import { hardware, mac, noble, NOBLE, STORE, T0 } from './fleet.ts';

export interface Faults {
  /** Chances, 0 to 1, of each thing going wrong once. */
  readonly bmcRefuses: number;
  readonly bmcSilent: number;
  readonly bootHangs: number;
  readonly commissioningFails: number;
  readonly installFails: number;
  readonly signalLost: number;
  /** A controller dies between two actions of a step. */
  readonly crashes?: number;
}

export const NO_FAULTS: Faults = {
  bmcRefuses: 0,
  bmcSilent: 0,
  bootHangs: 0,
  commissioningFails: 0,
  installFails: 0,
  signalLost: 0,
};

/** mulberry32: small, seeded, and good enough for dice. */
function die(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface SimMachine {
  readonly name: MachineName;
  readonly n: number;
  readonly roll: () => number;
  power: 'on' | 'off';
  /** Counts boots, so that a boot that was cut short says nothing any more. */
  boot: number;
}

/** A list of disks that left, and what was declared and installed at that moment. */
export interface SeenErasing {
  readonly name: string;
  readonly disks: readonly string[];
  readonly target: Target | undefined;
  readonly deployment: Deployment | undefined;
}

export interface World {
  readonly store: StateStore;
  readonly clock: { now(): Instant };
  /** Installers that wrote a disk, by machine and generation. */
  readonly installs: Map<string, number>;
  readonly erasings: SeenErasing[];
  /** Whose BMC was asked to switch, and what. */
  readonly switched: { readonly name: string; readonly what: 'on' | 'off' }[];
  /** What must never happen, and did. */
  readonly violations: string[];
  faults: Faults;
  pass(inventory: Inventory, rejected?: string): Promise<Plan>;
  /** Two controllers at once, all of their steps side by side. The other one's plan may be old, and knows no limits. */
  race(inventory: Inventory): Promise<void>;
  /** One pass, and, where it started nothing, the time that it waits for. */
  moment(inventory: Inventory, rejected?: string): Promise<Plan>;
  /** Passes and time until only holds and endless waits remain; throws after too many. */
  converge(inventory: Inventory): Promise<Plan>;
  record(name: string): Promise<MachineRecord | undefined>;
  report(
    name: string,
    event: Parameters<ReturnType<typeof createRecords>['report']>[1],
  ): Promise<boolean>;
  /** A person presses the button: on, and booting. */
  press(name: string): void;
  /** A person pulls the plug. */
  pull(name: string): void;
  isOn(name: string): boolean;
  observe(inventory: Inventory): Promise<ObservedState>;
  /** Applies a plan that was made earlier. */
  replay(planned: Plan, inventory: Inventory): Promise<void>;
}

const BOOT_MS = 90_000;

export async function createWorld(
  seed: number,
  faults: Faults,
  hardwareOf: (n: number) => Hardware = hardware,
  /** The host that the controller runs on. */
  itself?: Itself,
): Promise<World> {
  let now = T0;
  const clock = { now: () => now, sleep: async (ms: number) => void (now = instant(now + ms)) };
  const store = createMemoryStore({ clock });
  await store.commit(
    [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } }],
    [],
  );
  let ids = 0;
  const random = { text: () => `id${String(++ids)}` };
  let inForce: Inventory | undefined;
  /** Of this controller, and of another one on the same store. */
  const [records, rivals] = [1, 2].map(() =>
    createRecords({
      store,
      clock,
      random,
      emit: () => undefined,
      inventory: () => inForce,
      ...(itself && { itself }),
    }),
  ) as [Records, Records];
  const dice = die(seed);
  let rivalPlan: Plan | undefined;
  const machines = new Map<MachineName, SimMachine>();
  const queue: { at: number; run: () => Promise<void> }[] = [];
  const world: World = {
    store,
    clock,
    installs: new Map(),
    erasings: [],
    switched: [],
    violations: [],
    faults,
    pass,
    race,
    moment,
    converge,
    record: async (name) => (await rowOf(name))?.[1],
    async report(name, event) {
      const row = await rowOf(name);
      return row === undefined ? false : records.report(row[0], event);
    },
    press(name) {
      const pressed = sim(name as MachineName);
      if (pressed.power === 'on') return;
      pressed.power = 'on';
      boot(pressed.name);
    },
    pull(name) {
      sim(name as MachineName).power = 'off';
    },
    isOn: (name) => sim(name as MachineName).power === 'on',
    observe: (inventory) => observe(inventory, AbortSignal.timeout(60_000)),
    async replay(planned, inventory) {
      for (const change of planned.changes) await carryOut(change, inventory.revision);
    },
  };

  /** By its MAC: what the inventory calls a machine is nothing to the machine. */
  async function rowOf(name: string): Promise<readonly [MachineId, MachineRecord] | undefined> {
    const own = mac(Number(name.slice(1)));
    const rows = [...(await store.list('machine'))];
    const found = rows.find(([, { value }]) => value.identity.macs.includes(own));
    return found && [found[0] as MachineId, found[1].value];
  }

  function sim(name: MachineName): SimMachine {
    const n = Number(name.slice(1));
    const known = machines.get(name) ?? {
      name,
      n,
      roll: die(seed * 1000 + n),
      power: 'off' as const,
      boot: 0,
    };
    machines.set(name, known);
    return known;
  }

  const after = (ms: number, run: () => Promise<void>): void =>
    void queue.push({ at: now + ms, run });

  /** What the machine does once it has power: it asks what to boot, and lives through it. */
  function boot(name: MachineName): void {
    const machine = sim(name);
    const mine = ++machine.boot;
    const alive = (): boolean => machine.boot === mine && machine.power === 'on';
    if (machine.roll() < world.faults.bootHangs) return;
    after(BOOT_MS, async () => {
      const row = await world.record(name);
      if (!alive() || row === undefined) return;
      const purpose = bootPurpose(row);
      if (purpose === 'poweroff') machine.power = 'off';
      if (purpose === 'commissioning') await commissioning(name, machine, alive);
      if (purpose === 'xinstall') await install(name, machine, row);
      if (purpose === 'erasing') await erase(name, machine, row, alive);
      if (
        purpose === 'local' &&
        row.phase === 'deploying' &&
        machine.roll() >= world.faults.signalLost
      )
        await world.report(name, { kind: 'deployed' });
    });
  }

  async function commissioning(
    name: MachineName,
    machine: SimMachine,
    alive: () => boolean,
  ): Promise<void> {
    await world.report(name, { kind: 'heard' });
    after(BOOT_MS, async () => {
      if (!alive()) return;
      if (machine.roll() < world.faults.commissioningFails)
        await world.report(name, { kind: 'failed', reason: 'a script failed' });
      else if (machine.roll() >= world.faults.signalLost)
        await world.report(name, { kind: 'commissioned', hardware: hardwareOf(machine.n) });
      machine.power = 'off';
    });
  }

  async function install(
    name: MachineName,
    machine: SimMachine,
    row: MachineRecord,
  ): Promise<void> {
    const { deployment } = row;
    if (deployment === undefined)
      return void world.violations.push(`${name} netboots an installer without a deployment`);
    if (deployment.inMemory) return void (await world.report(name, { kind: 'deployed' }));
    if (machine.roll() < world.faults.installFails)
      return void (await world.report(name, { kind: 'failed', reason: 'the installer failed' }));
    if (
      !(await world.report(name, { kind: 'installer-released', boot: `${name}-${machine.boot}` }))
    )
      return;
    const key = `${name} generation ${deployment.generation} attempt ${deployment.attempt}`;
    world.installs.set(key, (world.installs.get(key) ?? 0) + 1);
    if (machine.roll() < world.faults.installFails) return;
    after(BOOT_MS, async () => {
      await world.report(name, { kind: 'netboot-off' });
      boot(name);
    });
  }

  /** Any boot that comes asks for the list; whether it leaves is for `records` to say. */
  async function erase(
    name: MachineName,
    machine: SimMachine,
    { erasure, deployment }: MachineRecord,
    alive: () => boolean,
  ): Promise<void> {
    const left = await world.report(name, {
      kind: 'erase-released',
      boot: `${name}-${machine.boot}`,
    });
    if (!left) return void (machine.power = 'off');
    const own = mac(machine.n);
    const spec = [...(inForce?.machines.values() ?? [])].find(({ identity }) =>
      identity.macs.includes(own),
    );
    const disks = (erasure?.disks ?? []).map(({ serial }) => serial ?? '');
    world.erasings.push({ name, disks, target: spec?.target, deployment });
    after(BOOT_MS, async () => {
      if (!alive()) return;
      if (machine.roll() < world.faults.installFails)
        await world.report(name, { kind: 'failed', reason: 'a drive is frozen' });
      else if (machine.roll() >= world.faults.signalLost)
        await world.report(name, { kind: 'erased' });
      machine.power = 'off';
    });
  }

  const control = (name: MachineName): PowerControl => ({
    query: async () => sim(name).power,
    on: async () => {
      const machine = sim(name);
      await note(name, 'on');
      refuse(name, machine);
      if (machine.power === 'on' || machine.roll() < world.faults.bmcSilent) return;
      machine.power = 'on';
      boot(name);
    },
    off: async () => {
      const machine = sim(name);
      const phase = (await world.record(name))?.phase;
      await note(name, 'off');
      if (phase === 'deployed') world.violations.push(`${name} is deployed and was powered off`);
      refuse(name, machine);
      if (machine.roll() >= world.faults.bmcSilent) machine.power = 'off';
    },
    netbootOnce: async () => undefined,
  });

  async function note(name: MachineName, what: 'on' | 'off'): Promise<void> {
    world.switched.push({ name, what });
    const row = await world.record(name);
    if (row?.lock !== undefined) world.violations.push(`${name} is locked and was powered ${what}`);
  }

  function refuse(name: MachineName, machine: SimMachine): void {
    if (machine.roll() < world.faults.bmcRefuses)
      throw new ControllerError('E_POWER_CONNECTION', `powering ${name}`);
  }

  const driver = {
    type: 'webhook',
    connect: (parameters: { name?: unknown }) => control(parameters.name as MachineName),
  };
  const images = { list: async () => new Map([[NOBLE, [noble()]]]) };
  const inFlight = new Set<string>();
  const power = {
    look: async (specs: readonly MachineSpec[]) => ({
      power: new Map<MachineName, PowerState>(
        specs.map(({ name, power: bmc }) => [
          name,
          sim(bmc.parameters['name'] as MachineName).power,
        ]),
      ),
      powerTrouble: new Map<MachineName, string>(),
    }),
  };
  const observe = createObserve({ store, images, power, clock, itself, inFlight: () => inFlight });
  const parts: Omit<ApplyDeps, 'records'> = {
    store,
    images: { ...images, prune: async () => undefined } as never,
    mirror: () => {
      throw new ControllerError('E_BUG', 'no images here');
    },
    drivers: new Map([['webhook', driver]]),
    secrets: {
      resolve: async () => Promise.reject(new ControllerError('E_SECRET_MISSING', 'none')),
    },
    clock,
    emit: () => undefined,
  };
  const apply = createApply({ ...parts, records });
  const rivalApply = createApply({ ...parts, records: rivals });

  async function carryOut(
    change: Change,
    revision: Inventory['revision'],
    carry: Apply = apply,
  ): Promise<void> {
    if (change.step.kind !== 'act') return;
    const key = subjectKey(change.subject);
    try {
      for (const action of change.step.actions) {
        await carry(action, undefined, new AbortController().signal);
        if (dice() < (world.faults.crashes ?? 0)) return;
      }
      await store.commit([{ collection: 'setback', key, expect: 'any', value: 'delete' }], []);
    } catch (error) {
      const { code, disposition, message, guard } = asControllerError(error);
      if (disposition === 'bug') throw error;
      const count = ((await store.get('setback', key))?.value.count ?? 0) + 1;
      await store.commit(
        [
          {
            collection: 'setback',
            key,
            expect: 'any',
            value: {
              code,
              disposition,
              message,
              at: now,
              count,
              revision,
              ...(guard === undefined ? {} : { guard }),
            },
          },
        ],
        [],
      );
    }
  }

  async function pass(inventory: Inventory, rejected?: string): Promise<Plan> {
    inForce = inventory;
    const seen = await world.observe(inventory);
    const planned = plan(inventory, seen, rejected);
    world.violations.push(...lintPlan(planned, seen));
    for (const change of planned.changes) await carryOut(change, inventory.revision);
    countBusy(seen, inventory);
    return planned;
  }

  async function race(inventory: Inventory): Promise<void> {
    inForce = inventory;
    const seen = await world.observe(inventory);
    const planned = plan(inventory, seen);
    const reckless = rivalPlan ?? plan(withoutLimits(inventory), seen);
    rivalPlan = rivalPlan === undefined ? plan(withoutLimits(inventory), seen) : undefined;
    const { revision } = inventory;
    await Promise.all([
      ...planned.changes.map((change) => carryOut(change, revision)),
      ...reckless.changes.toReversed().map((change) => carryOut(change, revision, rivalApply)),
    ]);
  }

  function countBusy(seen: ObservedState, inventory: Inventory): void {
    for (const phase of ['commissioning', 'deploying'] as const) {
      const busy = [...seen.machines.values()].filter(
        ({ record }) => record.phase === phase,
      ).length;
      if (busy > inventory.site.limits[phase])
        world.violations.push(`${busy} machines are ${phase}`);
    }
  }

  async function moment(inventory: Inventory, rejected?: string): Promise<Plan> {
    const planned = await pass(inventory, rejected);
    if (planned.changes.some(({ step }) => step.kind === 'act')) return planned;
    const next = Math.min(planned.lookAgainAt ?? Infinity, ...queue.map(({ at }) => at));
    if (next !== Infinity) await passTime(next);
    return planned;
  }

  async function passTime(until: number): Promise<void> {
    now = instant(Math.max(now, until));
    for (const due of queue.splice(0)) {
      if (due.at > now) queue.push(due);
      else await due.run();
    }
  }

  async function converge(inventory: Inventory): Promise<Plan> {
    for (let passes = 0; passes < 2_000; passes++) {
      const planned = await pass(inventory);
      if (planned.changes.some(({ step }) => step.kind === 'act')) continue;
      const next = Math.min(planned.lookAgainAt ?? Infinity, ...queue.map(({ at }) => at));
      if (next === Infinity) return planned;
      await passTime(next);
    }
    throw new ControllerError('E_BUG', 'the fleet does not come to rest');
  }

  return world;
}

const withoutLimits = (inventory: Inventory): Inventory => ({
  ...inventory,
  site: {
    ...inventory.site,
    limits: { commissioning: 1_000, deploying: 1_000, maxShrinkPercent: 100 },
    windows: [],
  },
});
