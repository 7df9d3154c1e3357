/**
 * The guard (rules 7 and 8). What a machine fetches to be installed is a program that posts
 * what it finds, `POST <metadata_url>/<version>/guard` with its installer token:
 *
 *     {"boot": "<boot id>", "facts": {…as environment/hardware.py prints them}}
 *
 * and gets 200 with everything the installation needs
 *
 *     {"config": "<curtin's YAML>", "source": "<curtin's source>",
 *      "curtin": {"kind": "apt"} | {"kind": "archive", "path": "curtin-archive", "sha256": "…"}}
 *
 * or 409 with `{"refused": "expected …, found …"}`. That the installer was released, and to which boot,
 * is stored before the first byte of it leaves; from then on only that boot gets it.
 */
import { userData } from '../config/user-data.ts';
import { curtinConfig, curtinSource } from '../config/curtin.ts';
import { explain } from '../core/errors.ts';
import type { Hardware } from '../core/hardware.ts';
import type { StoredImage } from '../core/image.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Deployment } from '../core/machine.ts';
import type { FoundMachine } from '../core/ports.ts';
import { printYaml } from '../lib/yaml.ts';
import { type Call, NOT_READY, refuse, type Service } from './call.ts';
import { credentialsFor, type MachineCaller, stillIn } from './credentials.ts';
import { fillInPreseed, fillInUserData } from './fill-in.ts';
import { contradiction } from './proof.ts';
import {
  type Objection,
  othersThan,
  type Proof,
  readProof,
  refuseMachine,
  strangerStoreOf,
  UNDER_POWER,
} from './proving.ts';
import { bytes, json, notFound, refusal, type Reply } from './reply.ts';

export async function answerGuard(service: Service, call: Call): Promise<Reply> {
  const { caller } = call;
  if (caller.kind !== 'machine' || !caller.inForce || caller.token.environment !== 'installer')
    return refuse(service, call, 401, 'the guard needs the token of an installation under way');
  const proof = readProof(call.body);
  if (typeof proof === 'string') return refuse(service, call, 400, proof);
  const inventory = service.fleet.inventory();
  const { deployment } = caller.machine.record;
  if (inventory === undefined || deployment === undefined) return NOT_READY;
  const stranger = await strangerStoreOf(service, inventory);
  if (stranger !== undefined)
    return refuseMachine(service, caller, { because: stranger, fails: false });
  const objection = await objectionTo(service, caller.machine, deployment, proof);
  if (objection !== undefined) return refuseMachine(service, caller, objection);
  const installer = await prepare(service, call, {
    machine: caller.machine,
    deployment,
    inventory,
    hardware: proof.hardware,
  });
  return typeof installer === 'string'
    ? refuseMachine(service, caller, { because: installer, fails: true })
    : release(service, caller, proof.boot, installer);
}

async function objectionTo(
  service: Service,
  { id, record }: FoundMachine,
  deployment: Deployment,
  { boot, hardware }: Proof,
): Promise<Objection | undefined> {
  const released = record.installerReleased;
  if (released !== undefined && released.boot !== boot)
    return { because: alreadyReleased(released.boot), fails: false };
  const others = await othersThan(service, id);
  const contradicted = contradiction({ record, deployment, others }, hardware);
  return contradicted && { ...contradicted, fails: true };
}

const alreadyReleased = (boot: string): string => `the installer was released to boot ${boot}`;

interface Job {
  readonly machine: FoundMachine;
  readonly deployment: Deployment;
  readonly inventory: Inventory;
  readonly hardware: Hardware;
}

/** Everything the machine will be given, or why it cannot be made: better known before a disk is touched. */
async function prepare(
  service: Service,
  call: Call,
  job: Job,
): Promise<Readonly<Record<string, unknown>> | string> {
  const { deployment, inventory } = job;
  const image = await storedImage(service, deployment);
  const source = image && curtinSource(call.authority, deployment, image);
  if (image === undefined || source === undefined)
    return `image ${deployment.image} ${deployment.version} is not stored, or has nothing to install from`;
  const { curtin } = inventory.site;
  if (curtin.kind === 'archive' && !service.files().has(curtin.file.path))
    return `the installer's archive ${curtin.file.path} is not in the inventory in force`;
  try {
    const config = await compose(service, call, job, image);
    return { config: printYaml(config), source, curtin: deliveryOf(inventory) };
  } catch (error) {
    return explain(error);
  }
}

async function storedImage(
  { fleet }: Service,
  { image, version }: Deployment,
): Promise<StoredImage | undefined> {
  return (await fleet.images()).get(image)?.find((stored) => stored.version === version);
}

const ARCHIVE = 'curtin-archive';

const deliveryOf = ({ site }: Inventory): Readonly<Record<string, string>> =>
  site.curtin.kind === 'apt'
    ? { kind: 'apt' }
    : { kind: 'archive', path: ARCHIVE, sha256: site.curtin.sha256 };

async function compose(service: Service, call: Call, job: Job, image: StoredImage) {
  const { machine, deployment, inventory, hardware } = job;
  const context = { machine, site: inventory.site, secrets: service.secrets };
  // Fetched by the installed system only, but what cannot be made then is found out now.
  userData(await fillInUserData(context, deployment.parts.userData));
  return curtinConfig({
    authority: call.authority,
    id: machine.id,
    deployment,
    image,
    hardware,
    site: inventory.site,
    preseed: await fillInPreseed(context, deployment.parts.preseed),
    installer: await credentialsFor(service, machine, 'installer'),
    installed: await credentialsFor(service, machine, 'installed'),
  });
}

async function release(
  service: Service,
  caller: MachineCaller,
  boot: string,
  installer: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  const released = { kind: 'installer-released', boot } as const;
  const { machine, token } = caller;
  const { fleet } = service;
  const still = stillIn(token);
  const stored = await fleet.report(
    machine.id,
    released,
    (record) => still(record) && !fleet.underPower(record),
  );
  if (stored) return json(installer);
  return fleet.underPower(machine.record)
    ? refusal(503, UNDER_POWER)
    : refuseMachine(service, caller, {
        because:
          'the installer went to another boot, the deployment has ended, or it was locked or protected meanwhile',
        fails: false,
      });
}

/** The installer's own bytes, for the boot that was released to. */
export async function getArchive(service: Service, call: Call): Promise<Reply> {
  const { caller } = call;
  const entitled =
    caller.kind === 'machine' && caller.inForce && caller.token.environment === 'installer';
  if (!entitled || caller.machine.record.installerReleased === undefined)
    return refuse(service, call, 401, 'the installer was not released');
  const curtin = service.fleet.inventory()?.site.curtin;
  const content = curtin?.kind === 'archive' ? service.files().get(curtin.file.path) : undefined;
  return content === undefined ? notFound : bytes(content);
}
