/**
 * Promise 8: no secret in any output. Random secrets of every kind go through power drivers whose BMCs
 * echo what they were sent, through templates, good and bad ones, and through what machines say; then
 * everything that can be read of a controller is searched for them, in every form.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { createApply } from '../../src/controller/apply.ts';
import { takeBackup, printBackup } from '../../src/controller/backup.ts';
import { createHistorian } from '../../src/controller/historian.ts';
import { createJobs } from '../../src/controller/jobs.ts';
import { createObserve } from '../../src/controller/observe.ts';
import { createPowerWatch } from '../../src/controller/power-watch.ts';
import { createRecords } from '../../src/controller/records.ts';
import { snapshotOf } from '../../src/controller/snapshots.ts';
import { asControllerError, explain } from '../../src/core/errors.ts';
import type { ControllerEvent } from '../../src/core/events.ts';
import { type Instant, instant } from '../../src/core/ids.ts';
import type { DeploymentParts, Inventory, MachineSpec } from '../../src/core/inventory.ts';
import { narrate } from '../../src/core/narrate.ts';
import { plan, type Plan } from '../../src/core/plan.ts';
import type { Documents, StateStore } from '../../src/core/ports.ts';
import { renderJson } from '../../src/core/render-json.ts';
import { renderMarkdown } from '../../src/core/render-markdown.ts';
import { renderText } from '../../src/core/render-text.ts';
import { savedPlan } from '../../src/core/saved-plan.ts';
import type { SecretRef } from '../../src/core/secret.ts';
import { createSecrets } from '../../src/inventory/secrets.ts';
import { exec, type Exec } from '../../src/lib/exec.ts';
import { createLog } from '../../src/lib/log.ts';
import { renderMachine } from '../../src/metadata/render.ts';
import { createPowerDrivers } from '../../src/power/registry.ts';
import { createPowerHttp, type PowerHttp } from '../../src/power/tools.ts';
import { createMemoryStore } from '../../src/state/memory.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { overviewPage } from '../../src/web/page.ts';
import { statusView } from '../../src/web/status.ts';
import {
  deployed,
  deployment,
  deploymentSpec,
  hardware,
  id,
  inventory,
  machine,
  noble,
  NOBLE,
  record,
  STORE,
  T0,
} from '../support/fleet.ts';
import { address, credentialsIn, multipart, rack } from '../support/metadata.ts';

const RUNS = Number(process.env['RUNS'] ?? 25);
const { signal } = new AbortController();

/** Letters that no word, digest or key of ours has in a row, and what shells, YAML, URLs and headers trip over. */
const LETTERS = 'Q X Z J K V q x z j k v w W Y y 7 # % & $ " \' \\ : { } @ / + = é ☃'
  .split(' ')
  .concat(' ');
const odd = fc.constantFrom('', '\n', '\r\n', '\0', '\t', '${q}', '*a', '---\n');
const secretText = fc
  .tuple(
    fc.array(fc.constantFrom(...LETTERS), { minLength: 12, maxLength: 40 }).map((l) => l.join('')),
    odd,
    fc.array(fc.constantFrom(...LETTERS), { minLength: 0, maxLength: 12 }).map((l) => l.join('')),
  )
  .map(([head, middle, tail]) => `QX${head}${middle}${tail}ZJ`);

