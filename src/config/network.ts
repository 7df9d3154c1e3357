/** What the installed system's network is: DHCP on the interface that the machine netboots from. */
import type { Hardware } from '../core/hardware.ts';
import type { Document } from './document.ts';

/** curtin's `network` document: netplan's version 2 for Ubuntu, version 1 for everything else (maas-wire.md §5.6). */
export function networkConfig(os: string, hardware: Hardware): Document {
  const nic = hardware.nics.find(({ mac }) => mac === hardware.bootMac) ?? hardware.nics[0];
  if (nic === undefined) return os === 'ubuntu' ? { version: 2 } : { version: 1, config: [] };
  const { name, mac } = nic;
  return os === 'ubuntu'
    ? {
        version: 2,
        ethernets: { [name]: { match: { macaddress: mac }, 'set-name': name, dhcp4: true } },
      }
    : {
        version: 1,
        config: [
          { type: 'physical', id: name, name, mac_address: mac, subnets: [{ type: 'dhcp4' }] },
        ],
      };
}
