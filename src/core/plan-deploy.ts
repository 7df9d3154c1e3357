/** What a deployment will be, wholly decided: image version, disks, attempt. Or why there is none. */
import { hasWritten, listDisks, resolveDisk, toTarget } from './disks.ts';
import type { Disk } from './hardware.ts';
import type { StoredImage } from './image.ts';
import { installObjection } from './intent.ts';
import type { DeploymentSpec } from './inventory.ts';
import type { Deployment } from './machine.ts';
import type { MachineView } from './plan-power.ts';
import {
  answers,
  bootable,
  commissioningImage,
  findImage,
  printRequest,
  wantedProducts,
} from './select.ts';
import { hold, type Step, wait } from './step.ts';

export type PlannedDeployment =
  | { readonly kind: 'planned'; readonly deployment: Deployment }
  | { readonly kind: 'refused'; readonly step: Step };

/** The machine's target is `deployed`. Total: every refusal is a step that says what is missing. */
export function planDeployment(view: MachineView): PlannedDeployment {
  const { target } = view.spec;
  if (target.kind !== 'deployed') return refused(hold('its target is not deployed'));
  const wanted = target.deployment;
  const objection = installObjection(wanted.generation, view);
  if (objection !== undefined) return refused(objection);
  const image = findImage(wanted.image, view.observed.images);
  if (image === undefined) return refused(missing(view, wanted));
  const boot = bootable(image) ? image : commissioningImage(view.inventory, view.observed.images);
  if (boot === undefined) return refused(wait('the commissioning image is not mirrored yet'));
  const disks = wanted.inMemory ? [] : diskFor(view, wanted);
  if (typeof disks === 'string') return refused(hold(disks, 'disks'));
  if (wanted.inMemory && boot !== image)
    return refused(hold(`${image.key} has no kernel of its own, so it cannot run in memory`));
  return { kind: 'planned', deployment: assemble(view, wanted, { image, boot, disks }) };
}

const refused = (step: Step): PlannedDeployment => ({ kind: 'refused', step });

function missing(view: MachineView, wanted: DeploymentSpec): Step {
  const name = printRequest(wanted.image);
  const { catalog } = view.observed;
  const { selections } = view.inventory;
  const mirrored =
    catalog === undefined
      ? selections.some(({ os }) => os === wanted.image.os)
      : wantedProducts(selections, catalog).some(({ traits }) => answers(wanted.image, traits));
  return mirrored
    ? wait(`image ${name} is not mirrored yet`)
    : hold(`no ImageSelection mirrors image ${name}: add it to one`);
}

/** One disk, blank as far as commissioning saw unless this store installed it before (rule 11). */
function diskFor(view: MachineView, wanted: DeploymentSpec): readonly Disk[] | string {
  const { record, ledger, spec, inventory } = view;
  if (record.hardware === undefined) return 'it was never commissioned: its disks are not known';
  const disk = resolveDisk(wanted.parts.storage, record.hardware);
  if (typeof disk === 'string') return disk;
  const taken = spec.firstContact !== undefined && spec.firstContact === inventory.site.stateId;
  const ours = hasWritten(ledger) && record.anew !== true;
  if (disk.signatures.length === 0 || ours || taken) return [disk];
  return `${listDisks([disk])} holds ${disk.signatures.join(', ')} that this store did not write: wipe it, or write firstContact: {take: ${inventory.site.stateId ?? 'the stateId'}}`;
}

function assemble(
  view: MachineView,
  wanted: DeploymentSpec,
  chosen: {
    readonly image: StoredImage;
    readonly boot: StoredImage;
    readonly disks: readonly Disk[];
  },
): Deployment {
  const before = view.record.deployment;
  const again =
    before?.generation === wanted.generation && view.record.phase === 'failed-deployment';
  return {
    generation: wanted.generation,
    attempt: again ? before.attempt + 1 : 1,
    inMemory: wanted.inMemory,
    image: chosen.image.key,
    version: chosen.image.version,
    bootImage: chosen.boot.key,
    bootVersion: chosen.boot.version,
    digest: wanted.digest,
    parts: wanted.parts,
    uses: wanted.uses,
    disks: chosen.disks.map(toTarget),
  };
}
