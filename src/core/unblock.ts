/** What makes way for a step that a guard holds back: the line to commit, or the word to type. */
import type { Guard } from './step.ts';

const overridable = (limit: string) => (name: string) =>
  `it goes on by itself when there is room; for this one: \`reconcile --override ${limit}=${name} --reason …\``;

const WAYS: { readonly [G in Guard]: (name: string) => string } = {
  'first-contact': () =>
    'power it off, or let it enlist by netbooting, or commit firstContact: {take: …} with the stateId of the site',
  generation: (name) =>
    `commit a higher deploy.generation, or type \`reconcile machine retry ${name} --reason …\` where the last attempt failed`,
  identity: () => 'commit MACs, uuid and serial that are those of one machine only',
  disks: () => 'commit storage.disk.serial, or wipe the disk, as the reason says',
  owner: () =>
    'commit target: released with the generation that is installed, and the new owner after it',
  release: () => 'commit release.generation as the generation that is installed',
  self: () => 'nothing: the controller does not touch the machine that it runs on',
  lock: (name) => `type \`reconcile machine unlock ${name} --reason …\``,
  'protect.reinstall': () =>
    'commit the removal of protect.reinstall, and in a later commit a higher deploy.generation',
  'protect.release': () =>
    'commit the removal of protect.release, and the release in a later commit',
  window: overridable('window'),
  'limit.commissioning': () => 'it goes on by itself when another machine is done',
  'limit.deploying': () => 'it goes on by itself when another machine is done',
  'limit.perHour': overridable('limit.perHour'),
  'limit.perDay': overridable('limit.perDay'),
  'limit.percent': overridable('limit.percent'),
  'limit.perDomain': overridable('limit.perDomain'),
  'limit.wave': overridable('limit.wave'),
  'limit.failures': overridable('limit.failures'),
  'limit.shrink': () =>
    'remove machines in smaller commits, or commit a higher limits.maxShrinkPercent',
  approval: () =>
    'type `reconcile --dry-run --out plan.json`, look at it, and `reconcile apply plan.json`',
  effect: () => 'take the field back, or use the version that wrote it',
};

export const wayOn = (guard: Guard, name: string): string => WAYS[guard](name);
