/**
 * Which inventory is in force: the newest head that is valid and did not shrink too far, else the last
 * good one, with the reason why the head is not (rule 4).
 */
import { type Diagnostic, hasErrors } from '../core/diagnostic.ts';
import { asControllerError, type ControllerError, explain } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { shrinkRefusal } from '../core/guards.ts';
import type { Revision } from '../core/ids.ts';
import type { Inventory } from '../core/inventory.ts';
import type {
  Clock,
  InventorySource,
  LoadedInventory,
  SiteStatus,
  StateStore,
} from '../core/ports.ts';
import { applying, readApplied } from './applied.ts';
import { judgeUpTo } from './judgement.ts';

export interface InForce {
  readonly inventory: Inventory;
  readonly files: LoadedInventory['files'];
  /** Why the head of the branch is not this one. */
  readonly rejected: string | undefined;
}

export interface Intake {
  /**
   * Looks at the head; throws E_GIT_* where it cannot be read. What was in force stays so, and after a
   * start that is the last good revision: machines in flight are served while the repository is away.
   */
  refresh(signal: AbortSignal): Promise<void>;
  current(): InForce | undefined;
  /** The diagnostics of the head, whether it was accepted or not. */
  diagnostics(): readonly Diagnostic[];
  /** Why the head could not be read, the last time that it was looked at. */
  trouble(): ControllerError | undefined;
  /** Remembers that this inventory governed a pass that was free to start things. */
  applied(): Promise<void>;
}

export interface IntakeDeps {
  readonly source: InventorySource;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly emit: Emit;
}

export function createIntake({ source, store, clock, emit }: IntakeDeps): Intake {
  let head: Revision | undefined;
  let inForce: InForce | undefined;
  let diagnostics: readonly Diagnostic[] = [];
  let trouble: ControllerError | undefined;

  async function accept(inventory: Inventory, files: LoadedInventory['files']): Promise<void> {
    inForce = { inventory, files, rejected: undefined };
    emit({
      event: 'inventory.accepted',
      revision: inventory.revision,
      machines: inventory.machines.size,
    });
    await updateSite(store, ({ rejected: _rejected, ...site }) => site);
  }

  async function reject(revision: Revision, because: string, signal: AbortSignal): Promise<void> {
    emit({ event: 'inventory.rejected', revision, diagnostics });
    const at = clock.now();
    await updateSite(store, (site) => ({ ...site, rejected: { revision, at, diagnostics } }));
    const good = inForce ?? (await lastGood(signal));
    inForce = good === undefined ? undefined : { ...good, rejected: because };
  }

  /** Before anything of it is in force. Without `state init` there is nothing to remember it in, and nothing is touched. */
  async function judged(
    newest: { readonly revision: Revision; readonly inventory: Inventory | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    if ((await store.get('site', 'site')) === undefined) return;
    const told = await judgeUpTo({ source, store, clock }, newest, signal);
    for (const because of told)
      emit({ event: 'inventory.judged', revision: newest.revision, because });
  }

  async function lastGood(signal: AbortSignal): Promise<InForce | undefined> {
    const revision = (await store.get('site', 'site'))?.value.lastApplied?.revision;
    if (revision === undefined) return undefined;
    const { inventory, files } = await source.load(revision, signal);
    return inventory === undefined ? undefined : { inventory, files, rejected: undefined };
  }

  async function lookAtHead(signal: AbortSignal): Promise<Revision> {
    try {
      const revision = await source.head(signal);
      trouble = undefined;
      return revision;
    } catch (error) {
      trouble = asControllerError(error);
      const good = inForce ?? (await lastGood(signal).catch(() => undefined));
      if (inForce === undefined && good !== undefined)
        inForce = { ...good, rejected: `the repository cannot be read: ${explain(error)}` };
      throw error;
    }
  }

  return {
    async refresh(signal) {
      const revision = await lookAtHead(signal);
      if (revision === head) return;
      const loaded = await source.load(revision, signal);
      diagnostics = loaded.diagnostics;
      await judged({ revision, inventory: loaded.inventory }, signal);
      const last = (await store.get('site', 'site'))?.value.lastApplied;
      const before = await readApplied(store, last, revision);
      const { inventory } = loaded;
      const refusal =
        inventory === undefined
          ? countErrors(revision, diagnostics)
          : shrinkRefusal(inventory, before);
      if (inventory !== undefined && refusal === undefined) await accept(inventory, loaded.files);
      else await reject(revision, refusal ?? '', signal);
      head = revision;
    },
    current: () => inForce,
    diagnostics: () => diagnostics,
    trouble: () => trouble,
    async applied() {
      const now = inForce;
      if (now === undefined || now.rejected !== undefined) return;
      const row = await store.get('site', 'site');
      const writes = row === undefined ? [] : applying(row.value, row.serial, now.inventory);
      if (writes.length > 0) await store.commit(writes, []);
    },
  };
}

function countErrors(revision: Revision, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((d) => hasErrors([d])).length;
  return `revision ${revision.slice(0, 12)} has ${errors} error${errors === 1 ? '' : 's'} (\`reconcile validate\` prints them)`;
}

/** The site's row is made by `state init`; without it there is nothing to remember anything in. */
async function updateSite(
  store: StateStore,
  change: (site: SiteStatus) => SiteStatus | undefined,
): Promise<void> {
  const row = await store.get('site', 'site');
  const value = row === undefined ? undefined : change(row.value);
  if (row === undefined || value === undefined) return;
  await store.commit([{ collection: 'site', key: 'site', expect: row.serial, value }], []);
}
