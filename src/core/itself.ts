/** The controller's own host, and what it depends on: never powered, never installed (rule 10). */
import { type Identity, meaningfulUuid, sameUuid } from './hardware.ts';
import type { Ipv4, Mac, MachineName } from './ids.ts';
import type { MachineSpec } from './inventory.ts';

/** What the controller found out about the host that it runs on. */
export interface Itself {
  readonly macs: readonly Mac[];
  /** Of the BMC of this host. */
  readonly bmcAddress: Ipv4 | undefined;
  readonly uuid: string | undefined;
}

export interface Suspect {
  readonly name: MachineName;
  /** As declared, and as recorded. */
  readonly identities: readonly Identity[];
  readonly power: MachineSpec['power'] | undefined;
}

/** Why the machine is, or must be treated as, the controller's own; `undefined` for all others. */
export function whyItself(
  { name, identities, power }: Suspect,
  itself: Itself | undefined,
  depended: readonly MachineName[],
): string | undefined {
  if (depended.includes(name)) return 'Site.protectSelf names it';
  if (itself === undefined) return undefined;
  const macs = identities.flatMap((identity) => identity.macs);
  const mac = macs.find((one) => itself.macs.includes(one));
  if (mac !== undefined) return `the controller runs on it: ${mac} is its own host's MAC`;
  if (identities.some(({ uuid }) => isSame(uuid, itself.uuid)))
    return `the controller runs on it: its UUID is that of the controller's host`;
  const bmc = addressOf(power);
  return bmc !== undefined && bmc === itself.bmcAddress
    ? `the controller runs on it: ${bmc} is the BMC of the controller's host`
    : undefined;
}

/** The kernel and option 97 order the first three fields differently (rule 7). */
function isSame(a: string | undefined, b: string | undefined): boolean {
  const [x, y] = [meaningfulUuid(a), meaningfulUuid(b)];
  return x !== undefined && y !== undefined && sameUuid(x, y);
}

function addressOf(power: Suspect['power']): string | undefined {
  const address = power?.type === 'ipmi' ? power.parameters['address'] : undefined;
  return typeof address === 'string' ? address : undefined;
}
