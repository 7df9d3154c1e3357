/** What commands are told and answer: flags as the command line gives them, and exit codes. */
import type { Overrides } from '../controller/config.ts';

/** As README.md lists them. */
export const EXIT = {
  done: 0,
  failed: 1,
  stale: 5,
  incomplete: 6,
  notLeader: 7,
  invalid: 8,
  untrusted: 9,
  usage: 64,
  interrupted: 130,
} as const;

/** What every command gets besides its own arguments. */
export interface CommonFlags {
  readonly config?: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly overrides: Overrides;
  readonly target?: string;
  /** The file or URL of a snapshot, to look at in place of the site. */
  readonly observed?: string;
}

export interface ReconcileFlags {
  readonly dryRun?: true;
  readonly watch?: true;
  /** Milliseconds. */
  readonly timeout: number;
  readonly detailedExitcode?: true;
  /** Where `--dry-run` saves the plan. */
  readonly out?: string;
  /** The key that signs it. */
  readonly sign?: string;
  /** As `limit.perDay=db-07`. */
  readonly override?: readonly string[];
  readonly reason?: string;
}

export interface ApplyFlags {
  readonly stale: 'fail' | 'skip';
  /** Milliseconds. */
  readonly timeout: number;
}

export interface CandidatesFlags {
  readonly write?: string;
  readonly forgotten?: true;
}

/** What `--help` ends with. */
export const EXAMPLES = `
Examples:
  reconcile --dry-run                        what would happen, from ./inventory
  reconcile validate                         every mistake, at once
  reconcile --watch --inventory https://git.example/site.git
  reconcile rehearse                         an example, on a simulated rack
  reconcile rehearse --inventory inventory   your inventory, on a simulated rack

Exit codes: 0 done · 1 failed · 5 saved plan stale · 6 converged with
failures, or timed out · 7 another controller leads · 8 inventory invalid ·
9 signature refused · 64 usage · 130 interrupted`;
