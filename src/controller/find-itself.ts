/** The host that the controller runs on, found at its start (rule 10). */
import type { Ipv4, Mac } from '../core/ids.ts';
import type { Itself } from '../core/itself.ts';
import { thisHost } from '../lib/host.ts';

export async function findItself(): Promise<Itself> {
  const { macs, bmcAddress, uuid } = await thisHost();
  return { macs: macs as readonly Mac[], bmcAddress: bmcAddress as Ipv4 | undefined, uuid };
}

/** What was found, and what was not, for the log. */
export function sayItself({ macs, bmcAddress, uuid }: Itself): string {
  const known = macs.length === 0 ? 'no MAC' : macs.join(', ');
  const firmware = uuid === undefined ? 'its UUID cannot be read here (root can)' : `UUID ${uuid}`;
  const bmc = bmcAddress === undefined ? 'no BMC of its own was found' : `BMC ${bmcAddress}`;
  return `is never powered or installed: ${known}; ${firmware}; ${bmc}`;
}
