/** A reporter that counts, and says why each skipped test was skipped. Totals of several runs add up in TALLY. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** What a file prints when it skips for want of a program, or of root: `test/support/program.ts`, `netns.ts`. */
const REASON = /^skipped: (.*)$/gm;

export default class TallyReporter implements Reporter {
  private readonly reasons = new Map<string, Set<string>>();

  onUserConsoleLog({ content, taskId = '' }: UserConsoleLog): void {
    const known = this.reasons.get(taskId) ?? new Set();
    for (const [, reason = ''] of content.matchAll(REASON)) known.add(reason);
    this.reasons.set(taskId, known);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const state = (test: (typeof tests)[number]): string => test.result().state;
    const skipped = tests
      .filter((test) => state(test) === 'skipped')
      .map((test) => {
        const result = test.result();
        const reason =
          result.state === 'skipped' ? (result.note ?? this.reasonOf(test.module)) : '';
        return `${test.module.relativeModuleId}: ${test.fullName}: ${reason}`;
      });
    const broken = modules.filter(
      (module) =>
        module.state() === 'failed' &&
        [...module.children.allTests()].every((test) => state(test) !== 'failed'),
    );
    add({
      passed: tests.filter((test) => state(test) === 'passed').length,
      failed:
        tests.filter((test) => state(test) === 'failed').length + broken.length + errors.length,
      skipped,
    });
    for (const line of skipped) process.stdout.write(`skipped ${line}\n`);
    for (const test of tests)
      if (test.diagnostic()?.flaky === true)
        process.stdout.write(`passed at the second try: ${test.fullName}\n`);
  }

  private reasonOf(module: TestModule): string {
    return [...(this.reasons.get(module.id) ?? [])].join('; ') || 'no reason given';
  }
}

function add(run: Tally): void {
  const file = process.env['TALLY'];
  if (file === undefined) return;
  const before: Tally = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Tally)
    : { passed: 0, failed: 0, skipped: [] };
  const total: Tally = {
    passed: before.passed + run.passed,
    failed: before.failed + run.failed,
    skipped: [...before.skipped, ...run.skipped],
  };
  writeFileSync(file, JSON.stringify(total));
}
