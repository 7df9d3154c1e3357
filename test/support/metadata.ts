/** A metadata service over a store in memory, and machines that talk to it from their leased addresses. */
import type { ControllerEvent } from '../../src/core/events.ts';
import type { Instant, Ipv4, Mac, MachineId, SubnetName } from '../../src/core/ids.ts';
import type { Inventory, MachineSpec, Subnet } from '../../src/core/inventory.ts';
import { advance, type MachineEvent, type MachineRecord } from '../../src/core/machine.ts';
import type { AddressLease } from '../../src/core/observed.ts';
import type { Fleet, FoundMachine, StateStore } from '../../src/core/ports.ts';
import { secret } from '../../src/core/secret.ts';
import { ControllerError } from '../../src/core/errors.ts';
import { createHttpServer, type HttpApp } from '../../src/lib/http-server.ts';
import type { MetadataDeps } from '../../src/metadata/call.ts';
import { registerMetadata } from '../../src/metadata/routes.ts';
import { remembering } from '../../src/inventory/secrets.ts';
import { createMemoryStore } from '../../src/state/memory.ts';
import { unavailable } from './http.ts';
import { after, at, id, inventory, ip, mac, machine, NOBLE, noble, site, STORE } from './fleet.ts';

export const AUTHORITY = '10.0.0.1:5248';
/** The address that machine `n` has the lease of. */
export const address = (n: number): Ipv4 => ip(`10.0.0.${100 + n}`);

export const enlisting: Subnet = {
  name: 'rack' as SubnetName,
  cidr: { network: ip('10.0.0.0'), prefix: 24 },
  gateway: undefined,
  dns: [],
  ntp: [],
  search: [],
  mtu: undefined,
  dynamic: [],
  reserved: [],
  dhcp: 'server',
  unknown: 'enlist',
  declaredAt: at(1),
};

export interface RackOptions {
  readonly machines?: readonly MachineSpec[];
  readonly inventory?: Partial<Inventory>;
  readonly images?: ReturnType<typeof noble>[];
  readonly secrets?: Readonly<Record<string, string>>;
  readonly files?: ReadonlyMap<string, Uint8Array>;
  readonly forgotten?: readonly Mac[];
  readonly underPower?: () => boolean;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Ask {
  readonly from: string;
  readonly authorization?: string;
  readonly body?: string | Uint8Array;
  readonly type?: string;
  readonly host?: string;
}

export interface Rack {
  readonly app: HttpApp;
  readonly store: StateStore;
  readonly deps: MetadataDeps;
  readonly events: ControllerEvent[];
  readonly clock: { now: Instant };
  lease(holder: Mac, peer: string): void;
  record(n: number): Promise<MachineRecord | undefined>;
  put(n: number, record: MachineRecord): Promise<void>;
  report(n: number, event: MachineEvent): Promise<boolean>;
  get(path: string, ask: Ask): Promise<Answer>;
  post(path: string, ask: Ask): Promise<Answer>;
}

/** Records are put by number: machine 1 is `n1`, with MAC 1, and holds the lease of `address(1)`. */
export function rack(options: RackOptions = {}): Rack {
  const clock = { now: after(0) };
  const store = createMemoryStore({ clock: { now: () => clock.now } });
  // In memory it is there when this returns.
  void store.commit(
    [{ collection: 'site', key: 'site', expect: 'absent', value: { storeId: STORE } }],
    [],
  );
  const declared = inventory(options.machines ?? [machine(1), machine(2)], {
    subnets: [enlisting],
    site,
    ...options.inventory,
  });
  const leases = new Map<string, Mac>(Array.from({ length: 9 }, (_, n) => [address(n), mac(n)]));
  const events: ControllerEvent[] = [];
  const fleet = createFleet({ store, declared, leases, options, clock });
  const deps: MetadataDeps = {
    fleet,
    store,
    clock: { now: () => clock.now, sleep: () => Promise.resolve() },
    random: counted(),
    secrets: remembering((ref) => resolve(options.secrets ?? {}, ref.secret.name)),
    emit: (event) => void events.push(event),
    files: () => options.files ?? new Map(),
  };
  const { app } = createHttpServer({ address: '127.0.0.1', port: 0, unavailable });
  // What the operating system says of a real connection; injected ones have no address of ours.
  app.addHook('onRequest', (request, _reply, done) => {
    const { socket } = request.raw;
    if (socket.localAddress === undefined)
      Object.assign(socket, { localAddress: '10.0.0.1', localPort: 5248 });
    done();
  });
  registerMetadata(app, deps);
  return {
    app,
    store,
    deps,
    events,
    clock,
    lease: (holder, peer) => void leases.set(peer, holder),
    record: async (n) => (await store.get('machine', id(n)))?.value,
    put: (n, value) =>
      store.commit([{ collection: 'machine', key: id(n), expect: 'any', value }], []),
    report: (n, event) => fleet.report(id(n), event),
    get: (path, ask) => inject(app, 'GET', path, ask),
    post: (path, ask) => inject(app, 'POST', path, ask),
  };
}

async function inject(
  app: HttpApp,
  method: 'GET' | 'POST',
  url: string,
  { from, authorization, body, type, host }: Ask,
): Promise<Answer> {
  const answer = await app.inject({
    method,
    url,
    remoteAddress: from,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(host === undefined ? {} : { host }),
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : Buffer.from(body) }),
  });
  return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

