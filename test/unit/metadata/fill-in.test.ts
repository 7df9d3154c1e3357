import { expect, test } from 'vitest';
import { secret } from '../../../src/core/secret.ts';
import { fillInUserData } from '../../../src/metadata/fill-in.ts';
import { deployment, deploymentSpec, id, machine, record, site } from '../../support/fleet.ts';

test('labels are what they were when the deployment was decided on, whatever they say by now', async () => {
  const content = '${machine.labels.rack} ${machine.labels.tier}';
  const part = { name: 'x', contentType: 'text/cloud-config', content, substitute: true } as const;
  const parts = { ...deploymentSpec().parts, values: { 'machine.labels.rack': 'a1' } };
  const context = {
    machine: {
      id: id(1),
      spec: machine(1, { labels: { rack: 'b7', tier: 'gold' } }),
      record: record(1, 'deployed', { deployment: deployment({ parts }) }),
    },
    site,
    secrets: { resolve: async () => secret('') },
  };
  expect(await fillInUserData(context, [part])).toMatchObject([{ content: 'a1 gold' }]);
});
