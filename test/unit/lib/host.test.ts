import { expect, test } from 'vitest';
import type { ExecResult } from '../../../src/lib/exec.ts';
import { askBmc } from '../../../src/lib/host.ts';

const answering = (result: ExecResult) => async (): Promise<ExecResult> => result;
const printed = (stdout: string): ExecResult => ({ kind: 'exited', code: 0, stdout, stderr: '' });

/** As ipmitool 1.8.19 prints it, shortened. */
const lan = (address: string): string => `Set in Progress         : Set Complete
IP Address Source       : Static Address
IP Address              : ${address}
Subnet Mask             : 255.255.255.0
`;

test('the BMC of this host tells its address', async () => {
  expect(await askBmc(answering(printed(lan('10.20.0.9'))))).toBe('10.20.0.9');
});

test('without an address, a tool, or an answer there is none', async () => {
  expect(await askBmc(answering(printed(lan('0.0.0.0'))))).toBeUndefined();
  expect(await askBmc(answering({ kind: 'not-found' }))).toBeUndefined();
  expect(
    await askBmc(
      answering({ kind: 'exited', code: 1, stdout: '', stderr: 'Could not open device' }),
    ),
  ).toBeUndefined();
  expect(await askBmc(() => Promise.reject(new TypeError('spawn')))).toBeUndefined();
});
