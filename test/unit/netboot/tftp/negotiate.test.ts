import { expect, test } from 'vitest';
import { negotiate } from '../../../../src/netboot/tftp/negotiate.ts';

const agree = (options: Record<string, string>) =>
  negotiate(new Map(Object.entries(options)), 60_000);

test('without options: blocks of 512, one at a time', () => {
  expect(agree({})).toEqual({
    blksize: 512,
    windowsize: 1,
    timeoutMs: undefined,
    agreed: new Map(),
  });
});

test('each option of RFC 2348, 2349 and 7440 is acknowledged', () => {
  const terms = agree({ tsize: '0', blksize: '1432', timeout: '3', windowsize: '4' });
  expect(terms).toMatchObject({ blksize: 1432, windowsize: 4, timeoutMs: 3000 });
  expect(Object.fromEntries(terms.agreed)).toEqual({
    tsize: '60000',
    blksize: '1432',
    timeout: '3',
    windowsize: '4',
  });
});

test('a block never exceeds an Ethernet frame, nor a window sixteen blocks', () => {
  const terms = agree({ blksize: '65464', windowsize: '64' });
  expect(Object.fromEntries(terms.agreed)).toEqual({ blksize: '1468', windowsize: '16' });
});

test('what is out of range, or no number, or unknown, is not acknowledged', () => {
  const nonsense = [
    { blksize: '7' },
    { blksize: '65465' },
    { blksize: '-1' },
    { blksize: '1e3' },
    { timeout: '0' },
    { timeout: '256' },
    { windowsize: '0' },
    { multicast: '' },
    { tsize: 'x' },
  ];
  for (const options of nonsense)
    expect(agree(options).agreed.size, JSON.stringify(options)).toBe(0);
});
