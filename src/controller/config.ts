/** The tool's own settings: flags over environment over `reconcile.config.*` over defaults. The only import of cosmiconfig. */
import { cosmiconfig } from 'cosmiconfig';
import { type Diagnostic, didYouMean } from '../core/diagnostic.ts';

export interface Config {
  readonly inventory: InventoryPlace;
  readonly dataDir: string;
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

/** What a flag or a variable may say; `undefined` leaves it to the next source. */
export type Overrides = Readonly<Partial<Record<Setting, string | undefined>>>;
type Setting = keyof typeof SETTINGS;

/** Every setting: its path in the file, its variable, its default, and what it must look like. */
const SETTINGS = {
  'inventory.source': { env: 'RECONCILE_INVENTORY', fallback: 'inventory', pattern: /./ },
  'inventory.branch': { env: 'RECONCILE_BRANCH', fallback: 'main', pattern: /^[^-\s]\S*$/ },
  'inventory.path': { env: 'RECONCILE_PATH', fallback: '.', pattern: /^(?!\/)(?!.*\.\.)/ },
  'inventory.pollSeconds': {
    env: 'RECONCILE_POLL_SECONDS',
    fallback: '15',
    pattern: /^[1-9]\d{0,4}$/,
  },
  dataDir: { env: 'RECONCILE_DATA_DIR', fallback: '/var/lib/reconcile', pattern: /./ },
  'listen.address': { env: 'RECONCILE_LISTEN', fallback: '0.0.0.0', pattern: /^[\d.]+$/ },
  'listen.dhcp': { env: 'RECONCILE_DHCP_PORT', fallback: '67', pattern: /^\d{1,5}$/ },
  'listen.tftp': { env: 'RECONCILE_TFTP_PORT', fallback: '69', pattern: /^\d{1,5}$/ },
  'listen.http': { env: 'RECONCILE_HTTP_PORT', fallback: '5248', pattern: /^\d{1,5}$/ },
  'listen.web': { env: 'RECONCILE_WEB', fallback: '127.0.0.1:5240', pattern: /^[\d.]+:\d{1,5}$/ },
  'log.level': { env: 'RECONCILE_LOG_LEVEL', fallback: 'info', pattern: /^(?:info|debug)$/ },
  'log.format': { env: 'RECONCILE_LOG_FORMAT', fallback: 'text', pattern: /^(?:text|json)$/ },
} as const;

export interface ConfigSources {
  readonly overrides: Overrides;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** `--config FILE`; without it `reconcile.config.{yaml,json,ts,js}` is looked for in the folder. */
  readonly file: string | undefined;
  readonly parseYaml: (text: string) => unknown;
}

export async function loadConfig(
  sources: ConfigSources,
): Promise<{ readonly config: Config; readonly diagnostics: readonly Diagnostic[] }> {
  const { filepath, settings, diagnostics } = await readFile(sources);
  const values = new Map<Setting, string>();
  for (const setting of Object.keys(SETTINGS) as Setting[]) {
    const { env, fallback, pattern } = SETTINGS[setting];
    const origins = [
      [sources.overrides[setting], `--${setting}`],
      [sources.env[env], env],
      [settings.get(setting), filepath],
    ] as const;
    const [value, origin] = origins.find(([text]) => text !== undefined) ?? [fallback, 'default'];
    if (value !== undefined && pattern.test(value)) values.set(setting, value);
    else diagnostics.push(bad(origin, setting, value ?? '', pattern));
  }
  return {
    config: assemble((setting) => values.get(setting) ?? SETTINGS[setting].fallback),
    diagnostics,
  };
}

function assemble(value: (setting: Setting) => string): Config {
  const [address = '', port = ''] = value('listen.web').split(':');
  return {
    inventory: placeOf(
      value('inventory.source'),
      value('inventory.branch'),
      value('inventory.path'),
    ),
    dataDir: value('dataDir'),
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

async function readFile({ cwd, file, parseYaml }: ConfigSources) {
  const yaml = (_path: string, text: string): unknown => parseYaml(text);
  const explorer = cosmiconfig('reconcile', {
    searchPlaces: ['yaml', 'yml', 'json', 'ts', 'js'].map((end) => `reconcile.config.${end}`),
    loaders: { '.yaml': yaml, '.yml': yaml },
  });
  const diagnostics: Diagnostic[] = [];
  const settings = new Map<string, string>();
  try {
    const found = file === undefined ? await explorer.search(cwd) : await explorer.load(file);
    const filepath = found?.filepath ?? 'reconcile.config.yaml';
    for (const [name, value] of flatten(found?.config ?? {}))
      if (Object.hasOwn(SETTINGS, name)) settings.set(name, String(value));
      else diagnostics.push(unknown(filepath, name));
    return { filepath, settings, diagnostics };
  } catch (error) {
    const summary = `cannot read the settings: ${error instanceof Error ? error.message : String(error)}`;
    const filepath = file ?? 'reconcile.config.yaml';
    diagnostics.push({ severity: 'error', code: 'config-unreadable', summary, at: top(filepath) });
    return { filepath, settings, diagnostics };
  }
}

/** `{listen: {http: 80}}` → `listen.http`, 80. */
function* flatten(value: unknown, prefix = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return yield [prefix, value];
  for (const [key, inner] of Object.entries(value))
    yield* flatten(inner, prefix === '' ? key : `${prefix}.${key}`);
}

const top = (file: string): Diagnostic['at'] => ({ file, line: 1, column: 1 });

function unknown(file: string, name: string): Diagnostic {
  const near = didYouMean(name, Object.keys(SETTINGS));
  const detail =
    near === undefined
      ? `settings are ${Object.keys(SETTINGS).join(', ')}`
      : `did you mean ${near}?`;
  return {
    severity: 'error',
    code: 'unknown-setting',
    summary: `unknown setting ${name}`,
    detail,
    at: top(file),
  };
}

function bad(origin: string, setting: Setting, value: string, pattern: RegExp): Diagnostic {
  const summary = `${setting} cannot be ${JSON.stringify(value)}`;
  return {
    severity: 'error',
    code: 'bad-setting',
    summary,
    detail: `it must match ${String(pattern)}`,
    at: top(origin),
  };
}