/** Every text that gives the secret away. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const sixes = Array.from({ length: Math.max(0, text.length - 5) }, (_, i) =>
    text.slice(i, i + 6),
  );
  // Inside something longer, base64 begins at any of three places; its ends depend on the neighbours.
  const shifted = [0, 1, 2].map((by) =>
    Buffer.concat([Buffer.alloc(by), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(4, -2),
  );
  return [
    ...sixes.filter((six) => !/---|^\s/.test(six)),
    ...shifted,
    bytes.toString('base64url').slice(0, -2),
    bytes.toString('hex'),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ];
}

function expectNone(texts: Readonly<Record<string, string>>, secrets: readonly string[]): void {
  for (const [where, text] of Object.entries(texts))
    for (const hidden of secrets)
      for (const form of formsOf(hidden))
        if (text.includes(form)) {
          const at = text.indexOf(form);
          expect.fail(
            `${where} tells ${JSON.stringify(form)}: …${text.slice(Math.max(0, at - 200), at + 60)}…`,
          );
        }
}

let bmc: Server;
let folder: string;
let http: PowerHttp;
let answer: { status: number; cut: boolean; state: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redaction-'));
  http = createPowerHttp();
  bmc = createServer((request, response) => {
    const asks = request.method === 'GET' && answer.state !== 'odd';
    if (answer.cut && !asks) return void request.socket.destroy();
    const said = JSON.stringify(request.headers);
    response.writeHead(asks ? 200 : answer.status, {
      'x-echo': encodeURIComponent(said),
      location: `/${encodeURIComponent(said)}`,
    });
    response.end(`status: ${answer.state} ${said}`);
  }).listen(0, '127.0.0.1');
  await once(bmc, 'listening');
});
afterAll(async () => {
  await http.close();
  bmc.close();
  await rm(folder, { recursive: true });
});

const fromEnv = (name: string): SecretRef => ({ secret: { from: 'env', name } });
const fromFile = (name: string): SecretRef => ({ secret: { from: 'file', name } });

interface Case {
  readonly secrets: readonly string[];
  readonly status: number;
  readonly cut: boolean;
  readonly state: string;
  readonly says: string;
  readonly template: string;
}
const scenario: fc.Arbitrary<Case> = fc.record({
  secrets: fc.array(secretText, { minLength: 5, maxLength: 5 }),
  status: fc.constantFrom(200, 204, 301, 401, 404, 500),
  cut: fc.boolean(),
  state: fc.constantFrom('running', 'stopped', 'odd'),
  says: fc.constantFrom(
    'Set Chassis Power Control to Up/On failed: PASSWORD',
    'RAKP 2 HMAC is invalid PASSWORD',
    'Address lookup for PASSWORD failed',
    'PASSWORD',
    'spawn',
  ),
  template: fc.constantFrom(
    '${secret:env:PARTS}',
    '${secret:env:MISSING}',
    '${nobody}',
    '${machine.name}',
  ),
});

/** An ipmitool that tells everybody the password it was given. */
const telltale =
  (says: string): Exec =>
  async (program, args, options) => {
    const password = options.env?.['IPMI_PASSWORD'] ?? '';
    if (says === 'spawn' || password.includes('\0'))
      return exec('/nonexistent/ipmitool', args, options);
    void program;
    const text = says.replace('PASSWORD', () => password);
    return { kind: 'exited', code: 1, stdout: text, stderr: `${text}\n` };
  };

function partsWith(template: string): DeploymentParts {
  const content = `#cloud-config\npassword: ${template}\n`;
  return {
    ...deploymentSpec().parts,
    userData: [
      { name: 'base', contentType: 'text/cloud-config', content, substitute: true },
      {
        name: 'run',
        contentType: 'text/x-shellscript',
        content: `#!/bin/sh\necho ${template}\n`,
        substitute: true,
      },
    ],
    preseed: {
      config: { swap: { size: template } },
      earlyCommands: { one: ['echo', 'x'] },
      lateCommands: {},
    },
  };
}

function declared({ template }: Case): Inventory {
  const { port } = bmc.address() as { readonly port: number };
  const uri = `http://127.0.0.1:${port}/power`;
  const hook = { onUri: uri, offUri: uri, queryUri: uri };
  const target = deployed({ parts: partsWith(template) });
  const specs: readonly MachineSpec[] = [
    machine(1, {
      target,
      power: {
        type: 'ipmi',
        parameters: { address: '192.0.2.1', user: 'root', password: fromEnv('IPMI') },
      },
    }),
    machine(2, {
      target,
      power: { type: 'webhook', parameters: { ...hook, token: fromFile(join(folder, 'token')) } },
    }),
    machine(3, {
      target,
      power: { type: 'webhook', parameters: { ...hook, user: 'root', password: fromEnv('HOOK') } },
    }),
    machine(4, {
      target,
      power: {
        type: 'ipmi',
        parameters: { address: '192.0.2.1', user: 'root', password: fromEnv('NOT_SET') },
      },
    }),
  ];
  return inventory(specs);
}

