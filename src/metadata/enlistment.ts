/**
 * Machines that nobody declared. One that netboots on a subnet that says `unknown: enlist` gets an
 * environment that inspects and reports, and becomes a candidate: nothing on it is changed, and
 * nothing is done to it until somebody commits its file.
 */
import { metadataUrl } from '../config/access.ts';
import { enlistPreseed } from '../config/preseed.ts';
import { type Hardware, type Identity, sameMachine } from '../core/hardware.ts';
import { type Mac, parseMac } from '../core/ids.ts';
import type { AddressLease, Candidate } from '../core/observed.ts';
import {
  type Call,
  commissioningImage,
  leaseAt,
  NOT_READY,
  refuse,
  releaseOf,
  type Service,
} from './call.ts';
import { readFacts } from './facts.ts';
import { parseForm } from './multipart.ts';
import { printCloudConfig } from './print.ts';
import { parseJson } from './reader.ts';
import { json, type Reply, text } from './reply.ts';

const NOT_ENLISTING = 'this address may not enlist';
const MOST_MACS = 256;
/** MACs are easily made up: the ones that were seen last are kept. */
const MOST_CANDIDATES = 1024;

/** The lease of an unknown machine on an enlisting subnet. A forgotten machine is not unknown (rule 2). */
async function enlistingLease(service: Service, peer: string): Promise<AddressLease | undefined> {
  const { fleet } = service;
  const lease = await leaseAt(service, peer);
  if (lease === undefined) return undefined;
  const subnet = fleet.inventory()?.subnets.find(({ name }) => name === lease.subnet);
  if (subnet?.unknown !== 'enlist') return undefined;
  const known = (await fleet.byMac(lease.mac)) !== undefined || (await fleet.forgotten(lease.mac));
  return known ? undefined : lease;
}

export const isEnlisting = async (service: Service, peer: string): Promise<boolean> =>
  (await enlistingLease(service, peer)) !== undefined;

export async function getEnlistPreseed(service: Service, call: Call): Promise<Reply> {
  const inventory = service.fleet.inventory();
  if (inventory === undefined) return NOT_READY;
  if (!(await isEnlisting(service, call.peer))) return refuse(service, call, 403, NOT_ENLISTING);
  const { architecture } = inventory.site.commissioning;
  const release = await releaseOf(service, commissioningImage(inventory, architecture));
  return text(printCloudConfig(enlistPreseed(call.authority, inventory.site, release)));
}

export const enlistUserData = ({ environment }: Service, { authority }: Call): string =>
  environment.program(['enlist.py', 'hardware.py', 'wire.py'], {
    metadata_url: metadataUrl(authority),
    credentials: null,
    machines_url: `http://${authority}/MAAS/api/2.0/machines/`,
  });

/** `op=is_registered&mac_address=a,b`: whether any of them is known. The answer is a JSON boolean. */
export async function getMachines(service: Service, call: Call): Promise<Reply> {
  if (call.query['op'] !== 'is_registered') return refuse(service, call, 400, 'no such op');
  const macs = readMacs(call.query['mac_address']);
  if (macs === undefined) return refuse(service, call, 400, 'mac_address: not MAC addresses');
  return json(await anyKnown(service, macs));
}

async function anyKnown({ fleet }: Service, macs: readonly Mac[]): Promise<boolean> {
  for (const mac of macs)
    if ((await fleet.byMac(mac)) !== undefined || (await fleet.forgotten(mac))) return true;
  return false;
}

/** Commas or repetition separate; lower case, each once. `undefined` where one of them is none. */
function readMacs(value: string | undefined): readonly Mac[] | undefined {
  const words = (value ?? '').split(',').map((word) => word.trim());
  const macs = words.map(parseMac).filter((mac) => mac !== undefined);
  if (macs.length !== words.length || macs.length > MOST_MACS) return undefined;
  return [...new Set(macs)].toSorted();
}

/** What asks to be a candidate, read from its form. */
interface Application {
  readonly macs: readonly Mac[];
  readonly hardware: Hardware;
}

/** `POST /MAAS/api/2.0/machines/`. Whatever it says about `commission`, a candidate is all that it becomes. */
export async function postMachine(service: Service, call: Call): Promise<Reply> {
  const lease = await enlistingLease(service, call.peer);
  if (lease === undefined) return refuse(service, call, 403, NOT_ENLISTING);
  const application = readApplication(call);
  if (typeof application === 'string') return refuse(service, call, 400, application);
  if (!application.macs.includes(lease.mac))
    return refuse(
      service,
      call,
      400,
      `mac_addresses: ${lease.mac}, which has the lease, is not in it`,
    );
  const candidate = candidateOf(application, lease.mac, service.clock.now());
  if ((await anyKnown(service, application.macs)) || isDeclared(service, candidate.identity))
    return refuse(
      service,
      call,
      400,
      'another machine is declared with a MAC, UUID or serial of it',
    );
  const key = await storeCandidate(service, candidate);
  service.emit({ event: 'machine.enlisted', mac: lease.mac, id: key });
  return json({ system_id: `candidate-${key.replaceAll(':', '')}` });
}

/** Being a candidate confirms that a machine may be powered (rule 11): nobody says so in another one's name. */
const isDeclared = ({ fleet }: Service, identity: Identity): boolean =>
  [...(fleet.inventory()?.machines.values() ?? [])].some((spec) =>
    sameMachine(spec.identity, identity),
  );

function readApplication(call: Call): Application | string {
  const form = parseForm(call.contentType, call.body);
  const macs = readMacs(form?.fields.get('mac_addresses'));
  if (form === undefined || macs === undefined) return 'mac_addresses: not MAC addresses';
  const facts = readFacts(parseJson(form.fields.get('hardware') ?? ''));
  return 'problem' in facts ? `hardware: ${facts.problem}` : { macs, hardware: facts.hardware };
}

function candidateOf(
  { macs, hardware }: Application,
  netbootedAs: Mac,
  seenAt: Candidate['seenAt'],
): Candidate {
  const { uuid, serial, architecture } = hardware;
  const identity: Identity = {
    macs,
    ...(uuid === undefined ? {} : { uuid }),
    ...(serial === undefined ? {} : { serial }),
  };
  return { identity, architecture, hardware, seenAt, netbootedAs };
}

/** By its first MAC. A machine that enlists again, through whichever interface, is the same candidate. */
async function storeCandidate({ store }: Service, candidate: Candidate): Promise<string> {
  const rows = [...(await store.list('candidate'))];
  const key = candidate.identity.macs[0] ?? '';
  const others = rows.filter(([other]) => other !== key);
  const isSame = ([, { value }]: (typeof rows)[number]): boolean =>
    sameMachine(value.identity, candidate.identity);
  const oldest = others
    .filter((row) => !isSame(row))
    .toSorted(([, a], [, b]) => b.value.seenAt - a.value.seenAt)
    .slice(MOST_CANDIDATES - 1);
  const stale = [...others.filter(isSame), ...oldest];
  await store.commit(
    [
      { collection: 'candidate', key, expect: 'any', value: candidate },
      ...stale.map(
        ([other]) =>
          ({ collection: 'candidate', key: other, expect: 'any', value: 'delete' }) as const,
      ),
    ],
    [],
  );
  return key;
}
