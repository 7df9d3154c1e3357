/** What a DHCP request says, read once: who asks, in which state, through whom. */
import type { Ipv4, Mac } from '../../core/ids.ts';
import type { FirmwareHints } from '../firmware.ts';
import { readOption, readSubOptions, SUB_OPTION } from './options.ts';
import { BOOTREQUEST, macOf, NO_ADDRESS, type Options, type Packet } from './packet.ts';
import type { Host, World } from './world.ts';

export interface Endpoint {
  readonly address: Ipv4;
  readonly port: number;
}

/** A decoded datagram, and where it came from. */
export interface Request {
  readonly packet: Packet;
  readonly from: Endpoint;
}

export interface Client extends Request {
  readonly mac: Mac;
  /** `undefined` for a MAC that nothing declares. */
  readonly host: Host | undefined;
  readonly messageType: number;
  readonly serverId: Ipv4 | undefined;
  readonly requested: Ipv4 | undefined;
  readonly relay: Relay | undefined;
  readonly hints: FirmwareHints;
}

/** A relay agent: the wire it stands on, and the port that its replies go to. */
export interface Relay {
  readonly link: Ipv4;
  readonly to: Endpoint;
}

/** `undefined` for what is not a DHCP request of an Ethernet client: replies, BOOTP, other hardware. */
export function clientOf(request: Request, world: World): Client | undefined {
  const { packet } = request;
  const { options } = packet;
  const mac = packet.op === BOOTREQUEST ? macOf(packet) : undefined;
  const messageType = readOption(options, 'messageType');
  if (mac === undefined || messageType === undefined) return undefined;
  return {
    ...request,
    mac,
    host: world.hosts.get(mac),
    messageType,
    serverId: readOption(options, 'serverIdentifier'),
    requested: readOption(options, 'requestedAddress'),
    relay: relayOf(request),
    hints: {
      architectures: readOption(options, 'clientArchitecture') ?? [],
      vendorClass: readOption(options, 'vendorClass'),
      userClass: readOption(options, 'userClass'),
      ipxeFeatures: new Set(readSubOptions(readOption(options, 'ipxe') ?? NOTHING).keys()),
    },
  };
}

const NOTHING = new Uint8Array(0);
const SERVER_PORT = 67;

/**
 * The wire is named by link selection (RFC 3527), subnet selection (RFC 3011) or giaddr; replies go to
 * giaddr, port 67, or to the port that the relay sends from where it says so (RFC 8357 §5).
 */
function relayOf({ packet, from }: Request): Relay | undefined {
  const { giaddr, options } = packet;
  if (giaddr === NO_ADDRESS) return undefined;
  const information = readSubOptions(readOption(options, 'relayAgentInformation') ?? NOTHING);
  const link = linkSelection(information) ?? readOption(options, 'subnetSelection') ?? giaddr;
  const port = information.has(SUB_OPTION.relaySourcePort) ? from.port : SERVER_PORT;
  // A relay on this very host (a rehearsal's) has no interface with giaddr's address: it only names the wire.
  const address = from.address.startsWith('127.') ? from.address : giaddr;
  return { link, to: { address, port } };
}

function linkSelection(information: Options): Ipv4 | undefined {
  const value = information.get(SUB_OPTION.linkSelection);
  return value?.length === 4 ? (value.join('.') as Ipv4) : undefined;
}
