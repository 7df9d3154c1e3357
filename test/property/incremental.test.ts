/** Loading one revision after the other gives what loading each of them afresh gives. */
import { createHash } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Revision } from '../../src/core/ids.ts';
import { createLoader, type Entry, type Tree } from '../../src/inventory/load.ts';

const machine = (name: string, n: number, more: string): string =>
  `kind: Machine\nname: ${name}\nmacs: ['52:54:00:00:00:0${n}']\npower: {type: manual}\n${more}`;

/** What files may say; well-formed or not, and naming each other. */
const TEXTS = [
  ...[1, 2, 3, 4].map((n) => machine(`n${n}`, n, '')),
  machine('n1', 5, ''),
  machine('n5', 1, 'profiles: [web]\n'),
  machine('n6', 6, 'profiles: [web, rack]\ntarget: deployed\n'),
  machine('n7', 7, 'profiles: [wed]\n'),
  machine(
    'n8',
    8,
    'target: deployed\ndeploy: {image: ubuntu/noble, sshKeys: [ops], cloudInit: [base]}\n',
  ),
  machine(
    'n9',
    9,
    'network: {interfaces: [{mac: "52:54:00:00:00:09", subnet: lan, address: 10.0.0.9}]}\n',
  ),
  machine('n9', 9, 'uuid: 00000000-0000-0000-0000-000000000000\nserial: none\n'),
  machine('n4', 4, 'power: {type: ipmi}\n'),
  'kind: Machine\nname: n1\nmacs: nothing\n',
  'kind: Profile\nname: web\nowner: team-web\n',
  'kind: Profile\nname: web\nowner: 7\n',
  'kind: Profile\nname: web\nowner: team-db\nlabels: {a: b}\n---\nkind: Profile\nname: rack\narchitecture: arm64\n',
  'kind: Profile\nname: rack\ndeploy: {image: debian/12, kernel: ga}\n',
  'kind: Subnet\nname: lan\ncidr: 10.0.0.0/24\n',
  'kind: Subnet\nname: lan\ncidr: 10.0.0.0/24\ndynamic: [10.0.0.5-10.0.0.20]\n',
  'kind: SshKeys\nname: ops\nkeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBHbrEhQXcYPHeVVjHzwLsHkUJXT2CqVZqmNYqNKV9gQ a@b]\n',
  'kind: CloudInit\nname: base\nparts: [{name: a, type: cloud-config, file: part.yaml}]\n',
  'kind: CloudInit\nname: base\nparts: [{name: a, type: script, file: part.yml}]\n',
  'packages: [chrony]\n',
  '#!/bin/sh\n',
  'kind: ImageSelection\nname: noble\nreleases: [noble]\n',
  'kind: Site\nname: fra1\ndns: [10.0.0.53]\n',
  'kind: Site\nname: fra2\n',
  'a: [\n',
  'kind: Nothing\n',
  '\u00ff: 1\n',
  '',
];
const PATHS = [
  'a.yaml',
  'b.yaml',
  'c.yaml',
  'm/d.yml',
  'm/e.yaml',
  'part.yaml',
  'part.yaml2',
  '.h/x.yaml',
];

/** A file gets a text, loses it, or becomes a link. */
const edit = fc.tuple(
  fc.constantFrom(...PATHS),
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...TEXTS) },
    { weight: 2, arbitrary: fc.constant('gone' as const) },
    { weight: 1, arbitrary: fc.constant('link' as const) },
  ),
);
const start = fc.array(fc.constantFrom(...TEXTS), { minLength: 6, maxLength: PATHS.length });
const history = fc.array(fc.array(edit, { maxLength: 3 }), { minLength: 1, maxLength: 6 });

type Files = ReadonlyMap<string, string>;

const objectOf = (text: string): string => createHash('sha1').update(text).digest('hex');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function treeOf(files: Files, isGit: boolean): Tree {
  const entries = [...files].map(([path, text]): [string, Entry] => [
    path,
    { kind: text === 'link' ? 'symlink' : 'file', ...(isGit ? { object: objectOf(text) } : {}) },
  ]);
  return {
    list: async () => new Map(entries),
    read: async (paths) => new Map(paths.map((path) => [path, bytesOf(files.get(path) ?? '')])),
  };
}

test.prop([start, history, fc.boolean()], { numRuns: Number(process.env['RUNS'] ?? 150) })(
  'the same inventory, the same diagnostics, in the same order',
  async (texts, edits, isGit) => {
    const load = createLoader('');
    const files = new Map(texts.map((text, i) => [PATHS[i] ?? '', text]));
    for (const [round, some] of [[], ...edits].entries()) {
      for (const [path, text] of some)
        if (text === 'gone') files.delete(path);
        else files.set(path, text);
      const revision = `r${round}` as Revision;
      const ours = await load(revision, treeOf(files, isGit));
      const afresh = createLoader('');
      const { inventory, diagnostics, files: named } = await afresh(revision, treeOf(files, false));
      expect(ours.diagnostics).toEqual(diagnostics);
      expect(ours.inventory).toEqual(inventory);
      expect([...ours.files]).toEqual([...named]);
      expect([...(ours.inventory?.machines.keys() ?? [])]).toEqual([
        ...(inventory?.machines.keys() ?? []),
      ]);
    }
  },
);

test.prop([start])('nothing that did not change is read again', async (texts) => {
  const load = createLoader('');
  const files = new Map(texts.map((text, i) => [PATHS[i] ?? '', text]));
  await load('r0' as Revision, treeOf(files, true));
  const asked: string[] = [];
  const tree = treeOf(files, true);
  await load('r1' as Revision, {
    list: () => tree.list(),
    read: (paths) => {
      asked.push(...paths);
      return tree.read(paths);
    },
  });
  expect(asked).toEqual([]);
});
