/** The tool's own settings: flags over environment over `reconcile.config.*` over defaults. The only import of cosmiconfig. */
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig } from 'cosmiconfig';
import { didYouMean } from '../core/diagnostic.ts';
import { explain } from '../core/errors.ts';
import { parseIpv4 } from '../core/ids.ts';

export interface Config {
  readonly inventory: InventoryPlace;
  readonly dataDir: string;
  /** The file with the private key of snapshots: a path, below the data directory where it is relative. */
  readonly snapshotKey?: string;
  readonly listen: Listen;
  /** How often the head of the branch is looked at. */
  readonly pollMs: number;
  readonly log: { readonly level: 'info' | 'debug'; readonly format: 'text' | 'json' };
}

/** A folder is for looking only: converging real machines needs revisions, and a truncated file is not a commit. */
export type InventoryPlace =
  | { readonly kind: 'git'; readonly url: string; readonly branch: string; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string };

/** Port 0 asks the system for a free one. */
export interface Listen {
  readonly address: string;
  readonly dhcp: number;
  readonly tftp: number;
  readonly http: number;
  readonly web: { readonly address: string; readonly port: number };
}

/** What a flag may say; `undefined` leaves it to the next source. */
export type Overrides = Readonly<Partial<Record<Name, string | undefined>>>;
type Name = keyof typeof SETTINGS;

/** One setting: its flag and its variable, its default, and what it may be, in words. */
interface Setting {
  readonly flag?: string;
  readonly env: string;
  readonly fallback: string;
  readonly fits: (text: string) => boolean;
  readonly write: string;
}

const something = (text: string): boolean => text.trim() !== '';
const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) < 65_536;
const PORT = 'a port, 0 to 65535; 0 takes a free one';

/** Every setting, by its path in the file. */
const SETTINGS = {
  'inventory.source': {
    flag: '--inventory',
    env: 'RECONCILE_INVENTORY',
    fallback: 'inventory',
    fits: something,
    write: 'a folder, or the URL of a git repository',
  },
  'inventory.branch': {
    flag: '--branch',
    env: 'RECONCILE_BRANCH',
    fallback: 'main',
    fits: (text) => /^[^-\s]\S*$/.test(text),
    write: 'the name of a branch, such as main',
  },
  'inventory.path': {
    env: 'RECONCILE_PATH',
    fallback: '.',
    fits: (text) => something(text) && !text.startsWith('/') && !text.split('/').includes('..'),
    write: 'a folder of the repository by its path from the top, such as sites/fra1',
  },
  'inventory.pollSeconds': {
    env: 'RECONCILE_POLL_SECONDS',
    fallback: '15',
    fits: (text) => /^[1-9]\d{0,4}$/.test(text),
    write: 'whole seconds, 1 to 99999',
  },
  dataDir: {
    flag: '--data-dir',
    env: 'RECONCILE_DATA_DIR',
    fallback: '/var/lib/reconcile',
    fits: something,
    write: 'a folder; it is made if it is not there',
  },
  snapshotKey: {
    env: 'RECONCILE_SNAPSHOT_KEY',
    fallback: 'snapshot-key.pem',
    fits: something,
    write: 'a file; `reconcile state init` makes it if it is not there',
  },
  'listen.address': {
    env: 'RECONCILE_LISTEN',
    fallback: '0.0.0.0',
    fits: (text) => parseIpv4(text) !== undefined,
    write: 'an IPv4 address of this host, or 0.0.0.0 for all of them',
  },
  'listen.dhcp': { env: 'RECONCILE_DHCP_PORT', fallback: '67', fits: isPort, write: PORT },
  'listen.tftp': { env: 'RECONCILE_TFTP_PORT', fallback: '69', fits: isPort, write: PORT },
  'listen.http': { env: 'RECONCILE_HTTP_PORT', fallback: '5248', fits: isPort, write: PORT },
  'listen.web': {
    env: 'RECONCILE_WEB',
    fallback: '127.0.0.1:5240',
    fits: isEndpoint,
    write: 'an IPv4 address and a port, such as 127.0.0.1:5240',
  },
  'log.level': {
    env: 'RECONCILE_LOG_LEVEL',
    fallback: 'info',
    fits: (text) => text === 'info' || text === 'debug',
    write: 'info or debug',
  },
  'log.format': {
    flag: '--log-format',
    env: 'RECONCILE_LOG_FORMAT',
    fallback: 'text',
    fits: (text) => text === 'text' || text === 'json',
    write: 'text or json',
  },
} as const satisfies Readonly<Record<string, Setting>>;

function isEndpoint(text: string): boolean {
  const [address = '', port = '', ...more] = text.split(':');
  return parseIpv4(address) !== undefined && isPort(port) && more.length === 0;
}

export interface ConfigSources {
  readonly overrides: Overrides;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** `--config FILE`; without it `reconcile.config.{yaml,yml,json,ts,js}` is looked for in the folder. */
  readonly file: string | undefined;
  readonly parseYaml: (text: string) => unknown;
}

