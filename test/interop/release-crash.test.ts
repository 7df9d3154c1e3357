/**
 * `kill -9` in the middle of a release that erases: nothing but its disk is erased, and that once for
 * each list that left; the machine ends released, or held with the word that helps.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Config } from '../../src/controller/config.ts';
import { recordOf, rehearse, stepOf } from '../support/rehearsal.ts';

const PROGRAM = fileURLToPath(new URL('../support/controller-process.ts', import.meta.url));

/** Machines keep URLs and ports over the controller's death. */
async function fixed(config: Config): Promise<Config> {
  const free = async (): Promise<number> => {
    const server = createServer().listen(0, config.listen.address);
    await once(server, 'listening');
    const place = server.address();
    server.close();
    return typeof place === 'object' && place !== null ? place.port : 0;
  };
  const [dhcp, tftp, http, port] = [await free(), await free(), await free(), await free()];
  const web = { ...config.listen.web, port };
  return { ...config, listen: { ...config.listen, dhcp, tftp, http, web } };
}

/** One life of the controller, until `death` or its own end. */
async function live(config: Config, death?: () => Promise<unknown>): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(config)], { stdio: 'ignore' });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  await Promise.race([ended, death?.() ?? ended]);
  child.kill('SIGKILL');
  return (await ended)[0];
}

const MOMENTS = [
  ['as it boots to be erased', /rack\.booting.*ephemeral/],
  ['as it is erased', /rack\.erased/],
  ['as it turns itself off', /rack\.powered.*"on":false/],
] as const;

test('a controller that is killed three times in one release', async () => {
  await using rehearsal = await rehearse({ machines: 3, speed: 4 });
  const { stage, events } = rehearsal;
  await rehearsal.converge();
  const [n1, n3] = [rehearsal.machine('n1'), rehearsal.machine('n3')];
  const kept = JSON.stringify(n3.disks[0]?.extents());
  rehearsal.declare(
    'n1',
    (text) => `${text}target: released\nrelease: { generation: 1, erase: full }\n`,
  );

  const config = await fixed(stage.config);
  const { address, dhcp, tftp } = config.listen;
  const places = { DHCP: { address, port: dhcp }, TFTP: { address, port: tftp } };
  stage.connect({ places: new Map(Object.entries(places)) });
  const from = events.length;
  let seen = from;
  for (const [, moment] of MOMENTS)
    await live(config, async () => {
      const happened = (): boolean =>
        events.slice(seen).some((e) => e.machine === 'n1' && moment.test(JSON.stringify(e)));
      await expect.poll(happened, { timeout: 60_000, interval: 5 }).toBe(true);
      seen = events.length;
    });
  expect(await live(config)).toBe(0);

  const last = await rehearsal.converge();
  const record = recordOf(last, 'n1');
  const step = stepOf(last, 'n1');
  const end = record?.phase === 'ready' ? '{"kind":"done"}' : 'reconcile machine retry n1';
  expect(JSON.stringify(step)).toContain(end);
  const erased = events.slice(from).filter(({ event }) => event === 'rack.erased');
  expect(new Set(erased.map((e) => JSON.stringify(e))).size).toBe(1);
  expect(erased).toHaveLength(1);
  expect(n1.disks[0]?.signatures()).toEqual([]);
  expect(JSON.stringify(n3.disks[0]?.extents())).toBe(kept);
  expect(n3.isOn()).toBe(true);
});
