import { expect, test } from 'vitest';
import { createGroupCommit } from '../../../src/state/group-commit.ts';

/** A writer whose groups are finished by hand. */
function heldWriter(): {
  readonly write: (group: readonly string[]) => Promise<readonly (Error | undefined)[]>;
  readonly groups: (readonly string[])[];
  finish(verdicts?: readonly (Error | undefined)[]): void;
  fail(error: Error): void;
  started(): Promise<void>;
} {
  const groups: (readonly string[])[] = [];
  let held = Promise.withResolvers<readonly (Error | undefined)[]>();
  let start = Promise.withResolvers<void>();
  return {
    groups,
    write: async (group) => {
      groups.push(group);
      held = Promise.withResolvers();
      start.resolve();
      return held.promise;
    },
    finish: (verdicts = []) => held.resolve(verdicts),
    fail: (error) => held.reject(error),
    async started() {
      await start.promise;
      start = Promise.withResolvers();
    },
  };
}

test('commits of one turn are one group; those that come while it is written are the next', async () => {
  const writer = heldWriter();
  const group = createGroupCommit(writer.write);
  const first = [group.submit('a'), group.submit('b')];
  await writer.started();
  const second = [group.submit('c'), group.submit('d')];
  writer.finish();
  await Promise.all(first);
  await writer.started();
  writer.finish();
  await Promise.all(second);
  expect(writer.groups).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('a refusal is its own commit’s alone', async () => {
  const writer = heldWriter();
  const group = createGroupCommit(writer.write);
  const commits = Promise.allSettled([group.submit('a'), group.submit('b'), group.submit('c')]);
  await writer.started();
  writer.finish([undefined, new RangeError('stale'), undefined]);
  expect((await commits).map((verdict) => verdict.status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

test('what stops a group fails all of it, and the next one is tried', async () => {
  const writer = heldWriter();
  const group = createGroupCommit(writer.write);
  const commits = Promise.allSettled([group.submit('a'), group.submit('b')]);
  await writer.started();
  writer.fail(new RangeError('disk full'));
  expect((await commits).map((verdict) => verdict.status)).toEqual(['rejected', 'rejected']);
  const next = group.submit('c');
  await writer.started();
  writer.finish();
  await expect(next).resolves.toBeUndefined();
});

test('idle waits for what was submitted, the group after the present one too', async () => {
  const writer = heldWriter();
  const group = createGroupCommit(writer.write);
  await group.idle();
  const settled: string[] = [];
  const note = (name: string) => () => settled.push(name);
  void group.submit('a').then(note('a'));
  await writer.started();
  void group.submit('b').then(note('b'));
  const idle = group.idle().then(note('idle'));
  writer.finish();
  await writer.started();
  writer.finish();
  await idle;
  expect(settled).toEqual(['a', 'b', 'idle']);
});
