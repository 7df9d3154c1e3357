/** Reviews without credentials: a plan from the signed snapshot is the controller's own plan, and nothing else is believed. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  observedIn,
  readSnapshot,
  signSnapshot,
  snapshotOf,
} from '../../src/controller/snapshots.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import { plan } from '../../src/core/plan.ts';
import { renderJson } from '../../src/core/render-json.ts';
import { renderMarkdown } from '../../src/core/render-markdown.ts';
import { renderText } from '../../src/core/render-text.ts';
import { generateKey, readKey } from '../../src/lib/ed25519.ts';
import { randomSite, type RandomSite } from '../support/random-site.ts';

const RUNS = Number(process.env['RUNS'] ?? 100);
const key = readKey(generateKey());
const FROM = { commits: 7, boot: 'boot', forgotten: {} };

const withKey = (inventory: Inventory): Inventory => ({
  ...inventory,
  site: {
    ...inventory.site,
    snapshots: { key: key.publicKey, folder: undefined, branch: undefined, maxAge: 3_600_000 },
  },
});

function published({ inventory, observed }: RandomSite): string {
  const inForce = { inventory, files: new Map(), rejected: undefined };
  const pass = { inForce, observed, plan: plan(inventory, observed) };
  return signSnapshot(snapshotOf(pass, FROM), key);
}

describe('a snapshot', () => {
  test.prop([randomSite, randomSite], { numRuns: RUNS })(
    'gives the plan that the controller makes, byte for byte, of its own inventory and of another',
    (seen, proposed) => {
      const text = published(seen);
      for (const declared of [seen.inventory, proposed.inventory].map(withKey)) {
        const unasked = declared.machines.keys().some((name) => !seen.observed.power.has(name));
        // Of a machine that the controller does not know yet, it asks; from a snapshot nobody can.
        const own = plan(declared, unasked ? { ...seen.observed, unasked } : seen.observed);
        const theirs = plan(declared, observedIn(readSnapshot(text, 'here', declared), declared));
        for (const render of [renderText, renderJson, renderMarkdown])
          expect(render(theirs, 'lab')).toBe(render(own, 'lab'));
      }
    },
  );

  test.prop([randomSite], { numRuns: RUNS })('holds nothing that machines were given', (seen) => {
    expect(published(seen)).not.toMatch(/hunter2|topsecret|nginx|ssh-ed25519/);
  });

  test.prop([randomSite, fc.nat(), fc.integer({ min: 1, max: 255 })], { numRuns: RUNS })(
    'is refused when any byte of it was changed, taken out or put in',
    (seen, where, by) => {
      const text = published(seen);
      const bytes = Buffer.from(text);
      const at = where % bytes.length;
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ by;
      const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
      const longer = Buffer.concat([bytes.subarray(0, at), Buffer.from(' '), bytes.subarray(at)]);
      const declared = withKey(seen.inventory);
      for (const other of [flipped, shorter, longer])
        expect(() => readSnapshot(other.toString('latin1'), 'here', declared)).toThrow(
          /reading the snapshot here/,
        );
      expect(readSnapshot(text, 'here', declared).version).toBe(1);
    },
  );
});
