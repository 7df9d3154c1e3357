/** A BMC that speaks IPMI over the network: OpenIPMI's ipmi_sim on loopback, with a machine of three files behind it. */
import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { MachineSeen } from '../conformance/power-driver.ts';

export interface Bmc {
  readonly port: number;
  readonly machine: () => Promise<MachineSeen>;
  readonly stop: () => Promise<void>;
}

export interface BmcUser {
  readonly name: string;
  readonly password: string;
  readonly privilege: 'user' | 'operator' | 'admin';
}

/**
 * ipmi_sim calls it with `get power`, `set power 1`, `get boot`, `set boot pxe` and prints nothing else
 * to us. Like firmware, it takes the boot device once, at power-on.
 */
const CHASSIS = String.raw`#!/bin/sh
cd "$1" && shift
case "$1" in get | set) ;; *) shift ;; esac
case "$1 $2 $3" in
"get power ") echo "power:$(cat power)" ;;
"get boot ") echo "boot:$(cat boot)" ;;
"set power 1")
  [ "$(cat power)" = 1 ] && exit 0
  [ "$(cat boot)" = pxe ] && echo network >booted || echo disk >booted
  echo default >boot
  echo 1 >power ;;
"set power 0")
  [ "$(cat power)" = 1 ] && echo x >>interruptions
  echo 0 >power ;;
"set reset 1") echo x >>interruptions ;;
"set boot "*) echo "$3" >boot ;;
esac
exit 0
`;

/** `set_working_mc` and `chassis_control` are not in ipmi_lan(5), and are needed. */
function lanConf(folder: string, port: number, users: readonly BmcUser[]): string {
  const everyone = ['callback', 'user', 'operator', 'admin'];
  const auths = everyone.map((who) => `allowed_auths_${who} none md2 md5 straight`).join('\n    ');
  const accounts = users.map(
    (user, i) =>
      `user ${i + 2} true "${user.name}" "${user.password}" ${user.privilege} 10 none md2 md5 straight`,
  );
  return `name "bmc"
set_working_mc 0x20
  startlan 1
    addr 127.0.0.1 ${port}
    priv_limit admin
    ${auths}
    guid ${'7'.padStart(32, '0')}
  endlan
  chassis_control "${folder}/chassis.sh ${folder}"
  user 1 false "" "" user 10 none md2 md5 straight
  ${accounts.join('\n  ')}
`;
}

const EMULATION = `mc_setbmc 0x20
mc_add 0x20 0 has-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
`;

/** Answers when it resolves. Its machine is off, and would boot its disk. */
export async function startBmc(users: readonly BmcUser[]): Promise<Bmc> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'bmc-'));
  const file = (name: string): string => join(folder.path, name);
  const port = await freeUdpPort();
  await mkdir(file('state'));
  await writeFile(file('power'), '0\n');
  await writeFile(file('boot'), 'default\n');
  await writeFile(file('booted'), 'disk\n');
  await writeFile(file('interruptions'), '');
  await writeFile(file('chassis.sh'), CHASSIS, { mode: 0o755 });
  await writeFile(file('lan.conf'), lanConf(folder.path, port, users));
  await writeFile(file('sim.emu'), EMULATION);
  const files = ['-c', file('lan.conf'), '-f', file('sim.emu'), '-s', file('state')];
  const simulator = spawn('ipmi_sim', [...files, '-n'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(simulator, 'exit');
  await Promise.race([answering(port), exited.then(() => expect.fail('ipmi_sim ended at once'))]);
  const read = async (name: string): Promise<string> => (await readFile(file(name), 'utf8')).trim();
  return {
    port,
    machine: async () => ({
      power: (await read('power')) === '1' ? 'on' : 'off',
      booted: (await read('booted')) === 'network' ? 'network' : 'disk',
      interruptions: (await read('interruptions')).length,
    }),
    async stop() {
      simulator.kill();
      await exited;
      await folder.remove();
    },
  };
}

/** A UDP port of the loopback interface that nobody listens on. */
export async function freeUdpPort(): Promise<number> {
  await using socket = await silentPeer();
  return socket.port;
}

/** Somebody who takes datagrams and never answers. */
export async function silentPeer(): Promise<
  { readonly port: number; readonly socket: Socket } & AsyncDisposable
> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    socket,
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

/** ASF's presence ping (IPMI 2.0 §13.2.3), until there is a pong: before that, the kernel says that nobody listens. */
async function answering(port: number): Promise<void> {
  const ping = Buffer.from('0600ff06000011be80000000', 'hex');
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  for (let heard = false; !heard;) {
    const pong = once(socket, 'message');
    socket.send(ping);
    heard = await pong.then(
      () => true,
      () => false,
    );
  }
  socket.close();
}
