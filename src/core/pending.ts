/** What differs from the installed deployment, and takes effect only when a generation says so (rule 1). */
import type { DeploymentParts, DeploymentSpec, MachineSpec } from './inventory.ts';
import type { Deployment, MachineRecord } from './machine.ts';
import { kernelFits, printRequest } from './select.ts';

/** One sentence, or none. */
export function pendingOf(spec: MachineSpec, record: MachineRecord): readonly string[] {
  const installed = record.deployment;
  if (spec.target.kind !== 'deployed' || installed === undefined) return [];
  const { deployment } = spec.target;
  if (deployment.generation > installed.generation) return [];
  if (deployment.generation < installed.generation)
    return [
      `deploy.generation ${deployment.generation} is older than ${installed.generation}, which is installed`,
    ];
  return deployment.digest === installed.digest
    ? []
    : [`${listing(differences(deployment, installed))} since generation ${installed.generation}`];
}

const WORDS: { readonly [P in keyof DeploymentParts]: string } = {
  hostname: 'host name',
  sshKeys: 'SSH keys',
  userData: 'user-data',
  kernelOptions: 'kernel options',
  storage: 'storage',
  preseed: 'preseed',
};

/** The parts that changed, in words; never their contents. Something always did where digests differ. */
function differences(wanted: DeploymentSpec, installed: Deployment): readonly string[] {
  const parts = (Object.keys(WORDS) as (keyof DeploymentParts)[])
    .filter((part) => JSON.stringify(wanted.parts[part]) !== JSON.stringify(installed.parts[part]))
    .map((part) => WORDS[part]);
  const image = `image (${printRequest(wanted.image)}, was ${installed.image})`;
  const where = wanted.inMemory === installed.inMemory ? [] : ['inMemory'];
  const known = [...(imageDiffers(wanted, installed) ? [image] : []), ...where, ...parts];
  return known.length === 0 ? ['the declared deployment'] : known;
}

function imageDiffers({ image }: DeploymentSpec, installed: Deployment): boolean {
  const [os, release, architecture, kernel = ''] = installed.image.split('/');
  return (
    os !== image.os ||
    release !== image.release ||
    architecture !== image.architecture ||
    !kernelFits(image.kernel, kernel)
  );
}

function listing(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length === 1
    ? `${last} changed`
    : `${words.slice(0, -1).join(', ')} and ${last} changed`;
}