const COLLECTIONS: readonly (keyof Documents)[] = [
  'machine',
  'candidate',
  'forgotten',
  'installed',
  'setback',
  'site',
  'token',
  'catalog',
];

async function dump(store: StateStore): Promise<string> {
  const rows = await Promise.all(COLLECTIONS.map(async (name) => [...(await store.list(name))]));
  return JSON.stringify([rows, await store.history(undefined, 10_000)]);
}

/** Everything that the controller's host shows of a pass. */
async function shown(
  store: StateStore,
  fleet: Inventory,
  made: Plan,
  seen: Parameters<typeof plan>[1],
) {
  const site = (await store.get('site', 'site'))?.value;
  const history = await store.history(undefined, 10_000);
  const view = statusView({ inventory: fleet, plan: made, observed: seen, site, history });
  const pass = {
    inForce: { inventory: fleet, files: new Map(), rejected: undefined },
    observed: seen,
    plan: made,
  };
  const backup = await takeBackup(store, seen.at);
  return {
    'the plan': renderText(made, 'lab'),
    'the plan in JSON': renderJson(made, 'lab'),
    'the plan in Markdown': renderMarkdown(made, 'lab'),
    'the saved plan': JSON.stringify(savedPlan(fleet, seen, new Set())),
    'status.json': JSON.stringify(view),
    'the page': overviewPage(view),
    'the snapshot': JSON.stringify(snapshotOf(pass, { commits: 1, boot: 'boot', forgotten: {} })),
    'the backup': backup === undefined ? '' : printBackup(backup),
    'the store': await dump(store),
  };
}

