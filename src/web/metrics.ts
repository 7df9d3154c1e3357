/** Prometheus: counters from events, gauges from the status view. The only import of prom-client. */
import { Counter, Gauge, Registry } from 'prom-client';
import type { ControllerEvent, Emit } from '../core/events.ts';
import type { StatusView } from './status.ts';

export interface Metrics {
  readonly sink: Emit;
  /** One answer over HTTP. */
  readonly answered: (status: number) => void;
  /** The exposition, with gauges as the view has them; without a view, those of the last one. */
  readonly text: (view?: StatusView) => Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const counters = createCounters(registry);
  const show = createGauges(registry);
  return {
    sink: (event) => count(counters, event),
    answered: (status) => counters.http.inc({ code: status }),
    text: (view) => {
      if (view !== undefined) show(view);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

type Counters = ReturnType<typeof createCounters>;

function createCounters(registry: Registry) {
  const counter = <L extends string>(name: string, help: string, ...labelNames: readonly L[]) =>
    new Counter<L>({ name: `reconcile_${name}`, help, labelNames, registers: [registry] });
  return {
    events: counter('events_total', 'Everything worth telling, by name.', 'event'),
    dhcp: counter('dhcp_messages_total', 'DHCP messages, by what became of them.', 'answer'),
    tftp: counter('tftp_transfers_total', 'TFTP transfers ended, by result.', 'result'),
    tftpBytes: counter('tftp_sent_bytes_total', 'Bytes of files sent over TFTP.'),
    tftpAgain: counter('tftp_retransmits_total', 'TFTP blocks sent again.'),
    http: counter('http_responses_total', 'HTTP answers, by status code.', 'code'),
    boots: counter('boot_answers_total', 'Boot configurations asked for, by purpose.', 'purpose'),
    moves: counter('machine_moves_total', 'Phases that machines entered.', 'phase'),
    failures: counter('action_failures_total', 'Actions that failed, by error code.', 'code'),
    passes: counter('passes_total', 'Passes of the loop.'),
    passSeconds: counter('pass_seconds_total', 'Time spent in passes.'),
    imageBytes: counter('image_synced_bytes_total', 'Bytes of images that were mirrored.'),
    signals: counter('metadata_signals_total', 'Signals from machines, by status.', 'status'),
    services: counter(
      'service_failures_total',
      'Services that failed and were restarted.',
      'service',
    ),
  };
}

function count(counters: Counters, event: ControllerEvent): void {
  counters.events.inc({ event: event.event });
  switch (event.event) {
    case 'dhcp.offered':
    case 'dhcp.acked':
    case 'dhcp.refused':
    case 'dhcp.ignored':
      return counters.dhcp.inc({ answer: event.event.slice('dhcp.'.length) });
    case 'tftp.sent':
      counters.tftpBytes.inc(event.bytes);
      counters.tftpAgain.inc(event.retransmits);
      return counters.tftp.inc({ result: 'sent' });
    case 'tftp.failed':
      return counters.tftp.inc({ result: 'failed' });
    case 'boot.answered':
      return counters.boots.inc({ purpose: event.purpose });
    case 'machine.moved':
      return counters.moves.inc({ phase: event.to });
    case 'action.failed':
      return counters.failures.inc({ code: event.code });
    case 'pass.finished':
      counters.passes.inc();
      return counters.passSeconds.inc(event.ms / 1000);
    case 'image.synced':
      return counters.imageBytes.inc(event.bytes);
    case 'metadata.signalled':
      return counters.signals.inc({ status: knownStatus(event.status) });
    case 'service.failed':
      return counters.services.inc({ service: event.name });
    default:
  }
}

/** A machine's own word would be a label without bound. */
const STATUSES: ReadonlySet<string> = new Set('OK FAILED WORKING COMMISSIONING TESTING'.split(' '));
const knownStatus = (status: string): string => (STATUSES.has(status) ? status : 'other');

function createGauges(registry: Registry): (view: StatusView) => void {
  const gauge = <L extends string>(name: string, help: string, ...labelNames: readonly L[]) =>
    new Gauge<L>({ name: `reconcile_${name}`, help, labelNames, registers: [registry] });
  const machines = gauge('machines', 'Machines, by phase.', 'phase');
  const steps = gauge('plan_changes', 'Rows of the plan, by outcome.', 'step');
  const pending = gauge('machines_pending', 'Machines with differences that wait for an install.');
  const fields = gauge('pending_machines', 'Machines that a field is pending on.', 'field');
  const oldest = gauge(
    'pending_oldest_timestamp_seconds',
    'When the oldest difference that still waits for an install was first seen; 0 of none.',
  );
  const setbacks = gauge('machines_with_setback', 'Machines whose last step failed.');
  const banners = gauge('banners', 'What the status page warns of, by severity.', 'severity');
  const images = gauge('stored_images_bytes', 'Bytes of stored images.');
  const observed = gauge('observed_timestamp_seconds', 'When the world was last looked at.');
  return (view) => {
    machines.reset();
    for (const [phase, number] of Object.entries(view.phases)) machines.set({ phase }, number);
    for (const [step, number] of Object.entries(view.steps)) steps.set({ step }, number);
    pending.set(view.machines.filter((row) => row.pending.length > 0).length);
    fields.reset();
    for (const field of view.machines.flatMap((row) => row.pendingFields)) fields.inc({ field });
    oldest.set(oldestPending(view) / 1000);
    setbacks.set(view.machines.filter((row) => row.setback !== undefined).length);
    for (const severity of ['error', 'warning'] as const)
      banners.set({ severity }, view.banners.filter((b) => b.severity === severity).length);
    images.set(view.images.reduce((sum, { bytes }) => sum + bytes, 0));
    observed.set(view.at / 1000);
  };
}

function oldestPending({ machines }: StatusView): number {
  const moments = machines.flatMap(({ pendingSince: since }) =>
    since === undefined ? [] : [since],
  );
  return moments.length === 0 ? 0 : moments.reduce((a, b) => (a < b ? a : b));
}
