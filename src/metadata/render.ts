/** The files a machine would be given, for reading: made by the code that makes them, with secrets and tokens hidden. */
import type { Credentials } from '../config/access.ts';
import { curtinConfig, curtinSource } from '../config/curtin.ts';
import { preseed } from '../config/preseed.ts';
import { userData, vendorData } from '../config/user-data.ts';
import type { StoredImage } from '../core/image.ts';
import type { Secrets } from '../core/ports.ts';
import type { Rendering, RenderInput } from '../core/rendering.ts';
import { secret } from '../core/secret.ts';
import { printYaml } from '../lib/yaml.ts';
import { fillInPreseed, fillInUserData } from './fill-in.ts';

const HIDDEN: Credentials = { consumerKey: '***', tokenKey: '***', tokenSecret: '***' };
const hiding: Secrets = { resolve: async () => secret('***') };

export async function renderMachine(asked: RenderInput): Promise<readonly Rendering[]> {
  const { deployment, inventory } = asked;
  // Placeholders mean what this deployment has pinned, which need not be the recorded one.
  const machine = { ...asked.machine, record: { ...asked.machine.record, deployment } };
  const input = { ...asked, machine };
  const { site } = inventory;
  const context = { machine, site, secrets: hiding };
  const user = userData(await fillInUserData(context, deployment.parts.userData));
  const vendor = vendorData(site, false);
  return [
    ...(await renderInstaller(input)),
    ...(user === undefined ? [] : [{ name: 'user-data', text: user }]),
    ...(vendor === undefined ? [] : [{ name: 'vendor-data', text: printYaml(vendor) }]),
    ...(deployment.parts.sshKeys.length === 0
      ? []
      : [{ name: 'public-keys', text: `${deployment.parts.sshKeys.join('\n')}\n` }]),
  ];
}

/** What depends on the image. */
async function renderInstaller(input: RenderInput): Promise<readonly Rendering[]> {
  const { machine, deployment, image, inventory } = input;
  const { site } = inventory;
  if (image === undefined) {
    const text = `# known once image ${`${deployment.image} ${deployment.version}`.trimEnd()} is in the store\n`;
    return [{ name: deployment.inMemory ? 'preseed' : 'curtin.yaml', text }];
  }
  const authority = `${site.provisioningAddress ?? 'CONTROLLER'}:5248`;
  const environment = deployment.inMemory ? 'in-memory' : 'installer';
  const access = { authority, id: machine.id, credentials: HIDDEN };
  // One line when it is sent; the same, for reading.
  const document = preseed(environment, access, site, image.product);
  return [
    { name: 'preseed', text: `#cloud-config\n${printYaml(document)}` },
    ...(deployment.inMemory ? [] : [await renderCurtin({ ...input, image }, authority)]),
  ];
}

async function renderCurtin(
  { machine, deployment, image, inventory }: RenderInput & { readonly image: StoredImage },
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