describe('promise 8: no secret in any output', () => {
  test.prop([scenario], { numRuns: RUNS })(
    'of power drivers, whatever BMCs and tools say back',
    async (given) => {
      const [ipmi = '', token = '', hook = '', parts = '', other = ''] = given.secrets;
      answer = given;
      await writeFile(join(folder, 'token'), token);
      const secrets = createSecrets({ IPMI: ipmi, HOOK: hook, PARTS: parts, OTHER: other });
      let now: Instant = T0;
      const clock = {
        now: () => now,
        // Polls come at once, deadlines never.
        sleep: async (ms: number, until: AbortSignal) =>
          void (ms <= 1_000 || (await once(until, 'abort'))),
      };
      const store = createMemoryStore({ clock });
      await store.commit(
        [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } }],
        [],
      );
      for (const n of [1, 2, 3, 4])
        await store.commit(
          [
            {
              collection: 'machine',
              key: id(n),
              expect: 'absent',
              value: record(n, n % 2 === 0 ? 'releasing' : 'failed-commissioning', {
                attempts: 0,
                hardware: hardware(n),
              }),
            },
          ],
          [],
        );
      const logs: string[] = [];
      const stream = { write: (line: string) => logs.push(line) };
      const told = (['text', 'json'] as const).map((format) =>
        createLog<ControllerEvent>({
          level: 'debug',
          format,
          stream,
          now: () => now,
          tell: narrate,
        }),
      );
      const metrics = createMetrics();
      const historian = createHistorian(store, clock);
      const emit = (event: ControllerEvent): void => {
        for (const sink of [...told.map((log) => log.sink), metrics.sink, historian.sink])
          sink(event);
      };
      const drivers = createPowerDrivers({ exec: telltale(given.says), http, clock });
      const records = createRecords({ store, clock, random: { text: () => 'r' }, emit });
      const images = { list: async () => new Map([[NOBLE, [noble()]]]) };
      const apply = createApply({
        records,
        store,
        images: images as never,
        mirror: () => ({}) as never,
        drivers,
        secrets,
        clock,
        emit,
      });
      const jobs = createJobs({ apply, store, clock, emit, signal, poke: () => undefined });
      const power = createPowerWatch({ drivers, secrets, clock, poke: () => undefined });
      const observe = createObserve({ store, images, power, clock, inFlight: () => jobs.inFlight });
      const fleet = declared(given);
      const texts: Record<string, string> = {};
      for (let pass = 0; pass < 3; pass++) {
        const seen = await observe(fleet, signal);
        const made = plan(fleet, seen);
        for (const change of made.changes) jobs.start(change, fleet.revision, undefined);
        await jobs.idle();
        await historian.settled();
        Object.assign(texts, await shown(store, fleet, made, seen));
        now = instant(now + 3_600_000);
      }
      for (const n of [1, 2, 3]) {
        const spec = fleet.machines.get(`n${n}` as never);
        const driver = drivers.get(spec?.power.type ?? '');
        const control = driver?.connect(spec?.power.parameters ?? {}, secrets);
        const failures = [
          () => control?.query(signal),
          () => control?.on(signal),
          () => control?.off(signal),
          () => control?.netbootOnce('uefi', signal),
        ];
        for (const failure of failures)
          texts['an error'] =
            `${texts['an error'] ?? ''} ${await failure()?.then(String, (error: unknown) => explain(asControllerError(error)))}`;
      }
      texts['the log'] = logs.join('');
      texts['the metrics'] = await metrics.text();
      expect(logs.length).toBeGreaterThan(0);
      expectNone(texts, given.secrets);
    },
  );

  test.prop([scenario], { numRuns: RUNS })(
    'of templates, good and bad, for whoever is not the machine that they are for',
    async (given) => {
      const [, , , parts = '', other = ''] = given.secrets;
      const fleet = declared(given);
      const was = deployment({ parts: partsWith(given.template) });
      const site = rack({
        machines: [...fleet.machines.values()],
        secrets: { PARTS: parts, OTHER: other },
      });
      const row = record(1, 'deploying', { attempts: 1, hardware: hardware(1), deployment: was });
      await site.put(1, row);
      const from = address(1);
      const preseed = await site.get(`/MAAS/metadata/latest/by-id/${id(1)}/?op=get_preseed`, {
        from,
      });
      const authorization = credentialsIn(preseed.body);
      const ask = {
        body: JSON.stringify({ boot: 'b', facts: hardware(1) }),
        type: 'application/json',
      };
      const guarded = await site.post('/MAAS/metadata/curtin/2012-03-01/guard', {
        from,
        authorization,
        ...ask,
      });
      // A program on the machine may print what it was given, and only that.
      const echoed = guarded.body.includes('QX') ? `${parts} ${parts.slice(3, 11)}` : 'a reason';
      expect(guarded.status).toBe(
        given.template.includes('nobody') || given.template.includes('MISSING') ? 409 : 200,
      );
      const served = guarded.status === 200 ? '' : guarded.body;
      const strangers = await Promise.all(
        [
          'curtin/2012-03-01/user-data',
          '2012-03-01/user-data',
          `latest/by-id/${id(1)}/?op=get_preseed`,
        ].map(
          async (path) => (await site.get(`/MAAS/metadata/${path}`, { from: address(9) })).body,
        ),
      );
      await site.post('/MAAS/metadata/2012-03-01/', {
        from,
        authorization,
        ...multipart({ op: 'signal', status: 'FAILED', error: `curtin failed: ${echoed}` }),
      });
      const rendered = await renderMachine({
        machine: { id: id(1), record: row, spec: fleet.machines.get('n1' as never) },
        deployment: was,
        image: noble(),
        inventory: fleet,
      }).then(
        (files) => JSON.stringify(files),
        (error: unknown) => explain(error),
      );
      expectNone(
        {
          'the preseed': preseed.body,
          'a refusal': served,
          'what strangers get': strangers.join(''),
          'what is rendered': rendered,
          'what is told':
            JSON.stringify(site.events) +
            site.events.map((event) => narrate(event).text).join('\n'),
          'the store': await dump(site.store),
        },
        [parts, other],
      );
    },
  );
});
