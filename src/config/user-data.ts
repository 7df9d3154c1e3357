/** cloud-init's user-data and vendor-data. */
import { parseIpv4 } from '../core/ids.ts';
import type { Site, UserDataPart } from '../core/inventory.ts';
import { cloudConfig, type Document } from './document.ts';

type Part = Pick<UserDataPart, 'name' | 'contentType' | 'content'>;

/**
 * One MIME message of all parts, in order; `undefined` without parts (a 404 is how a datasource says
 * "none"). The same parts give the same bytes: the boundary counts up until no part contains it.
 */
export function userData(parts: readonly Part[]): string | undefined {
  if (parts.length === 0) return undefined;
  const boundary = freeBoundary(parts.map((part) => part.content));
  const head = `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n`;
  const bodies = parts.map((part) => `\n--${boundary}\n${printPart(part)}`);
  return `${head}${bodies.join('')}\n--${boundary}--\n`;
}

function freeBoundary(contents: readonly string[]): string {
  let count = 0;
  while (contents.some((content) => content.includes(`===============${count}==`))) count++;
  return `===============${count}==`;
}

function printPart({ name, contentType, content }: Part): string {
  const plain = PLAIN.test(content);
  return [
    `Content-Type: ${contentType}; charset="utf-8"`,
    'MIME-Version: 1.0',
    `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`,
    `Content-Disposition: attachment; filename="${fileName(name)}"`,
    '',
    plain ? content : base64(content),
  ].join('\n');
}

/** Python's email package reads an 8bit part as Latin-1 when cloud-init has decoded the message: hence base64. */
const PLAIN = /^[\t\n\u0020-\u007e]*$/;
const fileName = (name: string): string => name.replaceAll(/[^\w.-]/g, '_');

function base64(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replaceAll(/.{76}(?=.)/g, '$&\n');
}

/**
 * A YAML mapping whose `cloud-init` is the text of a cloud-config (maas-wire.md §4.8); `undefined`
 * when the site has nothing to say. netplan's leavings of the initramfs are in the way of
 * commissioning only.
 */
export function vendorData(site: Site, commissioning: boolean): Document | undefined {
  const ntp = ntpConfig(site.ntp);
  const config = {
    ...(ntp === undefined ? {} : { ntp }),
    ...(commissioning ? { runcmd: ['rm -rf /run/netplan'] } : {}),
  };
  return Object.keys(config).length === 0 ? undefined : { 'cloud-init': cloudConfig(config) };
}

/** Addresses are servers, names are pools: as MAAS tells them apart. */
function ntpConfig(hosts: readonly string[]): Document | undefined {
  if (hosts.length === 0) return undefined;
  const servers = hosts.filter((host) => parseIpv4(host) !== undefined);
  const pools = hosts.filter((host) => parseIpv4(host) === undefined);
  return {
    ...(servers.length === 0 ? {} : { servers }),
    ...(pools.length === 0 ? {} : { pools }),
  };
}
