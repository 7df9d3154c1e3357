import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns, type Job } from '../../../../src/netboot/tftp/turns.ts';

/** Sends its name so many times. */
function sender(name: string, times: number, sent: string[]): Job {
  let left = times;
  return () => {
    sent.push(name);
    left -= 1;
    return left > 0;
  };
}

test('what fits the turn is sent at once', () => {
  const sent: string[] = [];
  createTurns(4)(sender('a', 3, sent));
  expect(sent).toEqual(['a', 'a', 'a']);
});

test('the rest waits for later turns, in the order they came, each job once', async () => {
  const sent: string[] = [];
  const turns = createTurns(2);
  const job = sender('a', 3, sent);
  turns(job);
  turns(job);
  turns(sender('b', 1, sent));
  turns(sender('c', 1, sent));
  expect(sent.join('')).toBe('aa');
  await nextTurn();
  expect(sent.join('')).toBe('aaab');
  await nextTurn();
  await nextTurn();
  expect(sent.join('')).toBe('aaabc');
});
