/** The whole story of one machine: declared, observed, planned, what stands in its way, and what happened. */
import { printPlace } from './diagnostic.ts';
import { diskLabel, type Hardware } from './hardware.ts';
import type { MachineSpec } from './inventory.ts';
import { field, MARGIN, UNDER, wrap } from './layout.ts';
import type { MachineRecord } from './machine.ts';
import type { InstallLedger, PowerState } from './observed.ts';
import { printBytes } from './plan-image.ts';
import type { Plan } from './plan.ts';
import type { HistoryEntry } from './ports.ts';
import { printCause } from './print-cause.ts';
import { changeJson } from './render-json.ts';
import { blocks, type Paint, plain } from './render-text.ts';
import { printRequest } from './select.ts';
import type { Change } from './step.ts';
import { headline, plural, printAge, printInstant } from './summary.ts';
import { wayOn } from './unblock.ts';

export interface Explained {
  readonly name: string;
  /** `undefined` once it left the inventory. */
  readonly spec: MachineSpec | undefined;
  /** `undefined` until it is enlisted here. */
  readonly record: MachineRecord | undefined;
  readonly ledger: InstallLedger | undefined;
  readonly power: PowerState | undefined;
  readonly plan: Plan;
  readonly change: Change;
  /** Newest last. */
  readonly history: readonly HistoryEntry[];
}

type Line = readonly [label: string, text: string];

export function explainText(story: Explained, paint: Paint = plain): string {
  const parts: readonly (readonly [string, readonly Line[] | string])[] = [
    ['DECLARED', declared(story)],
    ['OBSERVED', observed(story)],
    ['PLANNED', planned(story, paint)],
    ['IN THE WAY', obstacles(story)],
    ['PENDING', waiting(story)],
    ['HISTORY', story.history.map(({ at, text }): Line => ['', `${printInstant(at)}  ${text}`])],
  ];
  const printed = parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => {
      const text = typeof lines === 'string' ? lines : lines.map(printLine).join('');
      return `\n${paint('bold', title)}\n${text}`;
    });
  return `${paint('bold', story.name)}\n${printed.join('')}`;
}

const printLine = ([label, text]: Line): string =>
  `${wrap(text, label === '' ? MARGIN : field(label), UNDER)}\n`;

function declared({ spec }: Explained): readonly Line[] {
  if (spec === undefined) return [['', 'It left the inventory.']];
  const { identity, owner, labels, power, target, adopt, firstContact } = spec;
  const worn = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [
    ['at', printPlace(spec.declaredAt)],
    ['target', printTarget(target)],
    ...made(target),
    ...some('owner', owner),
    ...some('labels', worn.join(', ')),
    ['known by', [...identity.macs, identity.uuid, identity.serial].filter(Boolean).join(', ')],
    ['power', power.type],
    ...some('adopt', adopt ? 'it is taken over as it runs' : undefined),
    ...some('first', firstContact === undefined ? undefined : `taken by store ${firstContact}`),
  ];
}

const some = (label: string, text: string | undefined): readonly Line[] =>
  text === undefined || text === '' ? [] : [[label, text]];

function printTarget(target: MachineSpec['target']): string {
  if (target.kind === 'ready') return 'ready';
  if (target.kind === 'released') return `released, generation ${target.generation}`;
  const { image, generation, inMemory } = target.deployment;
  return `deployed, generation ${generation}: ${printRequest(image)}${inMemory ? ', in memory' : ''}`;
}

function made(target: MachineSpec['target']): readonly Line[] {
  if (target.kind !== 'deployed') return [];
  const { cloudInit, preseed, sshKeys } = target.deployment.uses;
  const documents = [
    ...cloudInit.map(({ name }) => `CloudInit/${name}`),
    ...(preseed === undefined ? [] : [`Preseed/${preseed}`]),
    ...sshKeys.map((name) => `SshKeys/${name}`),
  ];
  return some('made of', documents.join(', '));
}

