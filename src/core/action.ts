/** Wholly resolved effects: printable, comparable, storable. Applying one leaves nothing to decide. */
import type { Rollout } from './budget.ts';
import type { FirmwareKind, Identity } from './hardware.ts';
import type { ImageKey, MachineId, MachineName } from './ids.ts';
import type { CatalogFile, ProductTraits } from './image.ts';
import type { PowerSpec } from './inventory.ts';
import type { MachineEvent } from './machine.ts';

/** What a step does, in the words of plans. */
export type Verb =
  | 'refresh'
  | 'sync'
  | 'prune'
  | 'enlist'
  | 'adopt'
  | 'rename'
  | 'identify'
  | 'commission'
  | 'recommission'
  | 'allocate'
  | 'deploy'
  | 'reinstall'
  | 'release'
  | 'erase'
  | 'forget'
  | 'power-on'
  | 'power-off'
  | 'give-up';

export type Action =
  /** Fetch and verify the boot source's index and product lists. */
  | { readonly kind: 'catalog.fetch' }
  | {
      readonly kind: 'image.sync';
      readonly key: ImageKey;
      readonly version: string;
      readonly traits: ProductTraits;
      readonly files: readonly CatalogFile[];
    }
  | { readonly kind: 'image.prune'; readonly key: ImageKey; readonly version: string }
  /** Makes the record; `id` is given where the identity is known from before. */
  | {
      readonly kind: 'machine.enlist';
      readonly id: MachineId | undefined;
      readonly name: MachineName;
      readonly identity: Identity;
      /** The generation that an adopted machine counts as installed with. */
      readonly adoptAs: number | undefined;
    }
  | { readonly kind: 'machine.forget'; readonly id: MachineId; readonly expect: number }
  | {
      readonly kind: 'machine.record';
      readonly id: MachineId;
      readonly expect: number;
      readonly event: MachineEvent;
      /** Serial of the approval that this relies on (core/approval.ts). */
      readonly approval?: number;
    }
  /** Right before the first start of a rollout: who is in it. */
  | { readonly kind: 'rollout.open'; readonly rollout: Rollout }
  /** From off: never interrupts anything. */
  | ({ readonly kind: 'power.netboot' } & PowerAction)
  /** From on: interrupts what runs. */
  | ({ readonly kind: 'power.cycle' } & PowerAction)
  | ({ readonly kind: 'power.off' } & PowerAction);

/** Whom to ask, and how; `firmware` decides between legacy and EFI boot device options. */
export interface PowerAction {
  readonly id: MachineId;
  readonly name: MachineName;
  readonly power: PowerSpec;
  readonly firmware: FirmwareKind | undefined;
}
