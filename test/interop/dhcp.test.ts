/** Addresses for clients that nobody here wrote, directly and through a relay agent. */
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ip, subnet } from '../support/dhcp.ts';
import {
  canMakeNamespaces,
  createNetwork,
  type Namespace,
  type Running,
} from '../support/netns.ts';
import type { NetbootSettings } from '../support/netboot-process.ts';
import { installed } from '../support/program.ts';

const MAC = '52:54:00:77:00:01';
const has = {
  udhcpc: installed('udhcpc', 'udhcpc'),
  dhclient: installed('dhclient', 'isc-dhcp-client'),
  dhcrelay: installed('dhcrelay', 'isc-dhcp-relay'),
  perfdhcp: installed('perfdhcp', 'kea-admin'),
};

const near = subnet('10.77.1.0/24', {
  dynamic: [{ first: ip('10.77.1.100'), last: ip('10.77.1.199') }],
  unknown: 'enlist',
  gateway: ip('10.77.1.254'),
  search: ['rack.example.org'],
});
const other = subnet('10.77.3.0/24', {
  dynamic: [{ first: ip('10.77.3.100'), last: ip('10.77.3.199') }],
});
const far = subnet('10.77.2.0/24', {
  dynamic: [{ first: ip('10.77.2.100'), last: ip('10.77.2.199') }],
  dhcp: 'relay-only',
  gateway: ip('10.77.2.254'),
});

/** Sets the interface up as it is told, and prints the word and what came with it. */
const UDHCPC_SCRIPT = `#!/bin/sh
case "$1" in
  deconfig) ip -4 address flush dev "$interface" ;;
  bound|renew)
    ip address replace "$ip/$mask" dev "$interface"
    [ -n "$router" ] && ip route replace default via "$router" ;;
esac
echo "$1 ip=$ip mask=$mask router=$router dns=$dns ntp=$ntpsrv search=$search hostname=$hostname lease=$lease server=$serverid siaddr=$siaddr boot=$boot_file message=$message"
`;
/** The same for dhclient; its variables have other names. */
const DHCLIENT_SCRIPT = `#!/bin/sh
case "$reason" in
  BOUND|RENEW|REBIND|REBOOT)
    ip address replace "$new_ip_address/24" dev "$interface"
    [ -n "$new_routers" ] && ip route replace default via "$new_routers" ;;
  EXPIRE|FAIL|RELEASE|STOP) ip -4 address flush dev "$interface" ;;
esac
echo "$reason ip=$new_ip_address mask=$new_subnet_mask lease=$new_dhcp_lease_time server=$new_dhcp_server_identifier search=$new_domain_search" >> LOG
`;

