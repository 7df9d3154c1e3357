/** plan → apply: one handler for each kind of action. Nothing is decided here. */
import type { Action, PowerAction } from '../core/action.ts';
import { ControllerError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import type { Catalog } from '../core/image.ts';
import type { BootSource } from '../core/inventory.ts';
import type {
  Clock,
  ImageMirror,
  ImageStore,
  PowerControl,
  PowerDriver,
  Secrets,
  StateStore,
} from '../core/ports.ts';
import type { Records } from './records.ts';

export interface ApplyDeps {
  readonly records: Records;
  readonly store: StateStore;
  readonly images: ImageStore;
  /** A mirror of the source that is in force when the action runs. */
  mirror(source: BootSource): ImageMirror;
  readonly drivers: ReadonlyMap<string, PowerDriver>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly emit: Emit;
}

export type Apply = (
  action: Action,
  source: BootSource | undefined,
  signal: AbortSignal,
) => Promise<void>;

/** One BMC request may take this long. */
const BMC_DEADLINE_MS = 60_000;
/** After `off`, before `on`: BMCs that get both at once ignore the second. */
const OFF_POLL_MS = 1_000;
const OFF_POLLS = 30;

export function createApply(deps: ApplyDeps): Apply {
  const { records, store, images, emit } = deps;

  return async (action, source, signal) => {
    switch (action.kind) {
      case 'machine.record':
        return records.record(action.id, action.expect, action.event, action.approval);
      case 'machine.enlist':
        return records.enlist(action);
      case 'machine.forget':
        return records.forget(action.id, action.expect);
      case 'rollout.open':
        return records.openRollout(action.rollout);
      case 'power.netboot':
        return netboot(action, connect(deps, action), deadline(signal));
      case 'power.cycle': {
        const control = connect(deps, action);
        await powerOff(action, control, deadline(signal));
        await untilOff(control, deps.clock, deadline(signal));
        return netboot(action, control, deadline(signal));
      }
      case 'power.off':
        return powerOff(action, connect(deps, action), deadline(signal));
      case 'catalog.fetch':
        return fetchCatalog(must(source), signal);
      case 'image.sync':
        await deps.mirror(must(source)).sync(action, action.files, signal);
        return;
      case 'image.prune':
        await images.prune(action.key, action.version);
        emit({ event: 'image.pruned', key: action.key, version: action.version });
    }
  };

  async function netboot(
    action: PowerAction,
    control: PowerControl,
    signal: AbortSignal,
  ): Promise<void> {
    emit({ event: 'power.asked', name: action.name, what: 'boot once from the network, and on' });
    await control.netbootOnce(action.firmware, signal);
    await control.on(signal);
  }

  async function powerOff(
    action: PowerAction,
    control: PowerControl,
    signal: AbortSignal,
  ): Promise<void> {
    emit({ event: 'power.asked', name: action.name, what: 'off' });
    await control.off(signal);
  }

  async function fetchCatalog(source: BootSource, signal: AbortSignal): Promise<void> {
    const before = await store.get('catalog', source.name);
    const catalog: Catalog = await deps.mirror(source).catalog(before?.value, signal);
    await store.commit(
      [{ collection: 'catalog', key: source.name, expect: 'any', value: catalog }],
      [],
    );
  }
}

function connect({ drivers, secrets }: ApplyDeps, { power, name }: PowerAction): PowerControl {
  const driver = drivers.get(power.type);
  if (driver === undefined)
    throw new ControllerError(
      'E_POWER_SETTING',
      `powering ${name}: there is no power driver ${power.type}`,
    );
  return driver.connect(power.parameters, secrets);
}

/** A machine that stays on is the silent failure that the planner's settle time is for. */
async function untilOff(control: PowerControl, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let polls = 0; polls < OFF_POLLS; polls++) {
    if ((await control.query(signal)) !== 'on') return;
    await clock.sleep(OFF_POLL_MS, signal);
  }
}

const deadline = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(BMC_DEADLINE_MS)]);

function must(source: BootSource | undefined): BootSource {
  if (source === undefined)
    throw new ControllerError('E_BUG', 'an image action was planned without a boot source');
  return source;
}
