import { expect, test } from 'vitest';
import { explain } from '../../../src/core/errors.ts';
import { toldBy } from '../../../src/power/ipmitool-says.ts';

const UNABLE = 'Error: Unable to establish IPMI v2 / RMCP+ session\n';
/** Printed by `-v` before anything else, and no reason for anything. */
const NOISE =
  'Loading IANA PEN Registry...\nUnable to Get Channel Cipher Suites\n' +
  'Invalid completion code received: Insufficient privilege level\nDiscovered IPMB address 0x0\n';

const told = (stderr: string): string => {
  const error = toldBy('asking', { code: 1, stdout: '', stderr: NOISE + stderr });
  return `${error.code} ${explain(error)}`;
};

test.each([
  ['> RAKP 2 HMAC is invalid\n', 'E_POWER_AUTH', 'the password is not the one'],
  ['> RAKP 4 message has invalid integrity check value\n', 'E_POWER_AUTH', 'the password is not'],
  ['RAKP 2 message indicates an error : unauthorized name\n', 'E_POWER_AUTH', 'no such user'],
  [
    'RAKP 2 message indicates an error : unauthorized role or privilege level requested\n',
    'E_POWER_AUTH',
    'lower privilege',
  ],
  [
    'Set Chassis Power Control to Up/On failed: Insufficient privilege level\n',
    'E_POWER_AUTH',
    'lower privilege',
  ],
  [
    'Error in open session response message : invalid authentication algorithm\n\n',
    'E_POWER_SETTING',
    'cipher suite',
  ],
  [
    'Error in open session response message : no cipher suite match with proposed security algorithms\n',
    'E_POWER_SETTING',
    'cipher suite',
  ],
  ['lanplus: password is longer than 20 bytes.\n', 'E_POWER_SETTING', 'at most 20 bytes'],
  [
    'Error in open session response message : insufficient resources for session\n',
    'E_POWER_REFUSED',
    'no session left',
  ],
  ['Address lookup for bmc.example failed\nCould not open socket!\n', 'E_POWER_CONNECTION', 'name'],
  ['Get Auth Capabilities error\n', 'E_POWER_CONNECTION', 'nobody answers'],
  ['', 'E_POWER_CONNECTION', 'nobody answers'],
])('%j', (said, code, advice) => {
  const text = told(said + UNABLE);
  expect(text.startsWith(`${code} asking: `), text).toBe(true);
  expect(text).toContain(advice);
});

test('what a BMC refuses is told in its words', () => {
  expect(told('Get Chassis Power Status failed: Unspecified error\n')).toBe(
    'E_POWER_REFUSED asking: the BMC refused (Get Chassis Power Status failed: Unspecified error)',
  );
});

test('a failure without a word is told too', () => {
  const error = toldBy('asking', { code: 139, stdout: '', stderr: '' });
  expect(explain(error)).toBe('asking: ipmitool ended with 139 and no reason');
});

test('a peer cannot make the message long', () => {
  expect(told(`x${'y'.repeat(50_000)} failed: z\n`).length).toBeLessThan(300);
});
