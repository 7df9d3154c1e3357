/** The promises that every reachable moment must keep (product: rules 1–11), judged by what really happens and not by what rows say. */
import { mac } from '../support/fleet.ts';
import type { PowerAction } from '../../src/core/action.ts';
import type { BootPurpose } from '../../src/core/boot.ts';
import type { Inventory, Limits } from '../../src/core/inventory.ts';
import type { MachineRecord } from '../../src/core/machine.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { SiteStatus } from '../../src/core/ports.ts';
import { type Change, IN_FLIGHT, type Step, type Subject } from '../../src/core/step.ts';
import { type Ghost, replace, type State } from './state.ts';

interface Seen {
  readonly plan: Plan;
  readonly complaints: readonly string[];
}

/** What no plan may say. */
export function brokenByPlan(
  inventory: Inventory,
  site: SiteStatus | undefined,
  { plan, complaints }: Seen,
): readonly string[] {
  const { lastApplied } = site ?? {};
  const emptied = inventory.machines.size === 0 && (lastApplied?.machines ?? 0) > 0;
  const view = { inventory, plan, emptied, ours: site?.storeId === inventory.site.stateId };
  return [
    ...complaints.map((text) => `the plan is not sound: ${text}`),
    ...plan.changes.flatMap((change) => brokenByChange(change, view)),
  ];
}

interface View {
  readonly inventory: Inventory;
  readonly plan: Plan;
  /** Everything is gone from the repository. */
  readonly emptied: boolean;
  /** The store is the site's. */
  readonly ours: boolean;
}

const STARTS: ReadonlySet<string> = new Set([
  'commission-started',
  'deploy-started',
  'release-started',
]);

function brokenByChange(change: Change, view: View): readonly string[] {
  const { step, subject } = change;
  if (subject.kind !== 'machine') return [];
  if (step.kind === 'wait') return unowned(change);
  if (step.kind === 'hold')
    return step.guard === 'identity'
      ? [`always an owner: ${subject.name} is held, and no word ends it: ${step.because}`]
      : [];
  return step.kind === 'act' ? brokenByActing(step, subject, view) : [];
}

function brokenByActing(
  { verb, actions }: Extract<Step, { readonly kind: 'act' }>,
  { name, id }: Extract<Subject, { readonly kind: 'machine' }>,
  { inventory, plan, emptied, ours }: View,
): readonly string[] {
  const powers = actions.some(({ kind }) => kind.startsWith('power.'));
  const starts = actions.some(
    (action) => action.kind === 'machine.record' && STARTS.has(action.event.kind),
  );
  const isUndeclared = id !== undefined || !inventory.machines.has(name);
  const broken: string[] = [];
  if (powers && isUndeclared)
    broken.push(
      `removal powers nothing: the BMC of ${name}, which is not declared, is to be asked`,
    );
  if (starts && plan.freeze !== undefined)
    broken.push(`empty never means everything: ${verb} of ${name} starts in a frozen plan`);
  if (emptied)
    broken.push(`empty never means everything: ${verb} of ${name} by a commit without machines`);
  if (powers && !ours) broken.push(`first contact: a store that is not the site's powers ${name}`);
  return broken;
}

/** A wait without an end needs somebody to wait for. */
function unowned({ step, subject }: Change): readonly string[] {
  if (step.kind !== 'wait' || step.until !== undefined) return [];
  if (step.because === IN_FLIGHT || step.guard !== undefined) return [];
  return [
    `always an owner: ${subject.kind === 'machine' ? subject.name : ''} waits for ever: ${step.because}`,
  ];
}

