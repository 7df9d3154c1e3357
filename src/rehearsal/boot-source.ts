/** A tiny boot source in MAAS's shape (maas-wire.md §2): generated files, really signed, served over loopback HTTP. */
import { createHash } from 'node:crypto';
import { seededBytes } from './dice.ts';
import { serve, type SmallServer } from './network.ts';
import { packTar } from './tar.ts';

export interface BootSourceOptions {
  readonly seed: number;
  /** Makes an OpenPGP clear-signed text. */
  readonly sign: (text: string) => Promise<string>;
  /** The version of every product, `YYYYMMDD`. */
  readonly version?: string;
  /** Ubuntu 24.04 with its GA kernel, unless other images are asked for. */
  readonly images?: readonly Offer[];
}

/** An image as a product list names it. */
export interface Offer {
  readonly os: string;
  readonly release: string;
  /** `24.04`. */
  readonly releaseVersion: string;
  /** The sub-architecture, `ga-24.04`; only Ubuntu's images bring kernels. */
  readonly kernel: string;
  readonly label: string;
}

const NOBLE: Offer = {
  os: 'ubuntu',
  release: 'noble',
  releaseVersion: '24.04',
  kernel: 'ga-24.04',
  label: 'stable',
};

/** Paths below the source's root, and what is there. */
export type BootSourceFiles = ReadonlyMap<string, Uint8Array>;

const UPDATED = 'Thu, 01 Jan 2026 00:00:00 +0000';
const IMAGES = 'com.ubuntu.maas:stable:v3:download';
const LOADERS = 'com.ubuntu.maas:stable:1:bootloader-download';

const kB = 1000;
const SIZES = {
  'boot-kernel': 150 * kB,
  'boot-initrd': 250 * kB,
  squashfs: 600 * kB,
  'root-tgz': 600 * kB,
} as const;

/** The images, all for amd64, and the boot loaders of BIOS and UEFI machines. */
export async function makeBootSource(options: BootSourceOptions): Promise<BootSourceFiles> {
  const files = new Map<string, Uint8Array>();
  const lists = new Map([
    [IMAGES, imageProducts(options, files)],
    [LOADERS, loaderProducts(options, files)],
  ]);
  for (const [id, products] of lists) {
    const list = { content_id: id, datatype: 'image-ids', format: 'products:1.0', products };
    await signInto(files, `streams/v1/${id}.sjson`, { ...list, updated: UPDATED }, options.sign);
  }
  const index = Object.fromEntries([...lists].map(([id, products]) => [id, entry(id, products)]));
  const document = { format: 'index:1.0', updated: UPDATED, index };
  await signInto(files, 'streams/v1/index.sjson', document, options.sign);
  return files;
}

export const serveBootSource = (address: string, files: BootSourceFiles): Promise<SmallServer> =>
  serve(address, async (_method, path) => {
    const bytes = files.get(decodeURIComponent(path.slice(1)));
    return bytes === undefined ? { status: 404, body: 'not here\n' } : { status: 200, body: bytes };
  });

type Products = Readonly<Record<string, unknown>>;

const entry = (id: string, products: Products) => ({
  datatype: 'image-ids',
  format: 'products:1.0',
  path: `streams/v1/${id}.sjson`,
  updated: UPDATED,
  products: Object.keys(products),
});

async function signInto(
  files: Map<string, Uint8Array>,
  path: string,
  document: unknown,
  sign: BootSourceOptions['sign'],
): Promise<void> {
  files.set(path, Buffer.from(await sign(`${JSON.stringify(document, null, 1)}\n`)));
}

const imageProducts = (options: BootSourceOptions, files: Map<string, Uint8Array>): Products =>
  Object.fromEntries(
    (options.images ?? [NOBLE]).map((offer) => imageProduct(offer, options, files)),
  );

function imageProduct(
  offer: Offer,
  { seed, version = '20260101' }: BootSourceOptions,
  files: Map<string, Uint8Array>,
): readonly [string, object] {
  const { os, release, releaseVersion, kernel, label } = offer;
  const isUbuntu = os === 'ubuntu';
  const item = (ftype: keyof typeof SIZES, folder: string, more: object = {}) => {
    const path = `${isUbuntu ? '' : `${os}/`}${release}/amd64/${version}/${folder}${ftype}`;
    return [ftype, place(files, path, ftype, seededBytes(seed, path, SIZES[ftype]), more)] as const;
  };
  const booted = () => [
    item('boot-kernel', `${kernel}/`, { kpackage: kernelPackage(kernel) }),
    item('boot-initrd', `${kernel}/`, { kpackage: kernelPackage(kernel) }),
    item('squashfs', ''),
  ];
  const items = Object.fromEntries(isUbuntu ? booted() : [item('root-tgz', '')]);
  const traits = {
    arch: 'amd64',
    os,
    release,
    release_title: `${os} ${releaseVersion}`,
    version: releaseVersion,
    label,
    subarch: kernel,
    subarches: `generic,${kernel}`,
    kflavor: 'generic',
  };
  const family = isUbuntu ? 'v3:boot' : `${os}-bases`;
  const key = `com.ubuntu.maas.${label}:${family}:${releaseVersion}:amd64:${kernel}`;
  return [key, { ...traits, versions: { [version]: { items } } }];
}

const kernelPackage = (kernel: string): string =>
  kernel.startsWith('ga-') ? 'linux-generic' : `linux-generic-${kernel}`;

/** Package → the files in it that firmware asks for. */
const UEFI = { 'shim-signed': ['bootx64.efi', 'mmx64.efi'], 'grub2-signed': ['grubx64.efi'] };
const PXE = {
  syslinux: ['lpxelinux.0', 'ldlinux.c32', 'libcom32.c32', 'libutil.c32', 'chain.c32'],
};

function loaderProducts(options: BootSourceOptions, files: Map<string, Uint8Array>): Products {
  const product = (type: string, os: string, arch: string, packages: Record<string, string[]>) => {
    const version = options.version ?? '20260101';
    const items = Object.entries(packages).map(([name, members]) => {
      const path = `bootloaders/${type}/${arch}/${version}/${name}.tar.xz`;
      const contents = members.map((member) => ({
        name: member,
        bytes: seededBytes(options.seed, member, 40 * kB),
      }));
      return [name, place(files, path, 'archive.tar.xz', packTar(contents), { src_package: name })];
    });
    const traits = { arch, os, label: 'stable', 'bootloader-type': type, arches: arch };
    const versions = { [version]: { items: Object.fromEntries(items) } };
    return [`com.ubuntu.maas.stable:1:${os}:${type}:${arch}`, { ...traits, versions }] as const;
  };
  return Object.fromEntries([
    product('uefi', 'grub-efi-signed', 'amd64', UEFI),
    product('pxe', 'pxelinux', 'i386', PXE),
  ]);
}

function place(
  files: Map<string, Uint8Array>,
  path: string,
  ftype: string,
  bytes: Uint8Array,
  more: object,
) {
  files.set(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ftype, path, sha256, size: bytes.length, ...more };
}
