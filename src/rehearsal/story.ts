/** What happens in the rack, as values: the demo prints them, tests wait for them. */
import type { Fault } from './faults.ts';

export type RackEvent = { readonly machine: string } & Happening;

export type Happening =
  | { readonly event: 'rack.powered'; readonly on: boolean; readonly by: 'bmc' | 'itself' }
  | { readonly event: 'rack.fault'; readonly fault: Fault }
  | { readonly event: 'rack.leased'; readonly address: string; readonly as: Identity }
  | {
      readonly event: 'rack.fetched';
      readonly file: string;
      readonly bytes: number;
      readonly over: 'tftp' | 'http';
    }
  /** Boots something: an ephemeral environment by the network, or an installed system from disk. */
  | { readonly event: 'rack.booting'; readonly what: string }
  | { readonly event: 'rack.signalled'; readonly status: string }
  | { readonly event: 'rack.written'; readonly disk: string; readonly what: readonly string[] }
  | { readonly event: 'rack.erased'; readonly disk: string; readonly how: string }
  /** A system is up for good: installed on disk, or in memory. */
  | { readonly event: 'rack.running'; readonly hostname: string; readonly from: 'disk' | 'memory' }
  /** The controller did not let the installer, or the list of disks to erase, go: another machine, or other disks, than the plan names. */
  | { readonly event: 'rack.refused'; readonly because: string }
  /** On, and nothing will happen any more until somebody cuts the power. */
  | { readonly event: 'rack.stuck'; readonly because: string };

/** Firmware, initramfs and systems show different DHCP client identifiers for one MAC. */
export type Identity = 'firmware' | 'initramfs' | 'system';

export type TellRack = (event: RackEvent) => void;

/** What a person wants to follow: no lease, no file, no heartbeat, no success that the record tells too. */
export function isMilestone(event: Happening): boolean {
  switch (event.event) {
    case 'rack.leased':
    case 'rack.fetched':
      return false;
    case 'rack.signalled':
      return !/^(?:WORKING|OK)$/.test(event.status);
    default:
      return true;
  }
}

/** One line for people, without the machine's name: `fetched boot-kernel, 8.0 MB over http`. */
export function printHappening(happening: Happening): string {
  switch (happening.event) {
    case 'rack.powered':
      return `${happening.on ? 'is on' : 'is off'}${happening.by === 'bmc' ? '' : ', by itself'}`;
    case 'rack.fault':
      return `has bad luck: ${FAULTS[happening.fault]}`;
    case 'rack.leased':
      return `has ${happening.address} as ${happening.as}`;
    case 'rack.fetched':
      return `fetched ${happening.file}, ${printSize(happening.bytes)} over ${happening.over}`;
    case 'rack.booting':
      return `boots ${happening.what}`;
    case 'rack.signalled':
      return `signals ${happening.status}`;
    case 'rack.written':
      return `wrote disk ${happening.disk}: ${happening.what.join(', ')}`;
    case 'rack.erased':
      return `erased disk ${happening.disk}: ${happening.how}`;
    case 'rack.running':
      return `runs ${happening.hostname} from ${happening.from}`;
    case 'rack.refused':
      return `is refused: ${happening.because}`;
    case 'rack.stuck':
      return `is stuck: ${happening.because}`;
  }
}

const FAULTS: Readonly<Record<Fault, string>> = {
  'bmc-refuses': 'its BMC answers 500, chassis busy',
  'bmc-drops': 'its BMC drops the connection',
  'bmc-silent': 'its BMC says yes and does nothing',
  'bmc-slow': 'its BMC takes its time',
  'no-dhcp': 'its firmware hears no DHCP server',
  'slow-tftp': 'TFTP packets get lost',
  'environment-hangs': 'its kernel hangs',
  'script-fails': 'a commissioning script fails',
  'signal-lost': 'its last signal is lost',
  'dies-before-installer': 'it resets before the installer',
  'install-fails': 'its installer stops in the middle',
  'dies-before-erasing': 'it resets before it knows which disks to erase',
  'dies-erasing': 'it resets while it erases',
  'erasing-fails': 'its disks cannot be erased',
};

function printSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
