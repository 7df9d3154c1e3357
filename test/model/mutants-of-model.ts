/** Bugs that the explorer must find. */
import { model, type Mutant, patch } from './mutant.ts';

const LEDGER_IGNORED = patch(
  'core/intent.ts',
  'if (ledger === undefined || generation > ledger.generation) return undefined;',
  'if (generation > 0) return undefined;',
);
const NO_WORD_NEEDED = patch(
  'core/intent.ts',
  'installerReleased !== undefined && attempts > 0',
  'installerReleased === undefined && attempts > 99',
);

export const BY_MODEL: readonly Mutant[] = [
  model('the ledger of installs is not asked', ['removal', 'at most once'], LEDGER_IGNORED),
  model(
    'the ledger of installs does not remember',
    ['removal in flight', 'at most once', 1],
    patch(
      'controller/alongside.ts',
      '    identity: next.identity,\n    generation,\n',
      '    identity: next.identity,\n    generation: 0,\n',
    ),
  ),
  model(
    'a revert installs the older generation',
    ['raise and revert', 'at most once'],
    LEDGER_IGNORED,
    patch(
      'core/plan-machine.ts',
      'target.deployment.generation > installed ?',
      'target.deployment.generation !== installed ?',
    ),
  ),
  model(
    'an installer that went out is tried again by itself',
    ['install', 'at most once'],
    NO_WORD_NEEDED,
    patch(
      'core/plan-machine.ts',
      '  if (record.installerReleased !== undefined)\n    return hold(\n      `${reason}; its disks',
      '  if (record.attempts > 99)\n    return hold(\n      `${reason}; its disks',
    ),
  ),
  model(
    'a machine netboots its installer until it is deployed',
    ['install', 'the local disk'],
    patch(
      'core/boot.ts',
      "return record.installerReleased === undefined ? 'xinstall' : 'local';",
      "return 'xinstall';",
    ),
  ),
  model(
    'a deployed machine that netboots is powered off',
    ['raise and revert', 'the local disk'],
    patch(
      'core/boot.ts',
      "return record.deployment?.inMemory === true ? 'xinstall' : 'local';",
      "return record.deployment?.inMemory === true ? 'xinstall' : 'poweroff';",
    ),
  ),
  model(
    'a machine is cycled in the middle of its installer',
    ['install', 'power is not cut'],
    patch(
      'core/plan-machine.ts',
      'if (record.installerReleased === undefined) return attend(',
      'if (record.phase === "deploying") return attend(',
    ),
    patch(
      'controller/observe.ts',
      'return record.installerReleased === undefined;',
      'return true;',
    ),
  ),
  model(
    'what left the inventory is powered off',
    ['removal', 'the plan is not sound'],
    patch(
      'core/plan-machine.ts',
      "return act('forget', because, {",
      "return act('forget', because, { kind: 'power.off', id, name: record.name, power: { type: 'webhook', parameters: { rig: 0 } }, firmware: undefined }, {",
    ),
  ),
  model(
    'an empty commit means that everything is to go',
    ['removal', 'empty never means everything'],
    patch(
      'core/guards.ts',
      'if (before === undefined || before.machines === 0',
      'if (now < 99 || before === undefined || before.machines === 0',
    ),
  ),
  model(
    "a store that is not the site's does as it likes",
    ['lost state', 'first contact'],
    patch(
      'core/guards.ts',
      'if (wanted === undefined)',
      'if (wanted !== found) return undefined;\n  if (wanted === undefined)',
    ),
    patch(
      'core/first-contact.ts',
      'const doubt = ours ? firstContactDoubt',
      'const doubt = !ours ? firstContactDoubt',
    ),
    patch(
      'controller/observe.ts',
      'site.stateId !== undefined && site.stateId === storeId;',
      'site.stateId !== undefined || site.stateId === storeId;',
    ),
  ),
  model(
    'at first contact, on is as good as off',
    ['first contact', 'power is not cut'],
    patch(
      'core/first-contact.ts',
      "if (power === 'off' || isTaken(spec, site)) return undefined;",
      "if (power !== 'error' || isTaken(spec, site)) return undefined;",
    ),
  ),
  model(
    'what is on the disk does not matter',
    ['first contact', 'outside the plan'],
    patch(
      'core/plan-deploy.ts',
      'disk.signatures.length === 0 ||',
      'disk.signatures.length < 99 ||',
    ),
  ),
  model(
    'a release gives up whatever is installed',
    ['release', 'power is not cut'],
    patch(
      'core/plan-release.ts',
      'return wanted.generation === installed\n',
      'return wanted.generation >= 0\n',
    ),
    patch(
      'core/intent.ts',
      'return target.generation === installed\n',
      'return target.generation >= 0\n',
    ),
  ),
  model(
    'nobody looks after an installer that says no more',
    ['install', 'always an owner'],
    patch(
      'core/plan-machine.ts',
      "    : wait('the installer runs', deadline);",
      "    : wait('the installer runs');",
    ),
  ),
  model(
    'the deadline of an installer never comes',
    ['install', 'always an owner'],
    patch(
      'core/plan-machine.ts',
      '  return observed.at >= deadline\n    ? giveUp(\n        view,\n        `the installer was released',
      '  return observed.at > deadline * 2\n    ? giveUp(\n        view,\n        `the installer was released',
    ),
  ),
  model(
    'a BMC is asked before the intent is stored',
    ['install', 'the plan is not sound'],
    patch(
      'core/plan-machine.ts',
      "    recorded(view, { kind: 'deploy-started', deployment }),\n    boot(view),",
      "    boot(view),\n    recorded(view, { kind: 'deploy-started', deployment }),",
    ),
  ),
  model(
    'the limit of deployments at once is not counted',
    ['one at a time', 'limits'],
    patch('core/limits.ts', '    return others < limit\n', '    return others < 99\n'),
  ),
  model(
    'a late word of a spent attempt is believed',
    ['install', 'power is not cut'],
    patch(
      'metadata/credentials.ts',
      'const thisAttempt = token.attempt === attemptOf(record, token.environment);',
      "const thisAttempt = token.attempt.split('/')[0] === attemptOf(record, token.environment).split('/')[0];",
    ),
    patch(
      'metadata/credentials.ts',
      'const thisPhase = token.madeAt >= record.since;',
      'const thisPhase = token.madeAt >= 0;',
    ),
  ),
];
