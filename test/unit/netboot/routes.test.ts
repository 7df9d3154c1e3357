import { once } from 'node:events';
import { get } from 'node:http';
import { expect, test } from 'vitest';
import type { FileSpace, OpenedFile, Requester } from '../../../src/netboot/file-space.ts';
import { createGrubConnections } from '../../../src/netboot/grub-connections.ts';
import { registerNetboot } from '../../../src/netboot/routes.ts';
import { createBlobSender } from '../../../src/lib/http-blob.ts';
import { digest } from '../../support/fleet.ts';
import { raw, serve } from '../../support/http.ts';

async function spaceServer(files: Readonly<Record<string, OpenedFile>>) {
  const asked: (readonly [string, Requester])[] = [];
  const space: FileSpace = {
    open: async (path, from) => {
      asked.push([path, from]);
      return files[path];
    },
  };
  const port = await serve((app) =>
    registerNetboot(app, space, { blobs: createBlobSender(), grub: createGrubConnections() }),
  );
  return { port, asked };
}

/** As it is written: fetch() would tidy the path. */
async function status(port: number, path: string): Promise<number | undefined> {
  const request = get({ host: '127.0.0.1', port, path, agent: false });
  const [answer] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
  answer.resume();
  return answer.statusCode;
}

test('texts are told with the capitals that GRUB compares', async () => {
  const { port, asked } = await spaceServer({ 'ipxe.cfg': { kind: 'text', text: '#!ipxe\n' } });
  const answer = await raw(port, 'GET /ipxe.cfg HTTP/1.0\r\nHost: x\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain('\r\nContent-Length: 7\r\n');
  expect(answer.endsWith('\r\n\r\n#!ipxe\n')).toBe(true);
  const from = { address: '127.0.0.1', authority: `127.0.0.1:${port}`, transport: 'http' };
  expect(asked).toEqual([['ipxe.cfg', from]]);
});

test('HEAD tells the length and no more, as UEFI HTTP boot asks first', async () => {
  const { port } = await spaceServer({ 'ipxe.cfg': { kind: 'text', text: '#!ipxe\n' } });
  const answer = await raw(port, 'HEAD /ipxe.cfg HTTP/1.0\r\nHost: x\r\n\r\n');
  expect(answer).toContain('\r\nContent-Length: 7\r\n');
  expect(answer.endsWith('\r\n\r\n')).toBe(true);
});

test('paths are decoded once, and never climb', async () => {
  const { port, asked } = await spaceServer({});
  const paths = ['/ipxe.cfg-52%3A54%3A00', '/a%252fb', '/images//grubx64.efi?x=1'];
  for (const path of paths) expect(await status(port, path)).toBe(404);
  expect(asked.map(([path]) => path)).toEqual(['ipxe.cfg-52:54:00', 'a%2fb', 'images/grubx64.efi']);
  expect(await status(port, '/%zz')).toBe(400);
});

test('what is not there has a body', async () => {
  const { port } = await spaceServer({});
  const answer = await fetch(`http://127.0.0.1:${port}/images/revocations_sku.efi`);
  expect([answer.status, await answer.text()]).toEqual([404, 'not found\n']);
});

test('a 404 too is told with capitals: GRUB takes its body for the file', async () => {
  const { port } = await spaceServer({});
  const answer = await raw(port, 'GET /grub/grub.cfg-aa HTTP/1.0\r\nHost: x\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 404 .*\r\nContent-Length: 10\r\n.*\r\n\r\nnot found\n$/s);
});

test('a blob that was pruned in between is not found', async () => {
  const blob = { kind: 'blob', path: '/nonexistent/blob', bytes: 9, digest: digest('a') } as const;
  const { port } = await spaceServer({ blob });
  const answer = await fetch(`http://127.0.0.1:${port}/blob`);
  expect([answer.status, await answer.text()]).toEqual([404, 'not found\n']);
});

test('it writes nothing', async () => {
  const { port } = await spaceServer({ 'ipxe.cfg': { kind: 'text', text: 'x' } });
  for (const method of ['POST', 'PUT', 'DELETE'])
    expect((await fetch(`http://127.0.0.1:${port}/ipxe.cfg`, { method })).status).toBe(404);
});
