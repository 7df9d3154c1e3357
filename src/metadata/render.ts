/** The files a machine would be given, for reading: made by the code that makes them, with secrets and tokens hidden. */
import type { Credentials } from '../config/access.ts';
import { curtinConfig, curtinSource } from '../config/curtin.ts';
import { cloudConfig } from '../config/document.ts';
import { preseed } from '../config/preseed.ts';
import { userData, vendorData } from '../config/user-data.ts';
import type { StoredImage } from '../core/image.ts';
import type { Inventory } from '../core/inventory.ts';
import type { Deployment } from '../core/machine.ts';
import type { FoundMachine, Secrets } from '../core/ports.ts';
import { secret } from '../core/secret.ts';
import { printYaml } from '../lib/yaml.ts';
import { fillInPreseed, fillInUserData } from './fill-in.ts';

export interface Rendering {
  /** `curtin.yaml`, `user-data`, … */
  readonly name: string;
  readonly text: string;
}

export interface RenderInput {
  readonly machine: FoundMachine;
  readonly deployment: Deployment;
  readonly image: StoredImage;
  readonly inventory: Inventory;
}

const HIDDEN: Credentials = { consumerKey: '***', tokenKey: '***', tokenSecret: '***' };
const hiding: Secrets = { resolve: async () => secret('***') };

export async function renderMachine(input: RenderInput): Promise<readonly Rendering[]> {
  const { machine, deployment, image, inventory } = input;
  const { site } = inventory;
  const authority = `${site.provisioningAddress ?? 'CONTROLLER'}:5248`;
  const context = { machine, site, secrets: hiding };
  const environment = deployment.inMemory ? 'in-memory' : 'installer';
  const access = { authority, id: machine.id, credentials: HIDDEN };
  const user = userData(await fillInUserData(context, deployment.parts.userData));
  const vendor = vendorData(site, false);
  return [
    { name: 'preseed', text: cloudConfig(preseed(environment, access, site, image.product)) },
    ...(deployment.inMemory ? [] : [await renderCurtin(input, authority)]),
    ...(user === undefined ? [] : [{ name: 'user-data', text: user }]),
    ...(vendor === undefined ? [] : [{ name: 'vendor-data', text: printYaml(vendor) }]),
    ...(deployment.parts.sshKeys.length === 0
      ? []
      : [{ name: 'public-keys', text: `${deployment.parts.sshKeys.join('\n')}\n` }]),
  ];
}

async function renderCurtin(
  { machine, deployment, image, inventory }: RenderInput,
  authority: string,
): Promise<Rendering> {
  const { site } = inventory;
  const { hardware } = machine.record;
  const source = curtinSource(authority, deployment, image) ?? 'nothing to install from';
  if (hardware === undefined)
    return { name: 'curtin.yaml', text: '# known once the machine is commissioned\n' };
  const filled = await fillInPreseed({ machine, site, secrets: hiding }, deployment.parts.preseed);
  const config = curtinConfig({
    authority,
    id: machine.id,
    deployment,
    image,
    hardware,
    site,
    preseed: filled,
    installer: HIDDEN,
    installed: HIDDEN,
  });
  return {
    name: 'curtin.yaml',
    text: `# curtin install -c curtin.yaml ${source}\n${printYaml(config)}`,
  };
}
