/** Stands in for ipmitool 1.8.19 and the BMC behind it: the texts are those the real one printed. */
import type { Exec, ExecResult } from '../../src/lib/exec.ts';

export interface FakeBmc {
  power: 'on' | 'off';
  bootdev: 'pxe' | 'none';
  booted: 'network' | 'disk';
  interruptions: number;
  /** Command lines so far, without the program. */
  readonly asked: (readonly string[])[];
  /** What the next `chassis power` command is refused with. */
  refusal?: string;
}

export const fakeBmc = (): FakeBmc => ({
  power: 'off',
  bootdev: 'none',
  booted: 'disk',
  interruptions: 0,
  asked: [],
});

const exited = (code: number, stdout: string, stderr = ''): ExecResult => ({
  kind: 'exited',
  code,
  stdout,
  stderr,
});

const UNABLE = 'Error: Unable to establish IPMI v2 / RMCP+ session\n';
const SILENCE = `Get Auth Capabilities error\nError issuing Get Channel Authentication Capabilities request\n${UNABLE}`;

/** Answers at `address` only, to `password` only. */
export function fakeIpmitool(bmc: FakeBmc, address: string, password: string): Exec {
  return async (program, args, { env, signal }) => {
    signal.throwIfAborted();
    if (program !== 'ipmitool') return { kind: 'not-found' };
    bmc.asked.push(args);
    if (args[args.indexOf('-H') + 1] !== address) return exited(1, '', SILENCE);
    if (env?.['IPMI_PASSWORD'] !== password)
      return exited(1, '', `> RAKP 2 HMAC is invalid\n${UNABLE}`);
    return command(bmc, args.slice(args.indexOf('chassis') + 1));
  };
}

function command(bmc: FakeBmc, [what, value]: readonly string[]): ExecResult {
  if (what === 'bootdev') {
    bmc.bootdev = 'pxe';
    return exited(0, 'Set Boot Device to pxe\n');
  }
  if (value === 'status') return exited(0, `Chassis Power is ${bmc.power}\n`);
  const [word, label] =
    value === 'on' ? (['on', 'Up/On'] as const) : (['off', 'Down/Off'] as const);
  if (bmc.refusal !== undefined)
    return exited(1, '', `Set Chassis Power Control to ${label} failed: ${bmc.refusal}\n`);
  turn(bmc, word);
  return exited(0, `Chassis Power Control: ${label}\n`);
}

function turn(bmc: FakeBmc, to: 'on' | 'off'): void {
  if (bmc.power === to) return;
  bmc.power = to;
  if (to === 'off') return void (bmc.interruptions += 1);
  bmc.booted = bmc.bootdev === 'pxe' ? 'network' : 'disk';
  bmc.bootdev = 'none';
}
