/** Clients from npm as programs for a namespace: `node npm-client.ts dhcp MAC`, `… tftp|tftp2 HOST FILE OUT [OPTIONS]`. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [kind = '', ...args] = process.argv.slice(2);

interface DhcpClient {
  readonly _state: { address?: string };
  on(event: 'message', then: (packet: { yiaddr: string }) => void): void;
  on(event: 'bound', then: (state: { address: string }) => void): void;
  on(event: 'listening' | 'error', then: (what: unknown) => void): void;
  listen(): void;
  sendDiscover(): void;
  close(): void;
}

function dhcp(mac: string): void {
  const client = require('dhcp').createClient({ mac, features: ['hostname'] }) as DhcpClient;
  // It sets the offered address after it has sent its REQUEST, which then names none (RFC 2131 table 5: MUST).
  // oxlint-disable-next-line no-underscore-dangle -- there is no other way to it
  client.on('message', ({ yiaddr }) => (client._state.address ??= yiaddr));
  client.on('bound', ({ address }) => {
    console.log(`bound ${address}`);
    client.close();
  });
  client.on('error', (error) => console.log('error', error));
  client.on('listening', () => setImmediate(() => client.sendDiscover()));
  client.listen();
}

interface TftpClient {
  get(remote: string, local: string, then: (error: Error | null) => void): void;
}

async function tftp(host: string, file: string, out: string, options = '{}'): Promise<void> {
  const client = require('tftp').createClient({ host, ...JSON.parse(options) }) as TftpClient;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.get(file, out, (error) =>
    error === null || error === undefined ? resolve() : reject(error),
  );
  await promise;
}

type Tftp2 = (
  host: string,
  port: number,
) => {
  read(file: string, push: (data: Buffer) => void, done: () => void): Promise<void>;
  close(): void;
};

async function tftp2(host: string, file: string, out: string): Promise<void> {
  const client = (require('tftp2') as Tftp2)(host, 69);
  const parts: Buffer[] = [];
  const push = (data: Buffer): void => void parts.push(Buffer.from(data));
  await client.read(file, push, () => undefined);
  client.close();
  await writeFile(out, Buffer.concat(parts));
}

const [first = '', second = '', third = '', fourth] = args;
if (kind === 'dhcp') dhcp(first);
if (kind === 'tftp') await tftp(first, second, third, fourth);
if (kind === 'tftp2') await tftp2(first, second, third);
