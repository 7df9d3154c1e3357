/** What `power` of a machine holds for each driver, once linked: references in place of secrets. */
import type { SecretRef } from '../core/secret.ts';

export interface IpmiParameters {
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: SecretRef;
  readonly cipherSuite?: 3 | 8 | 12 | 17;
  readonly privilege?: 'USER' | 'OPERATOR' | 'ADMIN';
  readonly bootType?: 'auto' | 'legacy' | 'efi';
}

export interface WebhookParameters {
  readonly onUri: string;
  readonly offUri: string;
  readonly queryUri: string;
  readonly onRegex?: string;
  readonly offRegex?: string;
  readonly user?: string;
  readonly password?: SecretRef;
  readonly token?: SecretRef;
  readonly verifyTls?: boolean;
}
