/** The datasource's tree (maas-wire.md §4.1, §4.2): the same paths for a machine with a token and for one nobody knows. */
import { curtinMetadataUrl, metadataUrl, oauthKeys } from '../config/access.ts';
import { userData, vendorData } from '../config/user-data.ts';
import { bootPurpose } from '../core/boot.ts';
import { printYaml } from '../lib/yaml.ts';
import type { Token } from '../core/ports.ts';
import { type Call, hear, refuse, type Service } from './call.ts';
import { type MachineCaller as Machine, stillIn } from './credentials.ts';
import { enlistUserData, isEnlisting } from './enlistment.ts';
import type { Programs } from './environment.ts';
import { fillInUserData } from './fill-in.ts';
import { bytes, notFound, nothing, type Reply, text, yaml } from './reply.ts';

/** Answers for a machine whose token is in force, or for one that may enlist; everybody else is refused. */
interface Persona {
  readonly machine: (service: Service, call: Call, caller: Machine) => Promise<Reply> | Reply;
  readonly stranger: (service: Service, call: Call) => Promise<Reply> | Reply;
}

async function as(persona: Persona, service: Service, call: Call): Promise<Reply> {
  const { caller } = call;
  if (caller.kind === 'machine' && caller.inForce) return persona.machine(service, call, caller);
  if (caller.kind === 'anonymous' && (await isEnlisting(service, call.peer)))
    return persona.stranger(service, call);
  // 401 and not a redirect: clients with a wrong clock read our Date and try again.
  return refuse(service, call, 401, 'no token that is in force');
}

export const getVersions = (): Reply => text('2012-03-01\nlatest\n');

export const getVersion = async (service: Service, call: Call): Promise<Reply> =>
  as({ machine: listVersion, stranger: listVersion }, service, call);

const listVersion = (): Reply => text('maas-scripts\nmeta-data\nuser-data\n');

export const getMetaData = async (service: Service, call: Call): Promise<Reply> =>
  as(
    {
      machine: (_, __, { token }) =>
        text(listItems(isOurs(token) ? ITEMS : ['public-keys', ...ITEMS])),
      stranger: () => text(listItems(ITEMS)),
    },
    service,
    call,
  );

/** An environment that serves us, and nobody who logs in. */
const isOurs = ({ environment }: Token): boolean =>
  environment === 'commissioning' || environment === 'erasing';

const ITEMS = ['instance-id', 'local-hostname', 'vendor-data'];
const listItems = (items: readonly string[]): string =>
  items
    .toSorted()
    .map((item) => `${item}\n`)
    .join('');

export const getItem = async (service: Service, call: Call): Promise<Reply> =>
  as({ machine: machineItem, stranger: strangerItem }, service, call);

function machineItem(service: Service, call: Call, { machine, token }: Machine): Reply {
  const { deployment, name } = machine.record;
  const commissioning = isOurs(token);
  switch (call.params['item'] ?? '') {
    case 'instance-id':
      return text(machine.id);
    case 'local-hostname':
      return text(commissioning ? name : (deployment?.parts.hostname ?? name));
    case 'public-keys':
      return commissioning ? notFound : text((deployment?.parts.sshKeys ?? []).join('\n'));
    case 'vendor-data': {
      const site = service.fleet.inventory()?.site;
      const document = site && vendorData(site, commissioning);
      return document === undefined ? notFound : yaml(printYaml(document));
    }
    default:
      return notFound;
  }
}

/** MAAS's words for a machine that nobody knows (maas-wire.md §4.1). */
function strangerItem(_service: Service, call: Call): Reply {
  switch (call.params['item'] ?? '') {
    case 'instance-id':
      return text('i-maas-enlistment');
    case 'local-hostname':
      return text('maas-enlisting-node');
    case 'public-keys':
      return text('');
    default:
      return notFound;
  }
}

export const getUserData = async (service: Service, call: Call): Promise<Reply> =>
  as({ machine: machineUserData, stranger: (s, c) => text(enlistUserData(s, c)) }, service, call);

async function machineUserData(service: Service, call: Call, caller: Machine): Promise<Reply> {
  await hear(service, caller.machine, caller.token.environment);
  switch (caller.token.environment) {
    case 'commissioning':
      return bytes(commissioningUserData(service, call, caller));
    case 'erasing':
      return bytes(program(service, metadataUrl(call.authority), caller, ERASING));
    case 'installed':
      return deployedUserData(service, caller);
    case 'installer':
      // The guard is below curtin/, where the installing environment was told to look.
      return notFound;
  }
}

const COMMISSIONING: Programs = ['runner.py', 'hardware.py', 'wire.py'];
const INSTALLING: Programs = ['guard.py', 'hardware.py', 'wire.py'];
const ERASING: Programs = ['erase.py', 'drives.py', 'guard.py', 'hardware.py', 'wire.py'];

function commissioningUserData(service: Service, { authority }: Call, caller: Machine): string {
  if (bootPurpose(caller.machine.record) === 'poweroff') return service.environment.poweroff;
  return program(service, metadataUrl(authority), caller, COMMISSIONING);
}

/** User-data that runs the first of the programs, as this machine. */
const program = (
  { environment }: Service,
  url: string,
  { token, tokenKey }: Machine,
  programs: Programs,
): string =>
  environment.program(programs, {
    metadata_url: url,
    credentials: oauthKeys({ ...token, tokenKey, tokenSecret: token.secret }),
  });

/** That it is fetched is how we know that the machine is deployed, whether there is any or not (maas-wire.md §4.9). */
async function deployedUserData(service: Service, { machine, token }: Machine): Promise<Reply> {
  const { deployment } = machine.record;
  const site = service.fleet.inventory()?.site;
  if (deployment === undefined || site === undefined) return notFound;
  const context = { machine, site, secrets: service.secrets };
  const message = userData(await fillInUserData(context, deployment.parts.userData));
  // Every later boot asks as well.
  if (machine.record.phase !== 'deployed')
    await service.fleet.report(machine.id, { kind: 'deployed' }, stillIn(token));
  return message === undefined ? notFound : bytes(message);
}

/** What the installing environment runs: not the installer, but the guard before it. */
export async function getGuard(service: Service, call: Call): Promise<Reply> {
  const { caller, authority } = call;
  if (caller.kind !== 'machine' || !caller.inForce || caller.token.environment !== 'installer')
    return refuse(service, call, 401, 'no token of an installation under way');
  await hear(service, caller.machine, caller.token.environment);
  return bytes(program(service, curtinMetadataUrl(authority), caller, INSTALLING));
}

export const getScripts = async (service: Service, call: Call): Promise<Reply> =>
  as({ machine: machineScripts, stranger: () => nothing }, service, call);

function machineScripts({ environment }: Service, _call: Call, { machine, token }: Machine): Reply {
  return token.environment === 'commissioning' && machine.record.phase === 'commissioning'
    ? bytes(environment.scripts)
    : nothing;
}
