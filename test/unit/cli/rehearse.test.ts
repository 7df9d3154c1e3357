import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/program.ts';
import { createTestTerminal } from '../../support/terminal.ts';

const ROOT = join(import.meta.dirname, '../../..');

interface PlanJson {
  readonly site: string;
  readonly changes: readonly { readonly step: string }[];
}

test.concurrent('the example: machines reach their targets, and the plan is empty', async () => {
  const terminal = createTestTerminal();
  const argv = ['rehearse', '--machines', '4', '--speed', '20'];
  expect(await run(argv, terminal), terminal.said.err).toBe(0);
  const { out } = terminal.said;
  expect(out).toContain('enlist      it is declared, and its BMC confirms that it is off');
  expect(out).toContain('4 of 4 at their target; 2 from disk, 1 from memory, 1 off');
  expect(out).toContain('2 disks written, each exactly once');
  expect(out).toMatch(/No changes\. The machines match the inventory\.\n$/);
  expect(terminal.said.err).toBe('');
});

test.concurrent("a person's own inventory, and the last plan as JSON", async () => {
  const terminal = createTestTerminal({ cwd: ROOT });
  const argv = ['rehearse', '--inventory', join(ROOT, 'examples/lab-of-three'), '--speed', '20'];
  expect(await run([...argv, '--format', 'json'], terminal), terminal.said.err).toBe(0);
  const plan = JSON.parse(terminal.said.out) as PlanJson;
  expect(plan.site).toBe('lab');
  expect(plan.changes.filter(({ step }) => step !== 'done')).toEqual([]);
  expect(terminal.said.err).toContain('wrote disk QM00001');
  expect(terminal.said.err).toContain('3 of 3 at their target; 1 from disk, 1 from memory, 1 off');
});

test('an inventory with mistakes is not rehearsed', async () => {
  const terminal = createTestTerminal();
  const place = join(ROOT, 'test/golden/diagnostics/kinds/inventory');
  expect(await run(['rehearse', '--inventory', place], terminal)).toBe(8);
  expect(terminal.said.err).toContain('documents.yaml:');
  expect(terminal.said.out).toBe('');
});

test('a rehearsal that is interrupted clears the stage', async () => {
  const stop = new AbortController();
  const terminal = createTestTerminal({ signal: stop.signal });
  terminal.onText((text) => text.includes('new → commissioning') && stop.abort());
  expect(await run(['rehearse', '--machines', '2'], terminal)).toBe(130);
});
