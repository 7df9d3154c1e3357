/** PXELINUX: which configuration file it looks for, and what the one it finds makes it do (syslinux.org, PXELINUX and Config). */
import { asText, type BootResult, type Fetch, type Loaded, next } from './boot.ts';

export interface PxelinuxHost {
  /** Takes names below the path prefix (option 210) and absolute URLs. */
  readonly fetch: Fetch;
  readonly mac: string;
  readonly uuid: string;
  readonly address: string;
}

/** In PXELINUX's own order; the first that exists is the configuration. */
export function configNames({ mac, uuid, address }: PxelinuxHost): readonly string[] {
  const hex = address
    .split('.')
    .map((octet) => Number(octet).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  const prefixes = Array.from(hex, (_, i) => hex.slice(0, hex.length - i));
  return [uuid, `01-${mac.replaceAll(':', '-')}`, ...prefixes, 'default'].map(
    (name) => `pxelinux.cfg/${name}`,
  );
}

export async function runPxelinux(host: PxelinuxHost): Promise<BootResult> {
  for (const name of configNames(host)) {
    const config = await host.fetch(name);
    if (config !== undefined) return runLabel(defaultLabel(asText(config)), host);
  }
  return next('PXELINUX: unable to locate configuration file');
}

type Directives = ReadonlyMap<string, string>;

/** The directives of the label that DEFAULT names, keywords in upper case, over the global ones. */
function defaultLabel(config: string): Directives {
  const labels = new Map<string, Map<string, string>>([['', new Map()]]);
  let current = '';
  for (const line of config.split('\n')) {
    const [, keyword = '', value = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (keyword === '' || keyword.startsWith('#')) continue;
    if (keyword.toUpperCase() === 'LABEL') labels.set((current = value), new Map());
    else labels.get(current)?.set(keyword.toUpperCase(), value);
  }
  const global = labels.get('') ?? new Map<string, string>();
  return new Map([...global, ...(labels.get(global.get('DEFAULT') ?? '') ?? [])]);
}

async function runLabel(label: Directives, host: PxelinuxHost): Promise<BootResult> {
  const kernel = label.get('KERNEL') ?? label.get('LINUX');
  const append = label.get('APPEND') ?? '';
  if (label.has('LOCALBOOT')) return next('PXELINUX: LOCALBOOT');
  if (kernel === undefined) return next('PXELINUX: nothing to boot');
  const loaded = await load(kernel, host);
  if (loaded === undefined) return next(`PXELINUX: ${kernel}: not found`);
  const drive = /^hd(\d)$/.exec(append)?.[1];
  if (kernel === 'chain.c32' && drive !== undefined) return { kind: 'drive', drive: Number(drive) };
  const initrd = label.get('INITRD') ?? /(?:^|\s)initrd=(\S+)/.exec(append)?.[1];
  const ram = initrd === undefined ? undefined : await load(initrd, host);
  if (initrd !== undefined && ram === undefined) return next(`PXELINUX: ${initrd}: not found`);
  // IPAPPEND 2 adds the MAC it booted from, as the initramfs wants it.
  const bootif = Number(label.get('IPAPPEND') ?? '0') & 2;
  const args = bootif ? `${append} BOOTIF=01-${host.mac.replaceAll(':', '-')}` : append;
  return { kind: 'linux', kernel: loaded, initrd: ram, args };
}

async function load(name: string, { fetch }: PxelinuxHost): Promise<Loaded | undefined> {
  const bytes = await fetch(name);
  return bytes && { from: name, bytes };
}
