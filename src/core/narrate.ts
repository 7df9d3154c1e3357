/** Events in a person's words: who, what, and whether anybody wants to read it unasked. */
import type { BootPurpose } from './boot.ts';
import type { ControllerEvent } from './events.ts';

export interface Narration {
  /** `debug`: packets and progress. `error`: a mistake of ours, or a service that is lost. */
  readonly level: 'debug' | 'info' | 'error';
  /** Whom it is about: a machine's name, a MAC, an image, a service. */
  readonly subject: string;
  readonly text: string;
}

type Kind = ControllerEvent['event'];
/** Some events share one shape under several names, so `Extract` would not find them by one. */
type Of<K extends Kind, E = ControllerEvent> = E extends { readonly event: infer N }
  ? K extends N
    ? E
    : never
  : never;

const say = (level: Narration['level'], subject: string, text: string): Narration => ({
  level,
  subject,
  text,
});

const NARRATORS: { readonly [K in Kind]: (event: Of<K>) => Narration } = {
  'pass.finished': (e) =>
    say(
      'debug',
      'pass',
      `${e.act} to do, ${e.hold} held, ${e.wait} waiting, ${e.done} done, ${e.ms} ms`,
    ),
  'inventory.accepted': (e) =>
    say(
      'info',
      'inventory',
      `${e.revision.slice(0, 12)} is in force, ${e.machines} machine${e.machines === 1 ? '' : 's'}`,
    ),
  'inventory.rejected': (e) =>
    say('info', 'inventory', `${e.revision.slice(0, 12)} was not accepted: ${mistakes(e)}`),
  'inventory.judged': (e) => say('info', 'inventory', e.because),
  'machine.moved': (e) => say('info', e.name, `${e.from ?? 'unknown'} → ${e.to}  ${e.because}`),
  'machine.refused': (e) => say('info', e.name, `${e.phase} refuses ${e.because}`),
  'machine.enlisted': (e) =>
    say('info', e.mac, 'is a candidate: `reconcile candidates --write DIR` writes its file'),
  'action.started': (e) => say('info', subject(e.subject), `${e.verb}: ${e.because}`),
  'action.failed': (e) =>
    say(e.code === 'E_BUG' ? 'error' : 'info', subject(e.subject), `${e.because} (${e.code})`),
  'action.deferred': (e) => say('info', subject(e.subject), `waits: ${e.because} (${e.guard})`),
  'stream.verified': (e) =>
    say('info', e.source, `${e.products} products, signed by ${e.fingerprint.slice(-16)}`),
  'image.progress': (e) =>
    say('debug', e.key, `${e.file} ${percent(e.bytes, e.total)} of ${megabytes(e.total)}`),
  'image.synced': (e) =>
    say('info', e.key, `version ${e.version} is stored, ${megabytes(e.bytes)} in ${e.ms} ms`),
  'image.pruned': (e) => say('info', e.key, `version ${e.version} was removed`),
  'dhcp.offered': (e) => say('debug', e.mac, `offered ${lease(e)}`),
  'dhcp.acked': (e) => say('debug', e.mac, `has ${lease(e)}`),
  'dhcp.refused': (e) => say('info', e.mac, `was refused ${lease(e)}`),
  'dhcp.ignored': (e) => say('debug', e.mac ?? 'dhcp', `ignored: ${e.because}`),
  'tftp.sent': (e) =>
    say('debug', e.peer, `${e.file}, ${e.bytes} bytes, ${e.retransmits} sent again`),
  // Firmware asks for a file's size by starting a transfer and breaking it off.
  'tftp.failed': (e) => say('debug', e.peer, `${e.file}: ${e.because}`),
  'boot.answered': (e) =>
    say(
      e.purpose === 'not-found' && e.because === undefined ? 'debug' : 'info',
      e.name ?? e.mac ?? 'boot',
      boot(e),
    ),
  'metadata.signalled': (e) =>
    say(
      // One line a script, twice: the phase's end is what people wait for.
      e.status === 'WORKING' ? 'debug' : 'info',
      e.name,
      `signalled ${e.status}  ${e.because}`.trimEnd(),
    ),
  'metadata.reported': (e) => say('debug', e.name, `${e.origin} ${e.stage} ${e.result}`),
  'metadata.refused': (e) => say('info', e.peer, `was refused ${e.path}: ${e.because}`),
  'guard.refused': (e) => say('info', e.name, `the installer was refused: ${e.because}`),
  'power.asked': (e) => say('info', e.name, `power: ${e.what}`),
  'host.found': (e) => say('info', e.name, e.because),
  'leader.gained': (e) => say('info', e.holder, 'leads'),
  'leader.lost': (e) => say('info', e.holder, 'leads no more'),
  'service.started': (e) => say('info', e.name, `listens on ${e.address}`),
  'service.stopped': (e) => say('info', e.name, `stopped listening on ${e.address}`),
  'service.failed': (e) => say('error', e.name, e.because),
};

export function narrate(event: ControllerEvent): Narration {
  const narrator = NARRATORS[event.event] as (event: ControllerEvent) => Narration;
  return narrator(event);
}

/** `machine/n1` is n1 to people, as is one that left; other subjects keep their kind. */
const subject = (key: string): string => key.replace(/^machine\/([^#]*).*$/, '$1');

const mistakes = ({ diagnostics }: Of<'inventory.rejected'>): string => {
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  if (first === undefined) return `${diagnostics.length} diagnostics`;
  const more = diagnostics.length - 1;
  return `${first.at.file}:${first.at.line}: ${first.summary}${more > 0 ? `, and ${more} more` : ''}`;
};

const lease = (e: Of<'dhcp.acked'>): string =>
  `${e.address ?? 'no address'}${e.firmware === undefined ? '' : ` as ${e.firmware}`}  ${e.because}`;

const boot = (e: Of<'boot.answered'>): string =>
  e.purpose === 'not-found'
    ? `${e.file} is not there${e.because === undefined ? '' : `: ${e.because}`}`
    : BOOTS[e.purpose];

const BOOTS: { readonly [P in BootPurpose]: string } = {
  enlist: 'netboots, to say what it is',
  commissioning: 'netboots, to be commissioned',
  xinstall: 'netboots, to be deployed',
  erasing: 'netboots, to have its disks erased',
  local: 'asked for a netboot, and boots its local disk',
  poweroff: 'asked for a netboot, and is powered off',
};

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const percent = (part: number, whole: number): string =>
  whole === 0 ? '100 %' : `${Math.floor((part * 100) / whole)} %`;
