/** A TFTP client as boot ROMs have it: RFC 1350 with blksize and tsize (RFC 2347, 2348, 2349), one file at a time. */
import { bindUdp, type Endpoint, type Life, within } from './network.ts';

const RRQ = 1;
const DATA = 3;
const ACK = 4;
const ERROR = 5;
const OACK = 6;

const BLKSIZE = 1468;
const RETRY_MS = 1000;
const TRIES = 5;

export interface TftpGet {
  /** Our own address: the one that holds the lease. */
  readonly from: string;
  readonly server: Endpoint;
  readonly file: string;
  /** How many of the first packets that arrive are lost on the way. */
  readonly lossy: number;
}

/** `undefined`: the server said error, or nothing at all. */
export async function tftpGet(get: TftpGet, life: Life): Promise<Uint8Array | undefined> {
  let hear: ((answer: Datagram) => void) | undefined;
  const socket = await bindUdp(get.from, (bytes, { port }) => hear?.({ bytes, port }));
  const { address } = get.server;
  const wire: Wire = {
    send: ({ bytes, port }) => socket.send(bytes, { address, port }),
    exchange: (out) =>
      within(RETRY_MS, life, () => {
        const { promise, resolve } = Promise.withResolvers<Datagram>();
        hear = resolve;
        if (out !== undefined) socket.send(out.bytes, { address, port: out.port });
        return promise;
      }),
  };
  try {
    return await transfer(wire, get);
  } finally {
    socket.close();
  }
}

interface Datagram {
  readonly bytes: Buffer;
  readonly port: number;
}

interface Wire {
  readonly send: (out: Datagram) => void;
  /** Sends, or only listens, and gives what comes within the retransmission time. */
  readonly exchange: (out: Datagram | undefined) => Promise<Datagram | undefined>;
}

async function transfer(wire: Wire, get: TftpGet): Promise<Uint8Array | undefined> {
  let { lossy } = get;
  let peer = get.server.port;
  let last = encodeRequest(get.file);
  let blksize = 512;
  const blocks: Buffer[] = [];
  for (let tries = 0, lost = false; tries < TRIES;) {
    const answer = await wire.exchange(lost ? undefined : { bytes: last, port: peer });
    lost = answer !== undefined && lossy-- > 0;
    if (answer === undefined || lost) {
      tries++;
      continue;
    }
    const { bytes, port } = answer;
    const opcode = bytes.readUInt16BE(0);
    if (opcode === ERROR) return undefined;
    // The server's first answer comes from the port of this transfer (RFC 1350 §4).
    peer = port;
    if (opcode === OACK) blksize = optionOf(bytes, 'blksize') ?? 512;
    if (opcode === DATA && bytes.readUInt16BE(2) === ((blocks.length + 1) & 0xffff))
      blocks.push(bytes.subarray(4));
    last = encodeAck(blocks.length & 0xffff);
    tries = 0;
    if (opcode === DATA && bytes.length < 4 + blksize) {
      wire.send({ bytes: last, port: peer });
      return Buffer.concat(blocks);
    }
  }
  return undefined;
}

const encodeRequest = (file: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, RRQ]),
    Buffer.from([file, 'octet', 'blksize', String(BLKSIZE), 'tsize', '0', ''].join('\0')),
  ]);

const encodeAck = (block: number): Buffer => Buffer.from([0, ACK, block >> 8, block & 0xff]);

function optionOf(oack: Buffer, name: string): number | undefined {
  const words = oack.toString('latin1', 2).split('\0');
  const at = words.findIndex((word, i) => i % 2 === 0 && word.toLowerCase() === name);
  return at < 0 ? undefined : Number(words[at + 1]);
}
