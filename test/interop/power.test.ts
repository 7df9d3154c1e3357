/** The ipmi driver with the real ipmitool, against a BMC that nobody here wrote: OpenIPMI's ipmi_sim. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PowerControl } from '../../src/core/ports.ts';
import { exec } from '../../src/lib/exec.ts';
import { createIpmi } from '../../src/power/ipmi.ts';
import { powerDriverConformance } from '../conformance/power-driver.ts';
import { type Bmc, freeUdpPort, silentPeer, startBmc } from '../support/bmc.ts';
import { patientClock, ref, refusal, secrets } from '../support/power.ts';
import { installed } from '../support/program.ts';

const PASSWORD = 'xq7-On-No-Cmdline';
const USERS = [
  { name: 'maas', password: PASSWORD, privilege: 'admin' },
  { name: 'reader', password: PASSWORD, privilege: 'user' },
] as const;
const forEver = new AbortController().signal;
const driver = createIpmi({ exec, clock: patientClock });

function connect(port: number, more: Readonly<Record<string, unknown>> = {}): PowerControl {
  const parameters = { address: '127.0.0.1', port, user: 'maas', password: ref(PASSWORD), ...more };
  return driver.connect(parameters, secrets);
}

async function bmc(): Promise<Bmc> {
  const started = await startBmc(USERS);
  onTestFinished(started.stop);
  return started;
}

/** Command lines of all processes, as everybody on the host can read them. */
async function commandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).map((line) => line.replaceAll('\0', ' '));
}

const programs = [installed('ipmitool', 'ipmitool'), installed('ipmi_sim', 'openipmi')];

describe.runIf(programs.every(Boolean))('ipmitool', () => {
  powerDriverConformance('ipmi', async () => {
    const started = await startBmc(USERS);
    return {
      control: connect(started.port),
      stranger: connect(started.port, { password: ref('wrong') }),
      nobody: connect(await freeUdpPort()),
      machine: started.machine,
      dispose: started.stop,
    };
  });

  test('a user whom the BMC does not know is E_POWER_AUTH', async () => {
    const { port } = await bmc();
    const asked = connect(port, { user: 'nobody' }).query(forEver);
    expect(await refusal(asked, PASSWORD)).toMatch(/^E_POWER_AUTH .*no such user/);
  });

  test('a user who may only look may look, and nothing else', async () => {
    const { port, machine } = await bmc();
    const control = connect(port, { user: 'reader', privilege: 'USER' });
    expect(await control.query(forEver)).toBe('off');
    expect(await refusal(control.on(forEver), PASSWORD)).toMatch(/^E_POWER_AUTH .*privilege/);
    expect((await machine()).power).toBe('off');
  });

  test('a cipher suite that the BMC does not take is E_POWER_SETTING', async () => {
    const { port } = await bmc();
    const asked = connect(port, { cipherSuite: 17 }).query(forEver);
    expect(await refusal(asked, PASSWORD)).toMatch(/^E_POWER_SETTING .*cipher suite/);
  });

  test('a name without an address is E_POWER_CONNECTION', async () => {
    const asked = connect(623, { address: 'bmc.invalid' }).query(forEver);
    expect(await refusal(asked, PASSWORD)).toMatch(/^E_POWER_CONNECTION .*the name has no address/);
  });

  test('a BMC that is silent: the password is on no command line, and no ipmitool is left', async () => {
    await using peer = await silentPeer();
    const deadline = new AbortController();
    const asked = refusal(connect(peer.port).query(deadline.signal), PASSWORD);
    await once(peer.socket, 'message');
    const during = await commandLines();
    const ours = (line: string): boolean => line.includes(`-p ${peer.port} `);
    expect(during.filter(ours)).toHaveLength(1);
    expect(during.filter((line) => line.includes(PASSWORD))).toEqual([]);
    deadline.abort(new DOMException('late', 'TimeoutError'));
    expect(await asked).toMatch(/^E_POWER_CONNECTION asking for the power at 127.0.0.1: late$/);
    expect((await commandLines()).filter(ours)).toEqual([]);
  });

  test('a BMC that is silent ends by itself, in one attempt', async () => {
    await using peer = await silentPeer();
    const asked = connect(peer.port).query(forEver);
    expect(await refusal(asked, PASSWORD)).toMatch(
      /^E_POWER_CONNECTION .*nobody answers IPMI there/,
    );
  });
});
