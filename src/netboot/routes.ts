/** The file space over HTTP: what iPXE, lpxelinux, UEFI HTTP boot, GRUB and the initrd fetch. */
import { type Ipv4, parseIpv4 } from '../core/ids.ts';
import type { BlobSender } from '../lib/http-blob.ts';
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  localPlace,
  peerAddress,
} from '../lib/http-server.ts';
import type { GrubConnections } from './grub-connections.ts';
import type { FileSpace, Requester } from './file-space.ts';

/** Takes every GET and HEAD that no other route of the app has: the names are those of TFTP. */
export function registerNetboot(
  app: HttpApp,
  space: FileSpace,
  { blobs, grub }: { readonly blobs: BlobSender; readonly grub: GrubConnections },
): void {
  app.get<{ Params: { readonly '*': string } }>('/*', async (request, reply) => {
    grub.watch(request);
    const from = requester(request);
    const file = from && (await space.open(request.params['*'], from));
    if (file === undefined) return answerText(request, reply, NOT_FOUND);
    if (file.kind === 'text') return answerText(request, reply, { status: 200, text: file.text });
    const blob = { path: file.path, bytes: file.bytes, key: file.digest };
    reply.hijack();
    await blobs
      .send(request.raw, reply.raw, blob)
      .catch(() => writeText(request, reply, NOT_FOUND));
    return reply;
  });
}

/** The space is IPv4's: a client that came by other ways is nobody it knows. */
function requester(request: HttpRequest): Requester | undefined {
  const address: Ipv4 | undefined = parseIpv4(peerAddress(request));
  const { address: own, port } = localPlace(request);
  return address && { address, authority: `${own}:${port}`, transport: 'http' };
}

interface TextAnswer {
  readonly status: 200 | 404;
  readonly text: string;
}

const NOT_FOUND: TextAnswer = { status: 404, text: 'not found\n' };

function answerText(request: HttpRequest, reply: HttpReply, answer: TextAnswer): HttpReply {
  reply.hijack();
  writeText(request, reply, answer);
  return reply;
}

/**
 * GRUB 2.06 compares `Content-Length: ` byte by byte, and fastify would write it in lower case. The body
 * of a 404 is a file to it: without that header it reads on for half a minute, three times.
 */
function writeText(request: HttpRequest, reply: HttpReply, { status, text }: TextAnswer): void {
  const body = Buffer.from(text);
  reply.raw.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  reply.raw.end(request.method === 'HEAD' ? undefined : body);
}