describe.runIf(canMakeNamespaces())('DHCP', () => {
  let network: ReturnType<typeof createNetwork>;
  let folder = '';
  let host: Namespace;
  let client: Namespace;
  let server: Running;
  let cleanUp: () => Promise<void>;

  beforeEach(async () => {
    const temporary = await mkdtempDisposable(join(tmpdir(), 'interop-dhcp-'));
    folder = temporary.path;
    network = createNetwork();
    cleanUp = async () => {
      await network[Symbol.asyncDispose]();
      await temporary.remove();
    };
    host = await network.namespace();
    client = await network.namespace();
    const script = DHCLIENT_SCRIPT.replace('LOG', join(folder, 'dhclient.log'));
    await writeFile(join(folder, 'udhcpc.script'), UDHCPC_SCRIPT, { mode: 0o755 });
    await writeFile(join(folder, 'dhclient.script'), script, { mode: 0o755 });
    await writeFile(join(folder, 'dhclient.log'), '');
  });
  afterEach(() => cleanUp());

  async function serve(settings: Partial<NetbootSettings> = {}): Promise<void> {
    const program = join(import.meta.dirname, '../support/netboot-process.ts');
    const all: NetbootSettings = {
      subnets: [near, other, far],
      machines: { [MAC]: { name: 'n1', subnet: near.name, address: '10.77.1.7' } },
      files: {},
      ...settings,
    };
    server = host.start(process.execPath, program, JSON.stringify(all));
    await server.line(/^ready$/);
  }

  /** One cable between the server and the client, and a second wire of the server that leads elsewhere. */
  async function direct(settings?: Partial<NetbootSettings>): Promise<void> {
    await network.cable(
      { at: host, interface: 'eth0', address: '10.77.1.1/24' },
      { at: client, interface: 'eth0', mac: MAC },
    );
    await network.cable(
      { at: host, interface: 'eth1', address: '10.77.3.1/24' },
      { at: client, interface: 'elsewhere' },
    );
    await serve(settings);
  }

  /** The client behind a router with a relay agent. */
  async function relayed(start: (router: Namespace) => Running): Promise<void> {
    const router = await network.namespace();
    await network.cable(
      { at: host, interface: 'eth0', address: '10.77.1.1/24' },
      { at: router, interface: 'uplink', address: '10.77.1.254/24' },
    );
    await network.cable(
      { at: router, interface: 'downlink', address: '10.77.2.254/24' },
      { at: client, interface: 'eth0', mac: MAC },
    );
    await router.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
    await host.run('ip', 'route', 'add', '10.77.2.0/24', 'via', '10.77.1.254');
    await serve({ machines: { [MAC]: { name: 'n1', subnet: far.name, address: '10.77.2.7' } } });
    await start(router).line(/Sending on|DHCP relay/);
  }

  const udhcpc = (...options: readonly string[]): Running =>
    client.start('udhcpc', '-f', '-i', 'eth0', '-s', join(folder, 'udhcpc.script'), ...options);

  const dhclient = (...options: readonly string[]) =>
    client.run(
      'dhclient',
      '-4',
      '-1',
      '-sf',
      join(folder, 'dhclient.script'),
      '-lf',
      join(folder, 'leases'),
      '-pf',
      join(folder, 'pid'),
      ...options,
      'eth0',
    );
  const dhclientLog = async (): Promise<string> =>
    (await readFile(join(folder, 'dhclient.log'), 'utf8')).trim().split('\n').at(-1) ?? '';

  describe.runIf(has.udhcpc)('udhcpc', () => {
    test('gets the reservation with all that the subnet says, renews it, releases it', async () => {
      await direct();
      const running = udhcpc('-O', 'search', '-O', 'ntpsrv', '-O', 'hostname');
      expect(await running.line(/^bound/)).toBe(
        'bound ip=10.77.1.7 mask=24 router=10.77.1.254 dns=192.0.2.53 ntp=192.0.2.123 ' +
          'search=rack.example.org hostname=n1 lease=600 server=10.77.1.1 siaddr=10.77.1.1 boot= message=',
      );
      running.kill('SIGUSR1');
      expect(await running.line(/^renew/)).toContain('ip=10.77.1.7');
      running.kill('SIGUSR2');
      expect(await server.line(/released/)).toContain('released 10.77.1.7');
    });

    test('one address for one MAC, whatever client identifier it shows', async () => {
      await direct({ machines: { [MAC]: { name: 'n1', subnet: near.name } } });
      const addresses: string[] = [];
      for (const identifier of [['-C'], ['-x', '0x3d:ff00112233'], ['-x', '0x3d:0152540077aabb']]) {
        const running = udhcpc('-q', ...identifier);
        addresses.push(/ip=(\S+)/.exec(await running.line(/^bound/))?.[1] ?? '');
        await running.exited;
      }
      expect(addresses[0]).toMatch(/^10\.77\.1\.1\d\d$/);
      expect(new Set(addresses).size).toBe(1);
    });

    test('firmware: the boot file, and a lease of thirty seconds that it renews by itself', async () => {
      await direct();
      const running = udhcpc('-V', 'PXEClient:Arch:00007:UNDI:003016', '-x', '0x5d:0007');
      expect(await running.line(/^bound/)).toMatch(/lease=30 .*boot=bootx64\.efi/);
      expect(await running.line(/^renew/)).toContain('ip=10.77.1.7');
    });

    test('an address that is in use is declined, and another one is given', async () => {
      await direct();
      await host.run('ip', 'address', 'add', '10.77.1.7/32', 'dev', 'eth0');
      const running = udhcpc('-a500');
      expect(await server.line(/set aside/)).toContain('10.77.1.7');
      expect(await running.line(/^bound/)).toMatch(/ip=10\.77\.1\.1\d\d /);
    });

    test('an unknown machine gets an address on its own wire, of two that enlist', async () => {
      await direct({ subnets: [near, { ...other, unknown: 'enlist' }], machines: {} });
      expect(await udhcpc('-q').line(/^bound/)).toMatch(
        /ip=10\.77\.1\.1\d\d .*server=10\.77\.1\.1 /,
      );
      await client.run('ip', 'link', 'set', 'eth0', 'down');
      const script = join(folder, 'udhcpc.script');
      const elsewhere = client.start('udhcpc', '-f', '-q', '-i', 'elsewhere', '-s', script);
      expect(await elsewhere.line(/^bound/)).toMatch(/ip=10\.77\.3\.1\d\d .*server=10\.77\.3\.1 /);
    });

    test('an unknown machine gets nothing where the subnet ignores it', async () => {
      await direct({ subnets: [{ ...near, unknown: 'ignore' }], machines: {} });
      const running = udhcpc('-n', '-t', '2', '-T', '1');
      expect(await server.line(/dhcp\.ignored/)).toContain('ignores unknown machines');
      expect(await running.line(/^(?:bound|leasefail)/)).toContain('leasefail');
    });
  });

  describe.runIf(has.dhclient)('dhclient', () => {
    test('gets an address, asks for it again after a reboot, releases it', async () => {
      await direct();
      await dhclient();
      expect(await dhclientLog()).toBe(
        'BOUND ip=10.77.1.7 mask=255.255.255.0 lease=600 server=10.77.1.1 search=rack.example.org.',
      );
      await client.run('sh', '-c', `kill $(cat ${join(folder, 'pid')})`);
      await client.run('ip', '-4', 'address', 'flush', 'dev', 'eth0');
      await dhclient();
      expect(await dhclientLog()).toContain('REBOOT ip=10.77.1.7');
      await dhclient('-r');
      expect(await server.line(/released/)).toContain('released 10.77.1.7');
    });

    test('a lease of another network is refused, and it starts anew at once', async () => {
      await direct();
      const stale =
        'lease { interface "eth0"; fixed-address 192.168.9.9; option subnet-mask 255.255.255.0; ' +
        'renew 5 2100/01/01 00:00:00; rebind 5 2100/01/01 00:00:00; expire 5 2100/01/01 00:00:00; }\n';
      await writeFile(join(folder, 'leases'), stale);
      await dhclient();
      expect(await server.line(/dhcp\.refused/)).toContain(
        '192.168.9.9 is not for this machine here',
      );
      expect(await dhclientLog()).toContain('BOUND ip=10.77.1.7');
      await dhclient('-r');
    });
  });

  describe.runIf(has.udhcpc && has.dhcrelay)('through ISC’s relay agent', () => {
    const dhcrelay = (router: Namespace): Running =>
      router.start('dhcrelay', '-4', '-d', '-a', '-iu', 'uplink', '-id', 'downlink', '10.77.1.1');

    test('gets the reservation of its own subnet, renews it directly, releases it', async () => {
      await relayed(dhcrelay);
      const running = udhcpc();
      expect(await running.line(/^bound/)).toMatch(
        /ip=10\.77\.2\.7 .*router=10\.77\.2\.254 .*server=10\.77\.1\.1 /,
      );
      running.kill('SIGUSR1');
      expect(await running.line(/^renew/)).toContain('ip=10.77.2.7');
      running.kill('SIGUSR2');
      expect(await server.line(/released/)).toContain('released 10.77.2.7');
    });

    test.runIf(has.dhclient)('dhclient, too', async () => {
      await relayed(dhcrelay);
      await dhclient();
      expect(await dhclientLog()).toContain('BOUND ip=10.77.2.7');
      await dhclient('-r');
      expect(await server.line(/released/)).toContain('released 10.77.2.7');
    });
  });

  describe.runIf(has.udhcpc && installed('dnsmasq', 'dnsmasq-base'))('through dnsmasq', () => {
    test('gets and renews the reservation of its own subnet', async () => {
      await relayed((router) =>
        router.start(
          'dnsmasq',
          '-d',
          '-p',
          '0',
          '--log-dhcp',
          '--dhcp-relay=10.77.2.254,10.77.1.1',
        ),
      );
      const running = udhcpc();
      expect(await running.line(/^bound/)).toContain('ip=10.77.2.7');
      running.kill('SIGUSR1');
      expect(await running.line(/^renew/)).toContain('ip=10.77.2.7');
    });
  });

  test('the client from npm', async () => {
    await direct();
    await client.run('ip', 'route', 'add', 'default', 'dev', 'eth0');
    const program = join(import.meta.dirname, '../support/npm-client.ts');
    const running = client.start(process.execPath, program, 'dhcp', MAC);
    expect(await running.line(/bound/)).toBe('bound 10.77.1.7');
  });

  test.runIf(has.perfdhcp)(
    'a hundred new machines a second are answered, each by itself',
    async () => {
      const wide = subnet('10.77.0.0/16', {
        dynamic: [{ first: ip('10.77.8.0'), last: ip('10.77.31.255') }],
        unknown: 'enlist',
      });
      await network.cable(
        { at: host, interface: 'eth0', address: '10.77.1.1/16' },
        { at: client, interface: 'eth0', address: '10.77.1.2/16' },
      );
      await serve({ subnets: [wide], machines: {} });
      const { stdout } = await client.run(
        'perfdhcp',
        '-4',
        '-l',
        '10.77.1.2',
        '-r',
        '100',
        '-n',
        '600',
        '-R',
        '600',
        '-W',
        '2000000',
        '10.77.1.1',
      );
      // A busy host loses datagrams in its own socket buffers: a few in a hundred are not the server's.
      const counts = [...stdout.matchAll(/received packets: (\d+)/g)].map(([, n]) => Number(n));
      expect(counts).toHaveLength(2);
      for (const count of counts) expect(count).toBeGreaterThan(570);
      expect(stdout).not.toMatch(/orphans: [1-9]/);
    },
  );
});
