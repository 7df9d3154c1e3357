/**
 * What a path of the file space asks for (maas-wire.md §3.3). The answer is a word and its arguments,
 * never a name in a file system: nothing that a path says can lead out of the space.
 */
import type { Architecture } from '../core/hardware.ts';
import { type Mac, parseMac } from '../core/ids.ts';

export type Loader = 'grub' | 'pxelinux' | 'ipxe';

export type BootPath =
  /** A file of a boot loader image: `bootx64.efi`, `x86_64-efi/http.mod`. */
  | { readonly kind: 'loader'; readonly name: string }
  /** A file of a mirrored image, by its digest or the first digits of it. */
  | { readonly kind: 'image'; readonly digest: string }
  /** The same for everybody: sends the client on to its own configuration. */
  | { readonly kind: 'preloader'; readonly loader: 'grub' | 'ipxe' }
  /** GRUB's module lists: an empty file keeps it quiet, not-found makes it slow and noisy. */
  | { readonly kind: 'module-list' }
  | { readonly kind: 'machine'; readonly loader: Loader; readonly mac: Mac }
  | { readonly kind: 'default'; readonly loader: Loader; readonly architecture: Architecture };

/** The longest path that means anything is an image's: a digest and six short segments. */
const LONGEST = 512;

/** `undefined`: not in the space. Backslashes, leading and doubled slashes are as TFTP clients write them. */
export function parseBootPath(text: string): BootPath | undefined {
  if (text.length > LONGEST) return undefined;
  const segments = text.replaceAll('\\', '/').split('/').filter(Boolean);
  if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
  const path = segments.join('/');
  const [, folder, rest = ''] = CONFIG.exec(path) ?? [];
  return folder === undefined ? filePath(path) : configPath(folder, rest);
}

const CONFIG = /^(pxelinux\.cfg\/|grub\/grub\.cfg|ipxe\.cfg)([^/]*)$/;

/** By MAC or as a default. By SMBIOS UUID or by address it is never there: vendors repeat the one, we the other. */
function configPath(folder: string, rest: string): BootPath | undefined {
  if (folder === 'pxelinux.cfg/') return pxelinuxPath(rest);
  return named(folder === 'ipxe.cfg' ? 'ipxe' : 'grub', rest);
}

function named(loader: 'grub' | 'ipxe', rest: string): BootPath | undefined {
  if (rest === '') return { kind: 'preloader', loader };
  const [, cpu] = /^-default-(\w+)$/.exec(rest) ?? [];
  if (cpu !== undefined) return byDefault(loader, cpu);
  return rest.startsWith('-') ? byMac(loader, rest.slice(1)) : undefined;
}

/** `01` is the hardware type of Ethernet (RFC 1700), which PXELINUX puts before the address. */
function pxelinuxPath(name: string): BootPath | undefined {
  if (name.startsWith('01-')) return byMac('pxelinux', name.slice(3));
  const [match, cpu] = /^default(?:[-.](\w+)(?:-[\w.-]*)?)?$/.exec(name) ?? [];
  return match === undefined ? undefined : byDefault('pxelinux', cpu ?? 'amd64');
}

function byMac(loader: Loader, text: string): BootPath | undefined {
  const mac = parseMac(text);
  return mac === undefined ? undefined : { kind: 'machine', loader, mac };
}

/** As GRUB (`grub_cpu`), iPXE (`buildarch`) and Debian call them. A 32-bit loader says nothing of the CPU. */
const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ['amd64', 'amd64'],
  ['x86_64', 'amd64'],
  ['i386', 'amd64'],
  ['arm64', 'arm64'],
  ['aarch64', 'arm64'],
  ['powerpc', 'ppc64el'],
  ['ppc64', 'ppc64el'],
  ['ppc64le', 'ppc64el'],
  ['ppc64el', 'ppc64el'],
]);

function byDefault(loader: Loader, cpu: string): BootPath | undefined {
  const architecture = ARCHITECTURES.get(cpu);
  return architecture === undefined ? undefined : { kind: 'default', loader, architecture };
}

function filePath(path: string): BootPath | undefined {
  const [, digest] = /^images\/([0-9a-f]{7,64})(?:\/|$)/.exec(path) ?? [];
  if (digest !== undefined) return { kind: 'image', digest };
  if (/(?:^|\/)(?:command|fs|crypto|terminal)\.lst$/.test(path)) return { kind: 'module-list' };
  const [, name] = /^(?:images\/|grub\/)?((?:[\w-]+\/)?[\w-][\w.-]*)$/.exec(path) ?? [];
  return name === undefined ? undefined : { kind: 'loader', name };
}
