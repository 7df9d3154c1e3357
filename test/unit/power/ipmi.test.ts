import { expect, test } from 'vitest';
import type { FirmwareKind } from '../../../src/core/hardware.ts';
import type { PowerControl } from '../../../src/core/ports.ts';
import type { Exec } from '../../../src/lib/exec.ts';
import { createIpmi } from '../../../src/power/ipmi.ts';
import { powerDriverConformance } from '../../conformance/power-driver.ts';
import { fakeBmc, fakeIpmitool } from '../../support/ipmitool.ts';
import { hastyClock, patientClock, ref, refusal, secrets } from '../../support/power.ts';

const PASSWORD = 'correct horse';
const forEver = new AbortController().signal;
const parameters = { address: '192.0.2.7', user: 'maas', password: ref(PASSWORD) };

function rig(more: Readonly<Record<string, unknown>> = {}) {
  const bmc = fakeBmc();
  const exec = fakeIpmitool(bmc, parameters.address, PASSWORD);
  return { bmc, control: connect(exec, more) };
}

const connect = (exec: Exec, more: Readonly<Record<string, unknown>> = {}): PowerControl =>
  createIpmi({ exec, clock: patientClock }).connect({ ...parameters, ...more }, secrets);

powerDriverConformance('ipmi', async () => {
  const bmc = fakeBmc();
  const exec = fakeIpmitool(bmc, parameters.address, PASSWORD);
  return {
    control: connect(exec),
    stranger: connect(exec, { password: ref('guess') }),
    nobody: connect(exec, { address: '192.0.2.8' }),
    machine: () => bmc,
    dispose: async () => {},
  };
});

test('the command line has everything but the password', async () => {
  const { bmc, control } = rig({ port: 6230, cipherSuite: 17, privilege: 'ADMIN' });
  await control.query(forEver);
  const session = '-v -I lanplus -C 17 -N 3 -R 1 -H 192.0.2.7 -p 6230 -U maas -E -L ADMINISTRATOR';
  expect(bmc.asked).toEqual([[...session.split(' '), 'chassis', 'power', 'status']]);
});

test('without settings: port 623, cipher suite 3, OPERATOR, no name', async () => {
  const { bmc, control } = rig({ user: undefined });
  await control.query(forEver);
  const [args = []] = bmc.asked;
  const option = (name: string): string | undefined => args[args.indexOf(name) + 1];
  expect(['-p', '-C', '-L', '-U'].map(option)).toEqual(['623', '3', 'OPERATOR', '']);
});

test('a BMC without a password is asked without one', async () => {
  const exec = fakeIpmitool(fakeBmc(), parameters.address, '');
  expect(await connect(exec, { password: undefined }).query(forEver)).toBe('off');
});

test('an EFI boot is asked for where the machine is UEFI, or the setting says so', async () => {
  const asked = async (bootType: string | undefined, firmware: FirmwareKind | undefined) => {
    const { bmc, control } = rig({ bootType });
    await control.netbootOnce(firmware, forEver);
    return bmc.asked[0]?.slice(-3).join(' ');
  };
  const efi = 'bootdev pxe options=efiboot';
  const legacy = 'chassis bootdev pxe';
  expect(await asked(undefined, 'uefi')).toBe(efi);
  expect(await asked('auto', 'uefi')).toBe(efi);
  expect(await asked('auto', 'bios')).toBe(legacy);
  expect(await asked('auto', undefined)).toBe(legacy);
  expect(await asked('efi', 'bios')).toBe(efi);
  expect(await asked('legacy', 'uefi')).toBe(legacy);
});

test('a BMC that refuses to do what is already so has done it', async () => {
  const { bmc, control } = rig();
  bmc.refusal = 'Command not supported in present state';
  await control.off(forEver);
  expect(await refusal(control.on(forEver), PASSWORD)).toMatch(/^E_POWER_REFUSED .*present state/);
});

test('an answer that is no answer is refused', async () => {
  const exec: Exec = async () => ({
    kind: 'exited',
    code: 0,
    stdout: 'Chassis Power is',
    stderr: '',
  });
  expect(await refusal(connect(exec).query(forEver), PASSWORD)).toBe(
    'E_POWER_REFUSED reading the answer about the power: it says neither on nor off',
  );
});

test('without ipmitool, the package to install is said', async () => {
  const exec: Exec = async () => ({ kind: 'not-found' });
  expect(await refusal(connect(exec).on(forEver), PASSWORD)).toBe(
    'E_POWER_TOOL turning the power on at 192.0.2.7: ipmitool is not installed: install the package ipmitool',
  );
});

test('a BMC that lets every question wait ends at the deadline', async () => {
  const hung: Exec = (_program, _args, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  const driver = createIpmi({ exec: hung, clock: hastyClock });
  const asked = driver.connect(parameters, secrets).query(forEver);
  expect(await refusal(asked, PASSWORD)).toBe(
    'E_POWER_CONNECTION asking for the power at 192.0.2.7: no answer within 15 s',
  );
});
