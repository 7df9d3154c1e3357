/** One file space over TFTP and HTTP (maas-wire.md §3.3): boot loaders, boot configuration, images. */
import type { Digest, Ipv4 } from '../core/ids.ts';

/** Who asks, and where that one reaches us over HTTP: every URL it is given starts there. */
export interface Requester {
  readonly address: Ipv4;
  /** `10.0.0.1:5248`: the address the request came to, and our HTTP port. */
  readonly authority: string;
  readonly transport: 'tftp' | 'http';
}

export type OpenedFile =
  /** Made for this requester: boot configuration. */
  | { readonly kind: 'text'; readonly text: string }
  /** A verified blob of the image store; immutable while it exists. */
  | {
      readonly kind: 'blob';
      readonly path: string;
      readonly bytes: number;
      readonly digest: Digest;
    };

export interface FileSpace {
  /** `undefined`: not there, at once, so that a client moves on to the next name. Never throws for what a peer sent. */
  open(path: string, from: Requester): Promise<OpenedFile | undefined>;
}
