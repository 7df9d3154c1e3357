/** Where a machine reaches us and as whom: the URLs and credentials that every document repeats. */
import type { MachineId } from '../core/ids.ts';

/** One OAuth 1.0 PLAINTEXT identity; the consumer's secret is empty, as MAAS's is (maas-wire.md §4.3). */
export interface Credentials {
  readonly consumerKey: string;
  readonly tokenKey: string;
  readonly tokenSecret: string;
}

export interface Access {
  /** `10.0.0.1:5248`: the address and port that the machine's own request came to, never its Host header. */
  readonly authority: string;
  readonly id: MachineId;
  readonly credentials: Credentials;
}

/** What the datasource of an ephemeral environment or of an installed system is given. */
export const metadataUrl = (authority: string): string => `http://${authority}/MAAS/metadata/`;
/** The datasource of the environment that installs: fetching user-data below it deploys nothing. */
export const curtinMetadataUrl = (authority: string): string =>
  `http://${authority}/MAAS/metadata/curtin`;
export const byIdUrl = (authority: string, id: MachineId): string =>
  `http://${authority}/MAAS/metadata/latest/by-id/${id}/`;
const statusUrl = (authority: string, id: MachineId): string =>
  `http://${authority}/MAAS/metadata/status/${id}`;

/** In the words of cloud-init and curtin. */
export const oauthKeys = ({ consumerKey, tokenKey, tokenSecret }: Credentials) => ({
  consumer_key: consumerKey,
  token_key: tokenKey,
  token_secret: tokenSecret,
});

/** `reporting` of cloud-init and of curtin alike. */
export const webhook = ({ authority, id, credentials }: Access) => ({
  maas: { type: 'webhook', endpoint: statusUrl(authority, id), ...oauthKeys(credentials) },
});