function observed({ record, ledger, power, plan }: Explained): readonly Line[] {
  const now = plan.observedAt;
  const before: readonly Line[] =
    ledger === undefined
      ? []
      : [['started', `generation ${ledger.generation}, ${printAge(now, ledger.startedAt)}`]];
  if (record === undefined)
    return [['phase', 'this store has never seen it'], ...some('power', power), ...before];
  const { phase, since, reason, deployment } = record;
  return [
    ['phase', `${phase} since ${printAge(now, since)}`],
    ...some('reason', reason),
    ...(deployment === undefined ? [] : [['installed', installation(deployment)] as const]),
    ...before,
    ...some('power', power),
    ...(record.hardware === undefined ? [] : hardware(record.hardware)),
  ];
}

const installation = ({
  generation,
  attempt,
  image,
  version,
  inMemory,
}: NonNullable<MachineRecord['deployment']>): string =>
  `generation ${generation}, attempt ${attempt}: ${image} ${version}${inMemory ? ', in memory' : ''}`;

function hardware({
  vendor,
  product,
  firmware,
  cpu,
  memoryBytes,
  disks,
}: Hardware): readonly Line[] {
  const maker = [vendor, product].filter((word) => word !== undefined);
  const size = [firmware, plural(cpu.threads, 'thread'), printBytes(memoryBytes)];
  return [
    ['hardware', [...maker, ...size].join(', ')],
    ...disks.map((disk): Line => {
      const holds = disk.signatures.length === 0 ? '' : `  (${disk.signatures.join(', ')})`;
      return ['disk', `${diskLabel(disk)}  ${printBytes(disk.bytes)}${holds}`];
    }),
  ];
}

function planned({ plan, change }: Explained, paint: Paint): string {
  const row = blocks({ ...plan, changes: [change] }, paint);
  const nothing = `${MARGIN}Nothing is to be done.\n`;
  const asked = change.causes.slice(1).filter(({ effect }) => effect !== 'pending');
  const also = asked.map((cause) => printLine(['also', printCause(cause)]));
  return row === '' ? nothing : `${row}${change.step.kind === 'done' ? '' : also.join('')}`;
}

/** What blocks it, and what would unblock it. */
function obstacles({ name, plan, change }: Explained): readonly Line[] {
  const { step } = change;
  const frozen: readonly Line[] =
    plan.freeze === undefined ? [] : [['frozen', plan.freeze.because]];
  if (step.kind !== 'hold' && step.kind !== 'wait') return frozen;
  const [, because] = headline(change);
  return [
    ...frozen,
    ...some('guard', step.guard),
    [step.kind === 'hold' ? 'held' : 'waits', because],
    ...some('to go on', step.guard && wayOn(step.guard, name)),
  ];
}

function waiting({ plan, change }: Explained): readonly Line[] {
  if (change.pending.length === 0) return [];
  return change.causes
    .filter(({ effect }) => effect === 'pending')
    .flatMap((cause): readonly Line[] => [
      ['differs', printCause(cause)],
      [
        'since',
        cause.since === undefined ? 'not noted yet' : printAge(plan.observedAt, cause.since),
      ],
      ...some('at', cause.at && printPlace(cause.at)),
    ]);
}

/** Stable keys: the same story for programs. */
export function explainJson(story: Explained): string {
  const { name, spec, record, ledger, power, plan, change, history } = story;
  const guard =
    change.step.kind === 'hold' || change.step.kind === 'wait' ? change.step.guard : undefined;
  const document = {
    version: 1,
    name,
    observedAt: iso(plan.observedAt),
    declared: spec === undefined ? null : Object.fromEntries(declared(story)),
    observed:
      record === undefined
        ? null
        : {
            phase: record.phase,
            since: iso(record.since),
            reason: record.reason ?? null,
            power: power ?? null,
            installed: record.deployment === undefined ? null : installation(record.deployment),
            disks: record.hardware?.disks ?? [],
          },
    ledger:
      ledger === undefined
        ? null
        : { generation: ledger.generation, startedAt: iso(ledger.startedAt) },
    freeze: plan.freeze ?? null,
    change: changeJson(change),
    toGoOn: guard === undefined ? null : wayOn(guard, name),
    history: history.map(({ at, event, text }) => ({ at: iso(at), event, text })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const iso = (at: number): string => new Date(at).toISOString();
