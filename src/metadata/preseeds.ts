/**
 * Asked by machines that have nothing to show yet but their address: `get_preseed`, which hands out a
 * token, and `netboot_off`. Only the address that holds the machine's current lease is answered, and
 * only in a phase that has something to give.
 */
import { bootPurpose } from '../core/boot.ts';
import type { Inventory } from '../core/inventory.ts';
import type { MachineRecord } from '../core/machine.ts';
import type { FoundMachine } from '../core/ports.ts';
import { type Ephemeral, preseed } from '../config/preseed.ts';
import {
  type Call,
  commissioningImage,
  hear,
  machineAt,
  NOT_READY,
  refuse,
  releaseOf,
  type Service,
} from './call.ts';
import { credentialsFor, type Environment } from './credentials.ts';
import { parseForm } from './multipart.ts';
import { printCloudConfig } from './print.ts';
import { type Reply, text } from './reply.ts';

const NOT_THE_HOLDER = 'this address does not hold the current lease of that machine';

export async function getPreseed(service: Service, call: Call): Promise<Reply> {
  if (call.query['op'] !== 'get_preseed') return refuse(service, call, 400, 'no such op');
  const machine = await machineAt(service, call.peer);
  if (machine?.id !== call.params['id'] || machine === undefined)
    return refuse(service, call, 403, NOT_THE_HOLDER);
  const environment = ephemeralOf(machine.record);
  if (environment === undefined)
    return refuse(service, call, 403, `nothing is armed: the machine is ${machine.record.phase}`);
  const inventory = service.fleet.inventory();
  if (inventory === undefined) return NOT_READY;
  const credentials = await credentialsFor(service, machine, TOKEN_OF[environment]);
  await hear(service, machine, TOKEN_OF[environment]);
  const access = { authority: call.authority, id: machine.id, credentials };
  const release = await releaseOf(service, bootedImage(machine, inventory, environment));
  return text(printCloudConfig(preseed(environment, access, inventory.site, release)));
}

const TOKEN_OF: Readonly<Record<Ephemeral, Environment>> = {
  commissioning: 'commissioning',
  poweroff: 'commissioning',
  erasing: 'erasing',
  installer: 'installer',
  'in-memory': 'installed',
};

/** `undefined` when the machine should be booting its own disk. */
function ephemeralOf(record: MachineRecord): Ephemeral | undefined {
  switch (bootPurpose(record)) {
    case 'commissioning':
      return 'commissioning';
    case 'erasing':
      return 'erasing';
    case 'poweroff':
      return 'poweroff';
    case 'xinstall':
      return record.deployment?.inMemory === true ? 'in-memory' : 'installer';
    case 'enlist':
    case 'local':
      return undefined;
  }
}

/** `os/release/architecture/kernel`: what the key of the booted image says of it. */
function bootedImage({ record, spec }: FoundMachine, inventory: Inventory, environment: Ephemeral) {
  const architecture = spec?.architecture ?? record.hardware?.architecture ?? 'amd64';
  if (environment !== 'installer' && environment !== 'in-memory')
    return commissioningImage(inventory, architecture);
  const [os = '', release = ''] = (record.deployment?.bootImage ?? '').split('/');
  return { os, release, architecture };
}

/** The installer's late command, without a token: from here on the machine boots its disk. */
export async function postById(service: Service, call: Call): Promise<Reply> {
  const op = parseForm(call.contentType, call.body)?.fields.get('op') ?? call.query['op'];
  if (op !== 'netboot_off') return refuse(service, call, 400, 'no such op');
  const machine = await machineAt(service, call.peer);
  if (machine?.id !== call.params['id'] || machine === undefined)
    return refuse(service, call, 403, NOT_THE_HOLDER);
  const { phase, installerReleased } = machine.record;
  // After a deadline too: an installer that ends late must not fail at its last command.
  if (phase !== 'deploying' && !(phase === 'failed-deployment' && installerReleased !== undefined))
    return refuse(service, call, 403, `nothing is armed: the machine is ${phase}`);
  await service.fleet.report(machine.id, { kind: 'netboot-off' });
  return text('OK');
}