function createFleet({
  store,
  declared,
  leases,
  options,
  clock,
}: {
  readonly store: StateStore;
  readonly declared: Inventory;
  readonly leases: ReadonlyMap<string, Mac>;
  readonly options: RackOptions;
  readonly clock: { readonly now: Instant };
}): Fleet {
  const specs = [...declared.machines.values()];
  const byId = async (key: MachineId): Promise<FoundMachine | undefined> => {
    const row = await store.get('machine', key);
    const spec = specs.find((s) => s.name === row?.value.name);
    return row && { id: key, record: row.value, spec };
  };
  return {
    inventory: () => declared,
    byId,
    byMac: async (wanted) => {
      const rows = await store.list('machine');
      const row = [...rows].find(([, { value }]) => value.identity.macs.includes(wanted));
      return row && (await byId(row[0] as MachineId));
    },
    forgotten: async (wanted) => (options.forgotten ?? []).includes(wanted),
    leaseOf: async (wanted): Promise<AddressLease | undefined> => {
      const holder = leases.get(wanted);
      return holder && { mac: holder, address: wanted, subnet: 'rack', expiresAt: after(1) };
    },
    images: async () => new Map([[NOBLE, options.images ?? [noble()]]]),
    underPower: () => options.underPower?.() ?? false,
    report: async (key, event, still = () => true) => {
      const row = await store.get('machine', key);
      const value = row && still(row.value) ? advance(row.value, event, clock.now) : undefined;
      if (value === undefined) return false;
      await store.commit([{ collection: 'machine', key, expect: row?.serial ?? 'any', value }], []);
      return true;
    },
  };
}

async function resolve(secrets: Readonly<Record<string, string>>, name: string) {
  const value = secrets[name];
  if (value === undefined)
    throw new ControllerError('E_SECRET_MISSING', `reading secret ${name}: it is not set`);
  return secret(value);
}

/** Texts that are different each time, and the same in each run. */
function counted(): MetadataDeps['random'] {
  let count = 0;
  return { text: (length) => String(++count).padStart(length, 'k') };
}

/** As oauthlib writes it for cloud-init. */
const oauth = (keys: {
  readonly consumer_key: string;
  readonly token_key: string;
  readonly token_secret: string;
}): string =>
  `OAuth oauth_nonce="1", oauth_timestamp="2", oauth_version="1.0", oauth_signature_method="PLAINTEXT", ` +
  `oauth_consumer_key="${keys.consumer_key}", oauth_token="${keys.token_key}", oauth_signature="%26${keys.token_secret}"`;

/** The credentials in a preseed, as a header. */
export function credentialsIn(preseed: string): string {
  const value = (key: string): string => new RegExp(`${key}: (\\S+)`).exec(preseed)?.[1] ?? '';
  return oauth({
    consumer_key: value('consumer_key'),
    token_key: value('token_key'),
    token_secret: value('token_secret'),
  });
}

export const form = (fields: Readonly<Record<string, string>>) => ({
  body: new URLSearchParams(fields).toString(),
  type: 'application/x-www-form-urlencoded',
});

/** As our runner and MAAS's write it. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): { readonly body: string; readonly type: string } {
  const part = (disposition: string, content: string): string =>
    `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const parts = [
    ...Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value)),
    ...Object.entries(files).map(([name, content]) =>
      part(`name="${name}"; filename="${name}"`, content),
    ),
  ];
  return { body: `${parts.join('')}--b--\r\n`, type: 'multipart/form-data; boundary=b' };
}