/** The installer's configuration leaves for a machine. */
export function installerReleased(
  state: State,
  index: number,
  { deployment, name }: MachineRecord,
  again: boolean,
): { readonly ghosts: readonly Ghost[]; readonly broken: readonly string[] } {
  const ghost = state.ghosts[index];
  const generation = deployment?.generation ?? 0;
  if (ghost === undefined || again) return { ghosts: state.ghosts, broken: [] };
  const broken: string[] = [];
  if (ghost.spent.includes(generation))
    broken.push(`at most once: generation ${generation} of ${name} is installed a second time`);
  if (generation > ghost.highestDeclared)
    broken.push(`outside the plan: nobody declared generation ${generation} of ${name}`);
  if (state.rigs[index]?.disk.kind === 'foreign')
    broken.push(`outside the plan: the disk of ${name} held what this store did not write`);
  const spent = [...new Set([...ghost.spent, generation])].toSorted((a, b) => a - b);
  return { ghosts: replace(state.ghosts, index, { ...ghost, spent }), broken };
}

/** A list of disks to erase leaves for a machine (rule 3). */
export function brokenByErasing(
  ghost: Ghost | undefined,
  record: MachineRecord,
): readonly string[] {
  const { name, deployment, erasure } = record;
  const generation = erasure?.generation ?? 0;
  const named = ghost?.released.includes(generation) === true;
  const installed = deployment?.generation === generation;
  return named && installed
    ? []
    : [`outside the plan: disks of ${name} are erased, and no commit gave up what is on them`];
}

/** A BMC is about to cut the power of a machine. */
export function brokenByCutting(
  { rigs, ghosts, rows }: State,
  index: number,
  { name, id }: PowerAction,
): readonly string[] {
  const [rig, ghost] = [rigs[index], ghosts[index]];
  if (rig?.power !== 'on' || ghost === undefined) return [];
  const row = rows[`machine/${id}`]?.value as MachineRecord | undefined;
  if (row?.phase === 'deployed') return [`power is not cut: ${name} is recorded as deployed`];
  if (ghost.retried || ghost.deceived) return [];
  const { running, disk } = rig;
  const allowed = (generation: number): boolean =>
    ghost.highestDeclared > generation || ghost.released.includes(generation);
  if (running.kind === 'installing' && !allowed(generationOf(running.token.attempt)))
    return [`power is not cut: ${name} is in the middle of its installer`];
  if (running.kind !== 'system') return [];
  if (running.stranger) return [`power is not cut: ${name} ran before this store saw it`];
  return disk.kind === 'installed' && !allowed(disk.generation)
    ? [
        `power is not cut: ${name} runs generation ${disk.generation}, and nothing else was asked for`,
      ]
    : [];
}

const generationOf = (attempt: string): number => Number(attempt.split('/')[1]);

/** What a machine is given when it netboots (rule 8). */
export function brokenByBoot(
  name: string,
  record: MachineRecord,
  purpose: BootPurpose,
): readonly string[] {
  const { phase } = record;
  if (purpose === 'commissioning' && phase !== 'commissioning')
    return [`the local disk: ${name} is ${phase}, and is commissioned`];
  if (purpose === 'xinstall' && (phase !== 'deploying' || record.installerReleased !== undefined))
    return [`the local disk: ${name} is ${phase}, and gets an installer again`];
  return purpose === 'poweroff' && phase === 'deployed'
    ? [`the local disk: ${name} is deployed, and is powered off`]
    : [];
}

/** What no moment may be like. */
export function brokenByMoment({ rows, rigs, left }: State, limits: Limits): readonly string[] {
  const records = Object.values(rows).flatMap(({ collection, value }) =>
    collection === 'machine' ? [value as MachineRecord] : [],
  );
  const over = (['commissioning', 'deploying'] as const).flatMap((phase) => {
    const busy = records.filter((record) => record.phase === phase).length;
    return busy > limits[phase] ? [`limits: ${busy} machines are ${phase} at once`] : [];
  });
  const untrue = rigs.flatMap(({ disk }, i) => {
    const record = records.findLast(({ identity }) => identity.macs.includes(mac(i + 1)));
    const said = record?.phase === 'deployed' ? record.deployment?.generation : undefined;
    const is = disk.kind === 'installed' ? disk.generation : 0;
    return said === undefined || said === is
      ? []
      : [`the record is true: ${record?.name} is recorded with generation ${said}, and has ${is}`];
  });
  // What a copy says of a machine was true once.
  return left.kinds.includes('restored') ? over : [...over, ...untrue];
}
