import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Ipv4 } from '../../../src/core/ids.ts';
import { createGrubConnections } from '../../../src/netboot/grub-connections.ts';
import { serve } from '../../support/http.ts';

/** A server that watches, and a client of it that got its answer and keeps the connection. */
async function visited(agent: string) {
  const grub = createGrubConnections();
  const sockets: Socket[] = [];
  const port = await serve((app) =>
    app.get('/grub/grub.cfg', (request) => {
      grub.watch(request);
      sockets.push(request.socket);
      return 'configfile x\n';
    }),
  );
  const client = connect(port, '127.0.0.1');
  onTestFinished(() => void client.destroy());
  const get = async (): Promise<void> => {
    client.write(`GET /grub/grub.cfg HTTP/1.1\r\nHost: x\r\nUser-Agent: ${agent}\r\n\r\n`);
    await once(client, 'data');
  };
  await get();
  return { grub, client, get, server: () => sockets[0] };
}

/** How the client learns of the end. */
const ending = (client: Socket): Promise<string> =>
  once(client, 'end').then(
    () => 'in order',
    (error: { readonly code: string }) => error.code,
  );

test('the next boot resets what the last one left open', async () => {
  const { grub, client } = await visited('GRUB 2.06');
  grub.reset('127.0.0.1' as Ipv4);
  expect(await ending(client)).toBe('ECONNRESET');
});

test('an idle connection of GRUB is reset, of others closed', async () => {
  const ends = ['GRUB 2.06', 'iPXE/1.21.1'].map(async (agent) => {
    const { client, server } = await visited(agent);
    server()?.emit('timeout');
    return ending(client);
  });
  expect(await Promise.all(ends)).toEqual(['ECONNRESET', 'in order']);
});

test('neither other machines nor other clients are touched', async () => {
  const elsewhere = await visited('GRUB 2.06');
  elsewhere.grub.reset('10.0.0.1' as Ipv4);
  const other = await visited('iPXE/1.21.1');
  other.grub.reset('127.0.0.1' as Ipv4);
  await expect(Promise.all([elsewhere.get(), other.get()])).resolves.toBeDefined();
});

test('a connection is watched once, however many requests it carries', async () => {
  const { get, server } = await visited('GRUB 2.06');
  const before = server()?.listenerCount('close');
  await get();
  expect(server()?.listenerCount('close')).toBe(before);
});
