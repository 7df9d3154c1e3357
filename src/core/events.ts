/** Everything worth telling, as one union. Core never logs: the shell emits these, and sinks print, count and keep them. */
import type { BootPurpose } from './boot.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ErrorCode } from './errors.ts';
import type { ImageKey, Ipv4, Mac, MachineName, Revision } from './ids.ts';
import type { Phase } from './machine.ts';
import type { Guard } from './step.ts';

export type ControllerEvent =
  | {
      readonly event: 'pass.finished';
      readonly revision: Revision;
      readonly act: number;
      readonly wait: number;
      readonly hold: number;
      readonly done: number;
      readonly ms: number;
    }
  | { readonly event: 'inventory.accepted'; readonly revision: Revision; readonly machines: number }
  | {
      readonly event: 'inventory.rejected';
      readonly revision: Revision;
      readonly diagnostics: readonly Diagnostic[];
    }
  /** What of its history was burnt, or could not be judged commit by commit (rule 5). */
  | {
      readonly event: 'inventory.judged';
      readonly revision: Revision;
      readonly because: string;
    }
  | {
      readonly event: 'machine.moved';
      readonly name: MachineName;
      readonly from: Phase | undefined;
      readonly to: Phase;
      readonly because: string;
    }
  | {
      readonly event: 'machine.refused';
      readonly name: MachineName;
      readonly phase: Phase;
      readonly because: string;
    }
  | { readonly event: 'machine.enlisted'; readonly mac: Mac; readonly id: string }
  | {
      readonly event: 'action.started';
      readonly subject: string;
      readonly verb: string;
      readonly because: string;
    }
  | {
      readonly event: 'action.failed';
      readonly subject: string;
      readonly code: ErrorCode;
      readonly because: string;
    }
  /** A limit was reached between plan and apply: nothing failed, and nothing was begun. */
  | {
      readonly event: 'action.deferred';
      readonly subject: string;
      readonly guard: Guard;
      readonly because: string;
    }
  | {
      readonly event: 'stream.verified';
      readonly source: string;
      readonly fingerprint: string;
      readonly products: number;
    }
  | {
      readonly event: 'image.progress';
      readonly key: ImageKey;
      readonly file: string;
      readonly bytes: number;
      readonly total: number;
    }
  | {
      readonly event: 'image.synced';
      readonly key: ImageKey;
      readonly version: string;
      readonly bytes: number;
      readonly ms: number;
    }
  | { readonly event: 'image.pruned'; readonly key: ImageKey; readonly version: string }
  | {
      readonly event: 'dhcp.offered' | 'dhcp.acked' | 'dhcp.refused';
      readonly mac: Mac;
      readonly address: Ipv4 | undefined;
      readonly firmware: string | undefined;
      readonly because: string;
    }
  | { readonly event: 'dhcp.ignored'; readonly mac: Mac | undefined; readonly because: string }
  | {
      readonly event: 'tftp.sent';
      readonly peer: string;
      readonly file: string;
      readonly bytes: number;
      readonly retransmits: number;
    }
  | {
      readonly event: 'tftp.failed';
      readonly peer: string;
      readonly file: string;
      readonly because: string;
    }
  | {
      readonly event: 'boot.answered';
      readonly mac: Mac | undefined;
      /** Whose MAC that is, where we know. */
      readonly name?: MachineName;
      readonly file: string;
      readonly purpose: BootPurpose | 'not-found';
      /** Why it was not found. */
      readonly because?: string;
    }
  | {
      readonly event: 'metadata.signalled';
      readonly name: string;
      readonly status: string;
      readonly because: string;
    }
  | {
      readonly event: 'metadata.reported';
      readonly name: string;
      readonly origin: string;
      readonly stage: string;
      readonly result: string;
    }
  | {
      readonly event: 'metadata.refused';
      readonly path: string;
      readonly peer: string;
      readonly because: string;
    }
  | { readonly event: 'guard.refused'; readonly name: MachineName; readonly because: string }
  | { readonly event: 'power.asked'; readonly name: MachineName; readonly what: string }
  /** What the controller knows its own host by (rule 10). */
  | { readonly event: 'host.found'; readonly name: string; readonly because: string }
  | { readonly event: 'leader.gained' | 'leader.lost'; readonly holder: string }
  | {
      readonly event: 'service.started' | 'service.stopped';
      readonly name: string;
      readonly address: string;
    }
  | { readonly event: 'service.failed'; readonly name: string; readonly because: string };

/** Sinks: the log, history rows, metrics, a test. Never throws. */
export type Emit = (event: ControllerEvent) => void;
