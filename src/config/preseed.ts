/**
 * What the kernel command line's `cloud-config-url` fetches: cloud-init reads it before it looks for
 * a datasource, so it says where the metadata are and with which credentials (maas-wire.md §4.4).
 */
import type { Site } from '../core/inventory.ts';
import { type Access, curtinMetadataUrl, metadataUrl, oauthKeys, webhook } from './access.ts';
import { aptConfig, type Release } from './apt.ts';
import type { Document } from './document.ts';

/** A machine's ephemeral environment, by what it is there for. */
export type Ephemeral = 'commissioning' | 'erasing' | 'poweroff' | 'installer' | 'in-memory';

export function preseed(
  environment: Ephemeral,
  access: Access,
  site: Site,
  release: Release,
): Document {
  const url = environment === 'installer' ? curtinMetadataUrl : metadataUrl;
  return {
    datasource: {
      MAAS: { metadata_url: url(access.authority), ...oauthKeys(access.credentials) },
    },
    reporting: webhook(access),
    ...common(site, release),
    ...powerState(environment),
  };
}

/** For a machine nobody knows: no credentials, so that it gets the enlistment persona. */
export function enlistPreseed(authority: string, site: Site, release: Release): Document {
  return {
    datasource: { MAAS: { metadata_url: metadataUrl(authority) } },
    ...common(site, release),
    power_state: { delay: 'now', mode: 'poweroff', timeout: 1800, condition: unless('poweroff') },
  };
}

function common(site: Site, release: Release): Document {
  const apt = aptConfig(site, release);
  return {
    manage_etc_hosts: true,
    ...(site.syslog === undefined ? {} : { rsyslog: { remotes: { maas: withPort(site.syslog) } } }),
    ...(apt === undefined ? {} : { apt }),
  };
}

const SYSLOG_PORT = 5247;
const withPort = (host: string): string => (host.includes(':') ? host : `${host}:${SYSLOG_PORT}`);

/** Absent in memory: that machine stays up, it is the deployment. */
function powerState(environment: Ephemeral): Document {
  if (environment === 'in-memory') return {};
  const [mode, timeout] = environment === 'installer' ? ['reboot', 1800] : ['poweroff', 3600];
  return { power_state: { delay: 'now', mode, timeout, condition: unless(mode) } };
}

/** A script that wants the machine held for a person touches the file. */
const unless = (mode: string): string => `test ! -e /tmp/block-${mode}`;
