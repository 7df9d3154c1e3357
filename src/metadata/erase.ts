/**
 * Before a release erases (rules 3, 7 and 8). The program that a machine is booted for posts what it
 * finds, `POST <metadata_url>/<version>/erase` with its erasing token, as it would to the guard, and gets
 *
 *     {"method": "quick" | "secure" | "full", "disks": [{"serial": "…", "wwn": "…", "path": "…", "bytes": …}]}
 *
 * or 409 with `{"refused": "expected …, found …"}`. That the list was released, and to which boot, is
 * stored before its first byte leaves; from then on only that boot gets it.
 */
import type { Erasure } from '../core/erasing.ts';
import { stillAsked } from '../core/erasure.ts';
import type { Inventory } from '../core/inventory.ts';
import type { FoundMachine } from '../core/ports.ts';
import { type Call, NOT_READY, refuse, type Service } from './call.ts';
import { type MachineCaller, stillIn } from './credentials.ts';
import { eraseContradiction } from './proof.ts';
import {
  type Objection,
  othersThan,
  type Proof,
  readProof,
  refuseMachine,
  strangerStoreOf,
  UNDER_POWER,
} from './proving.ts';
import { json, refusal, type Reply } from './reply.ts';

export async function answerErase(service: Service, call: Call): Promise<Reply> {
  const { caller } = call;
  if (caller.kind !== 'machine' || !caller.inForce || caller.token.environment !== 'erasing')
    return refuse(service, call, 401, 'erasing needs the token of a release under way');
  const proof = readProof(call.body);
  if (typeof proof === 'string') return refuse(service, call, 400, proof);
  const inventory = service.fleet.inventory();
  const { erasure } = caller.machine.record;
  if (inventory === undefined || erasure === undefined) return NOT_READY;
  const objection =
    (await withheld(service, inventory, caller.machine, { erasure, proof })) ??
    (await contradicted(service, caller.machine, { erasure, proof }));
  return objection === undefined
    ? release(service, caller, proof.boot, erasure)
    : refuseMachine(service, caller, objection);
}

interface Claim {
  readonly erasure: Erasure;
  readonly proof: Proof;
}

/** Reasons that are not the machine's: another boot has the list, or nobody asks for it any more. */
async function withheld(
  service: Service,
  inventory: Inventory,
  { record, spec }: FoundMachine,
  { erasure, proof }: Claim,
): Promise<Objection | undefined> {
  const stranger = await strangerStoreOf(service, inventory);
  if (stranger !== undefined) return { because: stranger, fails: false };
  const { released } = erasure;
  if (released !== undefined)
    return released.boot === proof.boot
      ? undefined
      : { because: `the list of disks was released to boot ${released.boot}`, fails: false };
  // Asked again when it is stored: better known before it is compared.
  return stillAsked(spec, record)
    ? undefined
    : { because: 'the inventory asks for its erasing no more', fails: false };
}

async function contradicted(
  service: Service,
  { id, record }: FoundMachine,
  { erasure, proof }: Claim,
): Promise<Objection | undefined> {
  const others = await othersThan(service, id);
  const contradiction = eraseContradiction({ record, others }, erasure, proof.hardware);
  return contradiction && { ...contradiction, fails: true };
}

async function release(
  service: Service,
  caller: MachineCaller,
  boot: string,
  { method, disks }: Erasure,
): Promise<Reply> {
  const { machine, token } = caller;
  const { fleet } = service;
  const still = stillIn(token);
  const stored = await fleet.report(
    machine.id,
    { kind: 'erase-released', boot },
    (record) => still(record) && !fleet.underPower(record),
  );
  if (stored) return json({ method, disks });
  return fleet.underPower(machine.record)
    ? refusal(503, UNDER_POWER)
    : refuseMachine(service, caller, {
        because: 'the list of disks went to another boot, or the release has ended',
        fails: false,
      });
}
