/** Who asks for boot configuration, and what that one gets (maas-wire.md §1.4; rules 2 and 9). */
import { bootPurpose, type BootPurpose } from '../core/boot.ts';
import type { Architecture } from '../core/hardware.ts';
import type { Mac, MachineName } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Fleet, FoundMachine } from '../core/ports.ts';
import type { BootPath } from './boot-path.ts';
import type { Requester } from './file-space.ts';
import { commissioningImage, type ImageChoice, imageFor } from './images.ts';
import type { EphemeralBoot } from './kernel-args.ts';
import { localScript } from './local-boot.ts';
import { ephemeralScript } from './script.ts';

export interface BootAnswer {
  readonly mac: Mac | undefined;
  readonly name?: MachineName;
  readonly purpose: BootPurpose | 'not-found';
  /** `undefined` exactly where the purpose is `not-found`. */
  readonly text: string | undefined;
  /** Why it is not there, unless that is the ordinary thing: unknown machines ask for their own file first. */
  readonly because?: string;
  /** Set where the machine was given an environment that its phase waits for. */
  readonly armed?: FoundMachine;
}

type ConfigPath = Extract<BootPath, { readonly kind: 'machine' | 'default' }>;

/**
 * A path with a MAC is about that machine; a generic one is about the machine that holds the
 * requester's address, which a declared machine asks for whenever its own file did not reach it.
 */
export async function answerBoot(
  fleet: Fleet,
  path: ConfigPath,
  from: Requester,
): Promise<BootAnswer> {
  const inventory = fleet.inventory();
  if (inventory === undefined) return notFound(undefined, 'no inventory was accepted yet');
  const holder = (await fleet.leaseOf(from.address))?.mac;
  const mac = path.kind === 'machine' ? path.mac : holder;
  if (mac === undefined) return notFound(mac, `${from.address} holds no address lease of ours`);
  const question: Question = { fleet, path, from, inventory, mac };
  const machine = await fleet.byMac(mac);
  if (machine !== undefined) {
    const answer = await answerMachine(question, machine, holder);
    return { ...answer, name: machine.record.name };
  }
  if (await bootsLocally(question)) return local(question, undefined);
  if (path.kind === 'machine') return { mac, purpose: 'not-found', text: undefined };
  return (await enlists(question))
    ? enlist(question, path.architecture)
    : notFound(mac, 'an unknown machine on a subnet that does not say `unknown: enlist`');
}

interface Question {
  readonly fleet: Fleet;
  readonly path: ConfigPath;
  readonly from: Requester;
  readonly inventory: Inventory;
  readonly mac: Mac;
}

const notFound = (mac: Mac | undefined, because: string): BootAnswer => ({
  mac,
  purpose: 'not-found',
  text: undefined,
  because,
});

async function answerMachine(
  question: Question,
  machine: FoundMachine,
  holder: Mac | undefined,
): Promise<BootAnswer> {
  const { fleet, inventory, mac, path, from } = question;
  const purpose = await purposeOf(fleet, machine);
  const architecture = architectureOf(machine) ?? architectureIn(path);
  if (purpose === 'local') return local(question, architecture);
  if (!(await holds(question, machine, holder)))
    return notFound(
      mac,
      `${from.address} does not hold the address lease of ${machine.record.name}`,
    );
  const choice = imageFor(machine.record, purpose, {
    inventory,
    images: await fleet.images(),
    architecture: architecture ?? inventory.site.commissioning.architecture,
  });
  const answer = ephemeral(question, choice, { purpose, machine });
  return answer.text === undefined ? answer : { ...answer, armed: machine };
}

/** A store that is not the site's newest knows nothing of what began since: only what ran by itself runs on (rule 11). */
const purposeOf = async (fleet: Fleet, { record }: FoundMachine): Promise<BootPurpose> =>
  record.phase !== 'deployed' && (await fleet.stranger?.()) !== undefined
    ? 'local'
    : bootPurpose(record);

/** The configuration names the machine's metadata, so it is said to that machine only, by any of its NICs. */
async function holds(
  { fleet, mac }: Question,
  machine: FoundMachine,
  holder: Mac | undefined,
): Promise<boolean> {
  if (holder === undefined || holder === mac) return holder === mac;
  return (await fleet.byMac(holder))?.id === machine.id;
}

const architectureOf = ({ spec, record }: FoundMachine): Architecture | undefined =>
  spec?.architecture ?? record.hardware?.architecture;
const architectureIn = (path: ConfigPath): Architecture | undefined =>
  path.kind === 'default' ? path.architecture : undefined;

/** Forgotten machines, and declared ones of which there is no record yet: their disks are not ours. */
async function bootsLocally({ fleet, inventory, mac }: Question): Promise<boolean> {
  const declared = [...inventory.machines.values()].some(
    ({ identity, interfaces }) =>
      identity.macs.includes(mac) || interfaces.some((nic) => nic.mac === mac),
  );
  return declared || fleet.forgotten(mac);
}

function local({ path, mac }: Question, architecture: Architecture | undefined): BootAnswer {
  const text = localScript(path.loader, architecture ?? architectureIn(path));
  return { mac, purpose: 'local', text };
}

async function enlists({ fleet, from, inventory }: Question): Promise<boolean> {
  const lease = await fleet.leaseOf(from.address);
  return inventory.subnets.some(
    ({ name, unknown }) => name === lease?.subnet && unknown === 'enlist',
  );
}

async function enlist(question: Question, architecture: Architecture): Promise<BootAnswer> {
  const images = await question.fleet.images();
  const choice = commissioningImage(question.inventory, images, architecture);
  return ephemeral(question, choice, { purpose: 'enlist', machine: undefined });
}

function ephemeral(
  { path, from, inventory, mac }: Question,
  choice: ImageChoice,
  who: Pick<EphemeralBoot, 'purpose' | 'machine'>,
): BootAnswer {
  if (choice.found === undefined) return notFound(mac, choice.because);
  const { authority, transport } = from;
  const boot = { ...who, image: choice.found, authority, site: inventory.site };
  const text = ephemeralScript(path.loader, boot, { mac, transport });
  return { mac, purpose: who.purpose, text };
}
