/** A scripted controller: answers DHCP, TFTP and HTTP with what a test says, and writes down what it heard. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly from: string;
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Refusal {
  readonly status: number;
  readonly body: string;
}

export interface Script {
  /** By path, over TFTP and HTTP alike; a function sees the request. */
  readonly files: Record<string, string | ((heard: Heard) => string | number | Refusal)>;
  /** The boot file for a client's vendor class and user class. */
  readonly bootFile: (client: string, http: string) => string;
}

export interface StandIn extends AsyncDisposable {
  readonly http: string;
  readonly dhcp: { readonly address: string; readonly port: number };
  readonly tftpPort: number;
  readonly script: Script;
  readonly heard: Heard[];
  readonly tftp: string[];
}

export async function createStandIn(address: string): Promise<StandIn> {
  const script: Script = { files: {}, bootFile: () => '' };
  const heard: Heard[] = [];
  const tftp: string[] = [];
  const web = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const asked = await read(request);
      heard.push(asked);
      const file = script.files[asked.url] ?? 404;
      const made = typeof file === 'function' ? file(asked) : file;
      const { status, body } =
        typeof made === 'object'
          ? made
          : typeof made === 'number'
            ? { status: made, body: '' }
            : { status: 200, body: made };
      response.statusCode = status;
      response.end(body);
    };
    void answer();
  });
  web.listen(0, address);
  await once(web, 'listening');
  const http = `http://${address}:${(web.address() as AddressInfo).port}`;
  const dhcp = await udp(address);
  dhcp.on('message', (packet, { port }) =>
    answerDhcp(dhcp, packet, { port, address, http, script }),
  );
  const files = await udp(address);
  files.on('message', (packet, { port, address: peer }) => {
    const name = packet.toString('latin1', 2).split('\0')[0] ?? '';
    tftp.push(name);
    const file = script.files[name.startsWith('/') ? name : `/${name}`];
    void sendFile(address, { port, peer }, typeof file === 'string' ? file : undefined);
  });
  return {
    http,
    dhcp: { address, port: dhcp.address().port },
    tftpPort: files.address().port,
    script,
    heard,
    tftp,
    async [Symbol.asyncDispose]() {
      dhcp.close();
      files.close();
      web.closeAllConnections();
      web.close();
      await once(web, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<Heard> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return {
    from: request.socket.remoteAddress ?? '',
    method: request.method ?? '',
    url: request.url ?? '',
    authorization: request.headers.authorization,
    body: Buffer.concat(pieces).toString(),
  };
}

async function udp(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

function answerDhcp(
  socket: Socket,
  packet: Buffer,
  site: { port: number; address: string; http: string; script: Script },
): void {
  const options = new Map<number, Buffer>();
  for (let at = 240; packet[at] !== 255; at += 2 + (packet[at + 1] ?? 0))
    options.set(packet[at] ?? 0, packet.subarray(at + 2, at + 2 + (packet[at + 1] ?? 0)));
  const relay = options.get(82);
  // Without RFC 8357's sub-option the answer would go to port 67, where nobody listens here.
  if (relay?.includes(Buffer.from([19, 0])) !== true) return;
  const client = `${options.get(60)?.toString() ?? ''} ${options.get(77)?.toString() ?? ''}`;
  const reply = Buffer.alloc(240);
  packet.copy(reply, 0, 0, 44);
  reply[0] = 2;
  reply.set([127, 43, 1, packet[33] ?? 0], 16);
  reply.set(site.address.split('.').map(Number), 20);
  reply.set([99, 130, 83, 99], 236);
  const string = (code: number, text: string) => [code, text.length, ...Buffer.from(text)];
  const body = [
    53,
    1,
    options.get(53)?.[0] === 1 ? 2 : 5,
    54,
    4,
    ...site.address.split('.').map(Number),
    ...string(67, site.script.bootFile(client, site.http)),
    ...string(210, `${site.http}/`),
    ...(client.startsWith('HTTPClient') ? string(60, 'HTTPClient') : []),
    255,
  ];
  const giaddr = [...packet.subarray(24, 28)].join('.');
  socket.send(Buffer.concat([reply, Buffer.from(body)]), site.port, giaddr);
}

/** RFC 1350 with an OACK for blksize; no retransmission: the client's is what is tested. */
async function sendFile(
  address: string,
  { port, peer }: { port: number; peer: string },
  content: string | undefined,
): Promise<void> {
  const socket = (await udp(address)).unref();
  const send = (bytes: Buffer) => socket.send(bytes, port, peer);
  if (content === undefined) {
    socket.send(Buffer.from('\0\x05\0\x01not here\0', 'latin1'), port, peer, () => socket.close());
    return;
  }
  const bytes = Buffer.from(content);
  socket.on('message', (ack) => {
    const block = ack.readUInt16BE(2);
    const data = bytes.subarray(block * 1468, (block + 1) * 1468);
    if (block * 1468 > bytes.length) socket.close();
    else send(Buffer.concat([Buffer.from([0, 3, 0, block + 1]), data]));
  });
  send(Buffer.from('\0\x06blksize\x001468\0', 'latin1'));
}