/** `mistakes` are sentences for people, each with its origin in front; none means that `config` is what they meant. */
export async function loadConfig(
  sources: ConfigSources,
): Promise<{ readonly config: Config; readonly mistakes: readonly string[] }> {
  const file = await readFile(sources);
  const mistakes = [...file.mistakes];
  const values = new Map<Name, string>();
  for (const name of Object.keys(SETTINGS) as Name[]) {
    const setting: Setting = SETTINGS[name];
    const origins = [
      [sources.overrides[name], setting.flag],
      [sources.env[setting.env], setting.env],
      [file.settings.get(name), file.path],
    ] as const;
    const [value, origin] = origins.find(([text]) => text !== undefined) ?? [];
    if (value === undefined) continue;
    if (setting.fits(value)) values.set(name, value);
    else mistakes.push(bad(origin ?? name, name, value));
  }
  return { config: assemble((name) => values.get(name) ?? SETTINGS[name].fallback), mistakes };
}

function assemble(value: (name: Name) => string): Config {
  const [address = '', port = ''] = value('listen.web').split(':');
  return {
    inventory: placeOf(
      value('inventory.source'),
      value('inventory.branch'),
      value('inventory.path'),
    ),
    dataDir: value('dataDir'),
    snapshotKey: value('snapshotKey'),
    listen: {
      address: value('listen.address'),
      dhcp: Number(value('listen.dhcp')),
      tftp: Number(value('listen.tftp')),
      http: Number(value('listen.http')),
      web: { address, port: Number(port) },
    },
    pollMs: Number(value('inventory.pollSeconds')) * 1000,
    log: {
      level: value('log.level') === 'debug' ? 'debug' : 'info',
      format: value('log.format') === 'json' ? 'json' : 'text',
    },
  };
}

/** `https://…`, `ssh://…`, `file://…`, `git@host:path` and anything that ends in `.git` is a repository. */
function placeOf(source: string, branch: string, path: string): InventoryPlace {
  const repository = /^[a-z+]+:\/\/|^[\w.-]+@[\w.-]+:|\.git\/?$/.test(source);
  return repository ? { kind: 'git', url: source, branch, path } : { kind: 'folder', path: source };
}

interface SettingsFile {
  readonly path: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly mistakes: readonly string[];
}

/** Looked for in the folder that a command is typed in. */
export const SETTINGS_FILES: readonly string[] = ['yaml', 'yml', 'json', 'ts', 'js'].map(
  (end) => `reconcile.config.${end}`,
);

async function readFile({ cwd, file, parseYaml }: ConfigSources): Promise<SettingsFile> {
  const yaml = (_path: string, text: string): unknown => parseYaml(text);
  const explorer = cosmiconfig('reconcile', {
    searchPlaces: [...SETTINGS_FILES],
    // Node runs TypeScript itself; cosmiconfig's own loader wants the compiler.
    loaders: { '.yaml': yaml, '.yml': yaml, '.ts': importModule },
  });
  const named = file === undefined ? undefined : resolve(cwd, file);
  try {
    const found = named === undefined ? await explorer.search(cwd) : await explorer.load(named);
    const path = relative(cwd, found?.filepath ?? '') || 'reconcile.config.yaml';
    return { path, ...sort(path, found?.config ?? {}) };
  } catch (error) {
    const path = file ?? 'reconcile.config.*';
    return { path, settings: new Map(), mistakes: [`${path}: cannot be read: ${explain(error)}`] };
  }
}

async function importModule(path: string): Promise<unknown> {
  const loaded = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  return loaded.default;
}

/** The settings that there are, as text; everything else is a mistake. */
function sort(path: string, config: unknown): Omit<SettingsFile, 'path'> {
  const settings = new Map<string, string>();
  const mistakes: string[] = [];
  for (const [name, value] of flatten(config))
    if (!Object.hasOwn(SETTINGS, name)) mistakes.push(`${path}: ${unknown(name)}`);
    else if (typeof value === 'string') settings.set(name, value);
    else if (typeof value === 'number') settings.set(name, String(value));
    else mistakes.push(bad(path, name as Name, value));
  return { settings, mistakes };
}

/** `{listen: {http: 80}}` → `listen.http`, 80. What a setting is made of is not looked into. */
function* flatten(value: unknown, prefix = ''): Generator<readonly [string, unknown]> {
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value);
  if (isLeaf || Object.hasOwn(SETTINGS, prefix)) return yield [prefix, value];
  for (const [key, inner] of Object.entries(value))
    yield* flatten(inner, prefix === '' ? key : `${prefix}.${key}`);
}

function unknown(name: string): string {
  if (name === '') return 'holds no settings: write a map of them';
  const known = Object.keys(SETTINGS);
  const near = didYouMean(name, known);
  const instead = near === undefined ? `settings are ${known.join(', ')}` : `did you mean ${near}?`;
  return `there is no setting ${name}: ${instead}`;
}

const bad = (origin: string, name: Name, value: unknown): string =>
  `${origin}: ${name} cannot be ${JSON.stringify(value)}: write ${SETTINGS[name].write}`;
