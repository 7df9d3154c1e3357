/** What asks to boot, and which file it is given: MAAS's boot methods, in the order of its DHCP configuration. */

/** What a DHCP client says of itself: options 93, 60, 77 and 175. */
export interface FirmwareHints {
  /** RFC 4578 §2.1, in the client's order. */
  readonly architectures: readonly number[];
  readonly vendorClass: string | undefined;
  readonly userClass: Uint8Array | undefined;
  /** Codes of the features in iPXE's own option 175. */
  readonly ipxeFeatures: ReadonlySet<number>;
}

export type Firmware =
  | 'ipxe'
  | 'pxe'
  | 'uefi_amd64_tftp'
  | 'uefi_amd64_http'
  | 'uefi_ebc_tftp'
  | 'uefi_arm64_tftp'
  | 'uefi_arm64_http'
  | 'open-firmware_ppc64el'
  | 'powernv'
  | 's390x'
  | 's390x_partition';

export interface BootMethod {
  readonly firmware: Firmware;
  readonly file: string;
  /** Option 210, sent whether it was asked for or not: lpxelinux fetches the rest from there. */
  readonly pathPrefix?: string;
  /** UEFI HTTP boot throws away an offer that does not say `HTTPClient` in option 60. */
  readonly httpClient: boolean;
}

export type BootChoice =
  | ({ readonly kind: 'boot' } & BootMethod)
  /** An operating system that wants an address. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly because: string };

/** `authority` is where this client reaches our HTTP service: `10.0.0.1:5248`. */
export function chooseBoot(hints: FirmwareHints, authority: string): BootChoice {
  if (isIpxe(hints)) return boot('ipxe', `http://${authority}/ipxe.cfg`);
  const architecture = hints.architectures.find((code) => METHODS.has(code) || REFUSED.has(code));
  if (architecture === undefined) {
    const netboots = hints.architectures.length > 0 || isPxeClient(hints.vendorClass);
    return netboots ? pxe(authority) : { kind: 'none' };
  }
  const what = REFUSED.get(architecture);
  if (what !== undefined)
    return {
      kind: 'refused',
      because: `${what} (architecture ${architecture}) has no boot loader here`,
    };
  return METHODS.get(architecture)?.(authority) ?? pxe(authority);
}

/** Class of the firmware's PXE stack, and its short leases (maas-wire: class "PXE"). */
export const isPxeClient = (vendorClass: string | undefined): boolean =>
  vendorClass?.startsWith('PXE') === true;

type Method = (authority: string) => BootChoice;

const boot = (firmware: Firmware, file: string, more: Partial<BootMethod> = {}): BootChoice => ({
  kind: 'boot',
  firmware,
  file,
  httpClient: false,
  ...more,
});
const pxe: Method = (authority) =>
  boot('pxe', 'lpxelinux.0', { pathPrefix: `http://${authority}/` });
const uefiHttp =
  (firmware: Firmware, file: string): Method =>
  (authority) =>
    boot(firmware, `http://${authority}/images/${file}`, { httpClient: true });

/** By IANA's processor architecture type. 9 is EBC there and x64 in RFC 4578's first text: x64 is what it means in the field. */
const METHODS: ReadonlyMap<number, Method> = new Map([
  [0x00, pxe],
  [0x07, () => boot('uefi_amd64_tftp', 'bootx64.efi')],
  [0x10, uefiHttp('uefi_amd64_http', 'bootx64.efi')],
  [0x09, () => boot('uefi_ebc_tftp', 'bootx64.efi')],
  [0x0b, () => boot('uefi_arm64_tftp', 'bootaa64.efi')],
  [0x13, uefiHttp('uefi_arm64_http', 'bootaa64.efi')],
  [0x0c, () => boot('open-firmware_ppc64el', 'bootppc64.bin')],
  // petitboot never fetches the file: it reads the configuration below the prefix.
  [0x0e, () => boot('powernv', 'pxelinux.0', { pathPrefix: 'ppc64el/' })],
  [0x1f, () => boot('s390x', 'boots390x.bin', { pathPrefix: 's390x/' })],
  [0x20, () => boot('s390x_partition', 's390x_partition/maas')],
]);

/** x86 code for BIOS is what unknown architectures get; these would only hang on it. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x06, 'UEFI ia32'],
  [0x0f, 'UEFI ia32 over HTTP'],
  [0x0a, 'UEFI arm32'],
  [0x12, 'UEFI arm32 over HTTP'],
]);

/** iPXE's features in option 175: it can fetch a kernel over HTTP by itself. */
const FEATURE = { http: 19, bzimage: 24, efi: 36 } as const;

function isIpxe(hints: FirmwareHints): boolean {
  const { ipxeFeatures: features, userClass } = hints;
  if (userClass !== undefined && userClasses(userClass).includes('iPXE')) return true;
  return features.has(FEATURE.http) && (features.has(FEATURE.bzimage) || features.has(FEATURE.efi));
}

/** RFC 3004 §4 puts a length before each class; iPXE sends the bare text. */
function userClasses(bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1');
  const classes = [text];
  for (let at = 0; at < text.length; at += 1 + text.charCodeAt(at))
    classes.push(text.slice(at + 1, at + 1 + text.charCodeAt(at)));
  return classes;
}
