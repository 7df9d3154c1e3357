import { expect, test } from 'vitest';
import { withStateId } from '../../../src/inventory/state-id.ts';

test('the id goes below the name, and nothing else moves', () => {
  const text = '# the site\nkind: Site\nname: lab # ours\n\ndns: [192.0.2.53]\n---\nkind: Subnet\n';
  expect(withStateId(text, 'k3x9')).toBe(text.replace('# ours\n', '# ours\nstateId: k3x9\n'));
});

test('an id that stands there is replaced', () => {
  expect(withStateId('kind: Site\nstateId: old\nntp: []\n', 'new')).toBe(
    'kind: Site\nstateId: new\nntp: []\n',
  );
});

test('without a name it goes below the kind', () => {
  expect(withStateId('kind: Site', 'k3x9')).toBe('kind: Site\nstateId: k3x9');
});

test.each(['kind: Subnet\n', '{kind: Site, name: lab}', 'kind: [Site\n', ''])(
  '%j is left alone',
  (text) => {
    expect(withStateId(text, 'k3x9')).toBeUndefined();
  },
);
