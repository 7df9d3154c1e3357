/** What a release gives up and erases, and what cannot have been meant. */
import type { Target } from '../core/inventory.ts';
import type { MergedMachine } from './link-deployment.ts';
import type { Linking } from './linking.ts';

/** `undefined` where the target is another one, or a mistake was told. */
export function linkRelease(linking: Linking, merged: MergedMachine): Target | undefined {
  const { value, places } = merged;
  const { generation, erase = 'none', disks = [] } = value.release ?? {};
  checkDisks(linking, merged);
  if (value.target !== 'released') {
    warnUnasked(linking, merged);
    return undefined;
  }
  if (generation !== undefined)
    return { kind: 'released', generation, erase, disks, declaredAt: places.keyAt(['release']) };
  linking.error(
    'missing-field',
    places.valueAt(['target']),
    'target: released needs release.generation',
    'name the generation that is installed: a release acts on no other',
  );
  return undefined;
}

/** Also where nothing is released yet: a policy of erasing in a Profile is one, a generation is meant for now. */
function warnUnasked(linking: Linking, { value, places }: MergedMachine): void {
  const generation = value.release?.generation;
  if (generation === undefined) return;
  linking.warn(
    'release-without-target',
    places.valueAt(['release', 'generation']),
    `release names generation ${generation}, and nothing is released: target is ${value.target ?? 'ready'}`,
    'write target: released to give the machine up, or take release.generation away',
  );
}

function checkDisks(linking: Linking, { value, places }: MergedMachine): void {
  const { erase = 'none', disks = [] } = value.release ?? {};
  disks.forEach((disk, i) => {
    if (disks.indexOf(disk) < i)
      linking.error(
        'duplicate',
        places.valueAt(['release', 'disks', i]),
        `release.disks names ${disk} twice`,
        'name each disk once',
      );
  });
  if (disks.length > 0 && erase === 'none')
    linking.error(
      'release-without-erase',
      places.valueAt(['release', 'disks']),
      'release.disks names disks to erase, and release.erase is none',
      'write release.erase: quick, secure or full; or name no disks',
    );
}
