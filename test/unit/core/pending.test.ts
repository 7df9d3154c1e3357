import { expect, test } from 'vitest';
import { causesOf } from '../../../src/core/causes.ts';
import type { DeploymentSpec } from '../../../src/core/inventory.ts';
import { pendingOf } from '../../../src/core/pending.ts';
import {
  deployed,
  deployment,
  deploymentSpec,
  digest,
  id,
  machine,
  record,
} from '../../support/fleet.ts';

const row = record(1, 'deployed', { deployment: deployment({ generation: 2 }) });
const pending = (over: Partial<DeploymentSpec>) => {
  const spec = machine(1, {
    target: deployed({ generation: 2, digest: digest('e'), ...over }),
  });
  const causes = causesOf({
    kind: 'matched',
    spec,
    id: id(1),
    machine: { record: row, serial: 1 },
  });
  return pendingOf(causes, 2);
};
const { parts, image } = deploymentSpec();

test.each<[string, Partial<DeploymentSpec>, readonly string[]]>([
  ['nothing', { digest: digest('d') }, []],
  ['what installs the same, such as the wording of a wish', {}, []],
  [
    'a part',
    { parts: { ...parts, sshKeys: ['k'] }, uses: { ...deploymentSpec().uses, sshKeys: ['ops'] } },
    ['SshKeys/ops changed since generation 2'],
  ],
  [
    'parts',
    { parts: { ...parts, hostname: 'x', kernelOptions: ['quiet'] }, inMemory: true },
    ['deploy.inMemory, name and deploy.kernelOptions changed since generation 2'],
  ],
  [
    'the image',
    { image: { ...image, release: 'jammy' } },
    ['deploy.image ubuntu/noble → ubuntu/jammy changed since generation 2'],
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
  expect(pending({ generation: 3, inMemory: true })).toEqual([]);
});
