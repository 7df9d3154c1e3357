/**
 * A machine that has to show who it is before it gets something that writes disks (rule 7): what it
 * posts, and how it is refused. Shared by the guard before the installer and the one before erasing.
 */
import { strangerStore } from '../core/guards.ts';
import type { Hardware } from '../core/hardware.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Refusal } from '../core/machine.ts';
import { oneLine, type Service } from './call.ts';
import { type MachineCaller, stillIn } from './credentials.ts';
import { readFacts } from './facts.ts';
import { type Identifiers, identifiersOf } from './proof.ts';
import { parseJson } from './reader.ts';
import { json, type Reply } from './reply.ts';

/** What the machine said of itself. */
export interface Proof {
  readonly boot: string;
  readonly hardware: Hardware;
}

/** `{"boot": "<boot id>", "facts": {…as environment/hardware.py prints them}}`, or what is wrong with it. */
export function readProof(body: Uint8Array): Proof | string {
  const value = parseJson(body);
  const { boot, facts } = (typeof value === 'object' ? (value ?? {}) : {}) as {
    readonly boot?: unknown;
    readonly facts?: unknown;
  };
  if (typeof boot !== 'string' || !/^[\w-]{1,64}$/.test(boot)) return 'boot: not a boot id';
  const read = readFacts(facts);
  return 'problem' in read ? read.problem : { boot, hardware: read.hardware };
}

/** Machines may still find a controller whose store is not the site's, or not its newest; it writes no disk (rule 11). */
export async function strangerStoreOf(
  { store, fleet }: Service,
  { site }: Inventory,
): Promise<string | undefined> {
  const found = (await store.get('site', 'site'))?.value.storeId;
  return strangerStore(site.stateId, found) ?? fleet.stranger?.();
}

export async function othersThan(service: Service, id: string): Promise<readonly Identifiers[]> {
  const records = await service.store.list('machine');
  return [...records].filter(([key]) => key !== id).map(([, { value }]) => identifiersOf(value));
}

export interface Objection {
  readonly because: string;
  /** Whether the attempt ends by it; a second boot does not undo what the first one is at. */
  readonly fails: boolean;
  /** It is not what was commissioned: nothing tries again by itself. */
  readonly refused?: Refusal;
}

export async function refuseMachine(
  service: Service,
  { machine, token }: MachineCaller,
  { because, fails, refused }: Objection,
): Promise<Reply> {
  service.emit({ event: 'guard.refused', name: machine.record.name, because });
  const failure = {
    kind: 'failed',
    reason: oneLine(because),
    ...(refused === undefined ? {} : { refused }),
  } as const;
  if (fails) await service.fleet.report(machine.id, failure, stillIn(token));
  return json({ refused: because }, 409);
}

/** A slow BMC may be about to cut this boot off, in the middle of a disk. */
export const UNDER_POWER = 'its power is being switched: ask again';
