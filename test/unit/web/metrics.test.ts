import { expect, test } from 'vitest';
import { createMetrics } from '../../../src/web/metrics.ts';
import { statusView } from '../../../src/web/status.ts';
import { ip, mac } from '../../support/fleet.ts';
import { T0 } from '../../support/fleet.ts';
import { busySite } from '../../support/status.ts';

test('events are counted', async () => {
  const { sink, answered, text } = createMetrics();
  const acked = { mac: mac(1), address: ip('10.0.0.1'), firmware: undefined, because: '' };
  sink({ event: 'dhcp.acked', ...acked });
  sink({ event: 'dhcp.acked', ...acked });
  sink({ event: 'dhcp.ignored', mac: undefined, because: 'too short' });
  sink({ event: 'tftp.sent', peer: 'p', file: 'f', bytes: 512, retransmits: 3 });
  sink({ event: 'boot.answered', mac: mac(1), file: 'f', purpose: 'local' });
  sink({ event: 'metadata.signalled', name: 'n1', status: 'made up', because: '' });
  answered(206);
  const lines = (await text()).split('\n');
  for (const line of [
    'reconcile_events_total{event="dhcp.acked"} 2',
    'reconcile_dhcp_messages_total{answer="acked"} 2',
    'reconcile_dhcp_messages_total{answer="ignored"} 1',
    'reconcile_tftp_sent_bytes_total 512',
    'reconcile_tftp_retransmits_total 3',
    'reconcile_boot_answers_total{purpose="local"} 1',
    'reconcile_metadata_signals_total{status="other"} 1',
    'reconcile_http_responses_total{code="206"} 1',
  ])
    expect(lines).toContain(line);
});

test('gauges are those of the view, and of the last one where there is none', async () => {
  const { text } = createMetrics();
  const of = async (...view: Parameters<typeof text>) =>
    (await text(...view))
      .split('\n')
      .filter((line) => /^reconcile_(?:machines|pending)/.test(line));
  const lines = await of(statusView(busySite()));
  expect(lines).toContain('reconcile_machines{phase="deploying"} 1');
  expect(lines).toContain('reconcile_machines_pending 1');
  expect(lines).toContain('reconcile_pending_machines{field="Machine.deploy.inMemory"} 1');
  expect(lines).toContain(`reconcile_pending_oldest_timestamp_seconds ${T0 / 1000 - 3600}`);
  expect(lines).toContain('reconcile_machines_with_setback 1');
  expect(await of()).toEqual(lines);
  // A phase that nobody is in any more is gone, not left at its last number.
  const fewer = statusView({ ...busySite(), inventory: undefined, plan: undefined });
  expect(await of(fewer)).not.toContain('reconcile_machines{phase="unrecorded"} 1');
});

test('two controllers in one process do not share their numbers', async () => {
  const [one, two] = [createMetrics(), createMetrics()];
  one.answered(200);
  expect(await two.text()).not.toContain('code="200"');
});
