/** The host that the controller runs on, found at its start (rule 10). */
import type { Ipv4, Mac } from '../core/ids.ts';
import type { Itself } from '../core/itself.ts';
import { thisHost } from '../lib/host.ts';

export async function findItself(): Promise<Itself> {
  const { macs, addresses, uuid } = await thisHost();
  return { macs: macs as readonly Mac[], addresses: addresses as readonly Ipv4[], uuid };
}

/** What was found, and what was not, for the log. */
export function sayItself({ macs, uuid }: Itself): string {
  const known = macs.length === 0 ? 'no MAC' : macs.join(', ');
  const firmware = uuid === undefined ? 'its UUID cannot be read here (root can)' : `UUID ${uuid}`;
  return `is never powered or installed: ${known}; ${firmware}`;
}
