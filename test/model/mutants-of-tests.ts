/** Bugs that the property and unit tests must find. */
import { type Mutant, patch, type Patch } from './mutant.ts';

const CORE = ['test/property/converge.test.ts', 'test/property/rules.test.ts', 'test/unit/core'];
const CONTROLLER = [...CORE, 'test/unit/controller'];
const tests = (name: string, where: readonly string[], ...patches: readonly Patch[]): Mutant => ({
  name,
  patches,
  found: { tests: where },
});

export const BY_TESTS: readonly Mutant[] = [
  tests(
    'no throttle',
    CORE,
    patch('core/limits.ts', '    return others < limit\n', '    return others < Infinity\n'),
  ),
  tests('a miscounted throttle', CORE, patch('core/limits.ts', '      count(counts, row);\n', '')),
  tests(
    'no second power-on',
    CORE,
    patch(
      'core/plan-power.ts',
      "if (view.power === 'off') return bootAgain(view, 'it is off');",
      '',
    ),
  ),
  tests(
    'a second power-on that cycles',
    CORE,
    patch(
      'core/plan-power.ts',
      "  view.power === 'on'\n    ? { kind: 'power.cycle'",
      "  view.power !== 'error'\n    ? { kind: 'power.cycle'",
    ),
  ),
  tests(
    'no deadline',
    CORE,
    patch(
      'core/plan-power.ts',
      'if (observed.at >= deadline) return giveUp(view, `${phase}',
      'if (observed.at > deadline * 2) return giveUp(view, `${phase}',
    ),
  ),
  tests(
    'a boot loop',
    CORE,
    patch(
      'core/plan-power.ts',
      'record.boots >= inventory.site.maxAttempts',
      'record.boots >= Infinity',
    ),
  ),
  tests(
    'held after one failure',
    CORE,
    patch(
      'core/plan-machine.ts',
      '  if (record.attempts >= inventory.site.maxAttempts)\n    return hold(\n      `${reason} (attempt ${record.attempts} of ${inventory.site.maxAttempts}); ${sayRetry(view)}`,\n    );\n  const again = later(record.since, backoff(record.attempts));\n  if',
      '  if (record.attempts >= 1)\n    return hold(\n      `${reason} (attempt ${record.attempts} of ${inventory.site.maxAttempts}); ${sayRetry(view)}`,\n    );\n  const again = later(record.since, backoff(record.attempts));\n  if',
    ),
  ),
  tests(
    'netboot stays on',
    CORE,
    patch(
      'core/boot.ts',
      "return record.installerReleased === undefined ? 'xinstall' : 'local';",
      "return 'xinstall';",
    ),
  ),
  tests(
    'an unsorted plan',
    CORE,
    patch(
      'core/match.ts',
      '[...machines.values()].toSorted((a, b) => compare(a.name, b.name))',
      '[...machines.values()]',
    ),
  ),
  tests(
    'a stale plan is carried out',
    CONTROLLER,
    patch('controller/records.ts', 'return row?.serial === expect\n', 'return row !== undefined\n'),
  ),
  tests(
    'a lock is ignored',
    CORE,
    patch('core/intent.ts', '  lock &&\n', '  lock && name === "" &&\n'),
  ),
  tests(
    'power without a fence',
    CORE,
    patch(
      'core/plan-machine.ts',
      "return act(verb, because, recorded(view, { kind: 'commission-started' }), boot(view));",
      "return act(verb, because, boot(view), recorded(view, { kind: 'commission-started' }));",
    ),
  ),
  tests(
    'what is in flight is ignored',
    CORE,
    patch(
      'core/plan.ts',
      'isInFlight(change, observed) ? { ...change, step: wait(IN_FLIGHT) } : change,',
      'change,',
    ),
  ),
  tests(
    'a stall is tried again',
    CORE,
    patch(
      'core/patience.ts',
      'return setback.revision === revision\n',
      'return setback.revision === "never"\n',
    ),
  ),
  tests(
    'no backoff',
    CORE,
    patch('core/patience.ts', 'Math.min(FIRST_RETRY_MS * 2', 'Math.min(0 * 2'),
  ),
];
