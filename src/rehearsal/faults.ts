/** What goes wrong with a machine, and how often: each fault is spent when it strikes. */
import type { Dice } from './dice.ts';

export type Fault =
  /** The BMC answers a power request with 500. */
  | 'bmc-refuses'
  /** The BMC drops the connection. */
  | 'bmc-drops'
  /** The BMC says yes and does nothing: the failure nobody is told about. */
  | 'bmc-silent'
  /** The BMC takes its time. */
  | 'bmc-slow'
  /** The firmware finds no DHCP server and goes on to its disk. */
  | 'no-dhcp'
  /** TFTP packets get lost and have to be sent again. */
  | 'slow-tftp'
  /** The ephemeral environment hangs before it has asked for anything. */
  | 'environment-hangs'
  /** A commissioning script ends with another status than 0. */
  | 'script-fails'
  /** The final signal of a commissioning, or of an erasing, never arrives. */
  | 'signal-lost'
  /** The machine resets before it has asked for the installer's configuration. */
  | 'dies-before-installer'
  /** The installer stops in the middle of writing the disk. */
  | 'install-fails'
  /** The machine resets before it has asked which disks to erase. */
  | 'dies-before-erasing'
  /** The machine resets when it has the list of disks, and says nothing. */
  | 'dies-erasing'
  /** The erasing program ends with another status than 0. */
  | 'erasing-fails';

const BMC_FAULTS = ['bmc-refuses', 'bmc-drops', 'bmc-silent', 'bmc-slow'] as const;

/** Faults after which a controller gets a machine to its target without a person's word. */
const SURVIVABLE: readonly Fault[] = [
  ...BMC_FAULTS,
  'no-dhcp',
  'slow-tftp',
  'environment-hangs',
  'script-fails',
  'signal-lost',
  'dies-before-installer',
];

export interface Faults {
  /** True when this fault is due, which spends it. */
  strikes(fault: Fault): boolean;
  /** The BMC fault that is due next, which spends it: they strike in the order given. */
  bmc(): Fault | undefined;
}

export function createFaults(due: readonly Fault[]): Faults {
  const left = [...due];
  const take = (index: number): Fault | undefined =>
    index < 0 ? undefined : left.splice(index, 1)[0];
  const bmcFaults: readonly Fault[] = BMC_FAULTS;
  return {
    strikes: (fault) => take(left.indexOf(fault)) !== undefined,
    bmc: () => take(left.findIndex((fault) => bmcFaults.includes(fault))),
  };
}

/** Each survivable fault once, with this probability. */
export const rollFaults = (dice: Dice, probability: number): readonly Fault[] =>
  SURVIVABLE.filter(() => dice.chance(probability));
