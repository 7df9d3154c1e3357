/** Site: one or none, and what a site is that says nothing. */
import { printPlace } from '../core/diagnostic.ts';
import type { Ipv4, MachineName } from '../core/ids.ts';
import type { CurtinDelivery, ImageRequest, Limits, Site, Window } from '../core/inventory.ts';
import { DAYS, printWindow, timeZoneTrouble } from '../core/windows.ts';
import { parseDuration } from './duration.ts';
import type { SiteDocument } from './documents/site.ts';
import type { Sourced } from './kinds.ts';
import { type Linking, resolve, resolveFile } from './linking.ts';

/** Without a Site document there is a site without a `stateId`: enough for a first look, and it touches nothing. */
const UNNAMED: SiteDocument = { kind: 'Site', name: 'default' };

export function linkSite(linking: Linking): Site {
  const [first, ...more] = linking.documents.Site;
  for (const { source, value } of more)
    linking.error(
      'two-sites',
      source.keyAt(['kind']),
      `"${value.name}" is a second Site`,
      first && `the first is at ${printPlace(first.source.keyAt(['kind']))}; keep one of them`,
    );
  const site = first?.value ?? UNNAMED;
  return {
    name: site.name,
    stateId: site.stateId,
    protectSelf: (site.protectSelf ?? []) as MachineName[],
    limits: limits(site),
    windows: first === undefined ? [] : windows(linking, first),
    timeouts: timeouts(site),
    maxAttempts: site.maxAttempts ?? 3,
    keepVersions: site.keepVersions ?? 2,
    commissioning: commissioning(site),
    provisioningAddress: site.provisioningAddress as Ipv4 | undefined,
    dns: (site.dns ?? []) as Ipv4[],
    ntp: site.ntp ?? ['ntp.ubuntu.com'],
    syslog: site.syslog,
    apt: {
      proxy: site.apt?.proxy,
      mirror: site.apt?.mirror,
      sourcesList: site.apt?.sourcesList,
    },
    curtin: first === undefined ? { kind: 'apt' } : curtin(linking, first),
    kernelOptions: site.kernelOptions ?? [],
    apply: site.apply ?? 'auto',
    plans: first === undefined ? undefined : plans(linking, first),
    snapshots: snapshots(site),
  };
}

/** What is not declared is not limited; waves begin with one machine. */
function limits({ limits: l }: SiteDocument): Limits {
  const { failureDomain, waves, ...numbers } = l ?? {};
  return {
    commissioning: 10,
    deploying: 10,
    maxShrinkPercent: 20,
    ...numbers,
    ...(failureDomain === undefined ? {} : { failureDomain: { atOnce: 1, ...failureDomain } }),
    ...(waves === undefined
      ? {}
      : {
          waves: {
            canary: waves.canary ?? 1,
            size: waves.size ?? 10,
            bake: parseDuration(waves.bake ?? '30m'),
          },
        }),
  };
}

function windows(linking: Linking, { value, source }: Sourced<SiteDocument>): readonly Window[] {
  return (value.windows ?? []).map((window, i) => {
    const timeZone = window.timeZone ?? 'UTC';
    const trouble = timeZoneTrouble(timeZone);
    if (trouble !== undefined)
      linking.error(
        'unknown-time-zone',
        source.valueAt(['windows', i, 'timeZone']),
        `there is no time zone "${timeZone}"`,
        trouble,
      );
    const linked: Window = {
      days: window.days ?? DAYS,
      from: minutes(window.from),
      to: minutes(window.to),
      timeZone,
      overrun: window.overrun ?? 'finish',
    };
    const { deploying } = timeouts(value);
    if (linked.overrun === 'avoid' && lengthOf(linked) < deploying)
      linking.error(
        'short-window',
        source.keyAt(['windows', i]),
        `nothing can be installed in ${printWindow(linked)} without overrunning it`,
        `timeouts.deploying is ${value.timeouts?.deploying ?? '60m'}: make the window longer, or write overrun: finish`,
      );
    return linked;
  });
}

function minutes(time: string): number {
  const [hours = '', rest = ''] = time.split(':');
  return Number(hours) * 60 + Number(rest);
}

const lengthOf = ({ from, to }: Window): number =>
  (to > from ? to - from : to - from + 1440) * 60_000;

/** MAAS's: `node_timeout` 30 min, twice that for a deployment, 5 min for a release. */
function timeouts({ timeouts: t }: SiteDocument): Site['timeouts'] {
  return {
    commissioning: parseDuration(t?.commissioning ?? '30m'),
    deploying: parseDuration(t?.deploying ?? '60m'),
    releasing: parseDuration(t?.releasing ?? '5m'),
    erasing: parseDuration(t?.erasing ?? '30m'),
    settle: parseDuration(t?.settle ?? '60s'),
    silence: parseDuration(t?.silence ?? '10m'),
  };
}

function snapshots({ snapshots: declared }: SiteDocument): Site['snapshots'] {
  if (declared === undefined) return undefined;
  const { key, folder, branch, maxAge } = declared;
  return { key, folder, branch, maxAge: parseDuration(maxAge ?? '1h') };
}

function plans(linking: Linking, { value, source }: Sourced<SiteDocument>): Site['plans'] {
  if (value.plans === undefined) return undefined;
  const { signers = [], keyring } = value.plans;
  const found =
    keyring === undefined ? undefined : resolveFile(linking, source, ['plans', 'keyring'], keyring);
  return { signers, keyring: found?.bytes };
}

const commissioning = ({ commissioning: c }: SiteDocument): ImageRequest => ({
  os: c?.os ?? 'ubuntu',
  release: c?.release ?? 'noble',
  architecture: c?.architecture ?? 'amd64',
  kernel: c?.kernel ?? 'ga',
});

function curtin(linking: Linking, { value, source }: Sourced<SiteDocument>): CurtinDelivery {
  const { delivery, file, sha256 } = value.curtin ?? {};
  if (delivery !== 'archive') return { kind: 'apt' };
  if (file === undefined || sha256 === undefined) {
    const missing = file === undefined ? 'file' : 'sha256';
    linking.error(
      'missing-field',
      source.keyAt(['curtin']),
      `"curtin" has no "${missing}"`,
      'delivery: archive needs the packed curtin and its SHA-256: file: and sha256:',
    );
    return { kind: 'apt' };
  }
  const found = resolveFile(linking, source, ['curtin', 'file'], file);
  if (found === undefined) return { kind: 'apt' };
  if (found.ref.sha256 !== sha256)
    linking.error(
      'wrong-digest',
      source.valueAt(['curtin', 'sha256']),
      `this is not the SHA-256 of ${file}`,
      `it is ${found.ref.sha256}`,
    );
  return { kind: 'archive', sha256: found.ref.sha256, file: found.ref };
}

/** A name that nobody has protects nobody. */
export function checkProtectSelf(linking: Linking): void {
  for (const { value, source } of linking.documents.Site)
    for (const [i, name] of (value.protectSelf ?? []).entries())
      resolve(linking, 'Machine', name, () => source.valueAt(['protectSelf', i]));
}
