import { expect, test } from 'vitest';
import type { DeploymentSpec } from '../../../src/core/inventory.ts';
import { pendingOf } from '../../../src/core/pending.ts';
import {
  deployed,
  deployment,
  deploymentSpec,
  digest,
  machine,
  record,
} from '../../support/fleet.ts';

const installed = record(1, 'deployed', { deployment: deployment({ generation: 2 }) });
const pending = (over: Partial<DeploymentSpec>) =>
  pendingOf(
    machine(1, { target: deployed({ generation: 2, digest: digest('e'), ...over }) }),
    installed,
  );
const { parts, image } = deploymentSpec();

test.each<[string, Partial<DeploymentSpec>, readonly string[]]>([
  ['nothing', { digest: digest('d') }, []],
  [
    'what no part shows, such as the wording of the image',
    {},
    ['the declared deployment changed since generation 2'],
  ],
  ['a part', { parts: { ...parts, sshKeys: ['k'] } }, ['SSH keys changed since generation 2']],
  [
    'parts',
    { parts: { ...parts, hostname: 'x', kernelOptions: ['quiet'] }, inMemory: true },
    ['inMemory, host name and kernel options changed since generation 2'],
  ],
  [
    'the image',
    { image: { ...image, release: 'jammy' } },
    ['image (ubuntu/jammy/amd64 (ga), was ubuntu/noble/amd64/ga-24.04) changed since generation 2'],
  ],
  [
    'an older generation',
    { generation: 1 },
    ['deploy.generation 1 is older than 2, which is installed'],
  ],
])('%s', (_what, over, expected) => {
  expect(pending(over)).toEqual(expected);
});

test('a higher generation is not pending: it installs', () => {
  expect(pending({ generation: 3 })).toEqual([]);
});
