/** The file space over HTTP: what iPXE, lpxelinux, UEFI HTTP boot, GRUB and the initrd fetch. */
import { type Ipv4, parseIpv4 } from '../core/ids.ts';
import type { BlobSender } from '../lib/http-blob.ts';
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  localPlace,
  peerAddress,
  sendText,
} from '../lib/http-server.ts';
import type { FileSpace, Requester } from './file-space.ts';

/** Takes every GET and HEAD that no other route of the app has: the names are those of TFTP. */
export function registerNetboot(app: HttpApp, space: FileSpace, blobs: BlobSender): void {
  app.get<{ Params: { readonly '*': string } }>('/*', async (request, reply) => {
    const from = requester(request);
    const file = from && (await space.open(request.params['*'], from));
    if (file === undefined) return sendText(reply, 404, 'not found\n');
    if (file.kind === 'text') return answerText(request, reply, file.text);
    const blob = { path: file.path, bytes: file.bytes, key: file.digest };
    reply.hijack();
    await blobs.send(request.raw, reply.raw, blob).catch(() => gone(reply));
    return reply;
  });
}

/** The space is IPv4's: a client that came by other ways is nobody it knows. */
function requester(request: HttpRequest): Requester | undefined {
  const address: Ipv4 | undefined = parseIpv4(peerAddress(request));
  const { address: own, port } = localPlace(request);
  return address && { address, authority: `${own}:${port}`, transport: 'http' };
}

/** GRUB 2.06 compares `Content-Length: ` byte by byte: fastify would write it in lower case. */
function answerText(request: HttpRequest, reply: HttpReply, text: string): HttpReply {
  const body = Buffer.from(text);
  reply.hijack();
  reply.raw.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  reply.raw.end(request.method === 'HEAD' ? undefined : body);
  return reply;
}

/** The file was pruned between looking it up and opening it. */
function gone(reply: HttpReply): void {
  const text = 'not found\n';
  reply.raw.writeHead(404, { 'Content-Type': 'text/plain', 'Content-Length': text.length });
  reply.raw.end(text);
}
