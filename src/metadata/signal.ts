/** What machines say of themselves: the signals of our runner, the reports of cloud-init and curtin. */
import { isErasing } from '../core/erasing.ts';
import type { MachineEvent, MachineRecord } from '../core/machine.ts';
import { type Call, hear, oneLine, refuse, said, type Service } from './call.ts';
import { type Environment, type MachineCaller, stillIn } from './credentials.ts';
import { readFacts } from './facts.ts';
import { type Form, parseForm } from './multipart.ts';
import { parseJson } from './reader.ts';
import { late, nothing, refusal, type Reply, text } from './reply.ts';

/** maas-wire.md §4.6. */
const STATUSES = new Set([
  'OK',
  'FAILED',
  'WORKING',
  'COMMISSIONING',
  'TESTING',
  'TIMEDOUT',
  'INSTALLING',
  'APPLYING_NETCONF',
  'RELEASING',
  'DEPLOYING',
]);

/** `POST <metadata_url>/<version>/`. What comes twice, late, or in the wrong phase gets its 200 and moves nothing. */
export async function answerSignal(service: Service, call: Call): Promise<Reply> {
  const { caller } = call;
  if (caller.kind !== 'machine') return refuse(service, call, 401, 'signals need a token');
  const form = parseForm(call.contentType, call.body);
  if (form === undefined) return refuse(service, call, 400, 'not a form');
  const op = form.fields.get('op');
  const status = form.fields.get('status') ?? '';
  // netboot_on is for no machine to say: what it boots is the plan's.
  if (op === 'netboot_off') return acceptNetbootOff(service, caller);
  if (op !== 'signal' || !STATUSES.has(status))
    return refuse(service, call, 400, 'no such op or status');
  const { machine, token } = caller;
  const because = said(service, form.fields.get('error') ?? form.fields.get('script_name') ?? '');
  service.emit({ event: 'metadata.signalled', name: machine.record.name, status, because });
  const heard =
    caller.inForce &&
    (await heed(service, caller, signalMeaning(service, form, token.environment, machine.record)));
  return heard ? text('OK') : late(text('OK'));
}

async function acceptNetbootOff(
  service: Service,
  { machine, token, inForce }: MachineCaller,
): Promise<Reply> {
  const heard =
    inForce && (await service.fleet.report(machine.id, { kind: 'netboot-off' }, stillIn(token)));
  return heard ? text('OK') : late(text('OK'));
}

/** `false`: it moves nothing any more. A sign of life is always welcome. */
async function heed(
  service: Service,
  { machine, token }: MachineCaller,
  event: MachineEvent | undefined,
): Promise<boolean> {
  if (event !== undefined) return service.fleet.report(machine.id, event, stillIn(token));
  await hear(service, machine, token.environment);
  return true;
}

/** `undefined`: a sign of life and no more. Signals that name a script are about that script only. */
function signalMeaning(
  service: Service,
  { fields, files }: Form,
  environment: Environment,
  record: MachineRecord,
): MachineEvent | undefined {
  const { phase } = record;
  const status = fields.get('status');
  if (fields.has('script_result_id')) return undefined;
  const failed = (what: string): MachineEvent => ({
    kind: 'failed',
    reason: said(service, fields.get('error') ?? what),
  });
  if (environment === 'installer' && phase === 'deploying' && status === 'FAILED')
    return failed('the installer failed');
  if (environment === 'erasing') {
    // Also after we gave up: the token says that it is about this very list of disks.
    if (status === 'OK') return { kind: 'erased' };
    return status === 'FAILED' && isErasing(record) ? failed('erasing failed') : undefined;
  }
  if (environment !== 'commissioning' || phase !== 'commissioning') return undefined;
  if (status === 'FAILED') return failed('commissioning failed');
  return status === 'OK' ? commissioned(files.get('facts.json')) : undefined;
}

function commissioned(file: Uint8Array | undefined): MachineEvent {
  const facts = readFacts(file === undefined ? undefined : parseJson(file));
  return 'hardware' in facts
    ? { kind: 'commissioned', hardware: facts.hardware }
    : { kind: 'failed', reason: `commissioning sent facts that cannot be read: ${facts.problem}` };
}

/** One event of cloud-init's or curtin's webhook reporter (maas-wire.md §4.7). */
export interface StageReport {
  readonly origin: string;
  /** Stages within stages: `modules-final/config-scripts-user`. */
  readonly name: string;
  readonly eventType: string;
  readonly result: string | undefined;
  readonly description: string;
}

/**
 * `POST /MAAS/metadata/status/<id>`. 204 for whatever can be read, and for a token that is nobody's
 * any more: an old deployment's cloud-init would hang on its retries.
 */
export async function answerStatus(service: Service, call: Call): Promise<Reply> {
  const { caller, params } = call;
  if (caller.kind === 'anonymous') return refuse(service, call, 401, 'reports need a token');
  if (caller.kind !== 'machine' || !caller.inForce || caller.machine.id !== params['id'])
    return nothing;
  const stage = readStage(service, parseJson(call.body));
  if (stage === undefined) return refusal(400, 'not an event');
  const { record } = caller.machine;
  const { origin, name, eventType, result } = stage;
  service.emit({
    event: 'metadata.reported',
    name: record.name,
    origin,
    stage: name,
    result: result ?? eventType,
  });
  await heed(service, caller, stageMeaning(stage, caller.token.environment, record));
  return nothing;
}

function readStage(service: Service, value: unknown): StageReport | undefined {
  const event = (typeof value === 'object' ? (value ?? {}) : {}) as Readonly<
    Record<string, unknown>
  >;
  const word = (key: string): string | undefined =>
    typeof event[key] === 'string' ? said(service, event[key]) : undefined;
  const [origin, name, eventType] = [word('origin'), word('name'), word('event_type')];
  if (origin === undefined || name === undefined || eventType === undefined) return undefined;
  return {
    origin,
    name,
    eventType,
    result: word('result'),
    description: word('description') ?? '',
  };
}

/**
 * Which failure is the machine's. MAAS takes any top-level FAIL; but cloud-init's modules-config fails
 * over a locale on machines that are perfectly well, so two are believed: curtin's own verdict, and
 * modules-final, where our programs run, as long as the work they are for has not been done. Once the
 * installer is released, curtin and the guard speak for themselves, and a final stage that fails over
 * something else does not undo what is installed.
 */
export function stageMeaning(
  stage: StageReport,
  environment: Environment,
  record: MachineRecord,
): MachineEvent | undefined {
  if (stage.eventType !== 'finish' || stage.result !== 'FAIL') return undefined;
  const failed = (what: string): MachineEvent => ({
    kind: 'failed',
    reason: oneLine(`${what}: ${stage.description}`),
  });
  const ended = stage.origin === 'cloudinit' && stage.name === 'modules-final';
  if (environment === 'commissioning')
    return ended && record.phase === 'commissioning'
      ? failed('the commissioning environment ended without a result')
      : undefined;
  if (environment === 'erasing')
    return ended && isErasing(record) && record.erasure?.released === undefined
      ? failed('the erasing environment ended before it was told which disks')
      : undefined;
  if (environment === 'installed' || record.phase !== 'deploying') return undefined;
  if (stage.origin === 'curtin' && stage.name === 'cmd-install') return failed('curtin failed');
  return ended && record.installerReleased === undefined
    ? failed('the installing environment ended before the installer was released')
    : undefined;
}
