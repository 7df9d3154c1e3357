/** The status page and its JSON, byte for byte. */
import { expect, test } from 'vitest';
import { machinePage, overviewPage } from '../../../src/web/page.ts';
import { statusView } from '../../../src/web/status.ts';
import { observed } from '../../support/fleet.ts';
import { golden } from '../../support/golden.ts';
import { busySite } from '../../support/status.ts';

test('a site in the middle of things', () => {
  const page = overviewPage(statusView(busySite()));
  expect(page).toBe(golden('html/overview.html', page));
});

test('a site before its first inventory', () => {
  const input = { inventory: undefined, plan: undefined, site: undefined, history: [] };
  const page = overviewPage(statusView({ ...input, observed: observed({}) }));
  expect(page).toBe(golden('html/empty.html', page));
});

test.each(['n1', 'n3'])('machine %s', (name) => {
  const input = busySite();
  const page = machinePage(statusView(input), name, input.history.slice(0, 1));
  expect(page).toBe(golden(`html/machine-${name}.html`, page));
});

test('status.json', () => {
  const text = `${JSON.stringify(statusView(busySite()), undefined, 2)}\n`;
  expect(text).toBe(golden('html/status.json', text));
});
