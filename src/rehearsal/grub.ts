/** GRUB as the second stage of a netboot: runs grub.cfg from its own transport, as EFI grubnet does. */
import { asText, type BootResult, type Fetch, type Loaded, next } from './boot.ts';
import { parseGrub, type Script, type Statement, type Word } from './grub-syntax.ts';

export interface GrubHost {
  /** `/grub/grub.cfg` by GRUB's own transport, or an absolute `http://` URL. */
  readonly fetch: Fetch;
  /** `net_default_mac`, `grub_cpu`, `shim_lock`, … */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether a file is on the EFI system partition of one of the disks. */
  readonly onEsp: (path: string) => boolean;
}

interface Machine {
  readonly host: GrubHost;
  readonly variables: Map<string, string>;
  entries: { readonly title: string; readonly body: Script }[];
  loaded: BootResult | undefined;
  depth: number;
}

export async function runGrub(config: string, host: GrubHost): Promise<BootResult> {
  const variables = new Map(Object.entries(host.variables));
  const machine: Machine = { host, variables, entries: [], loaded: undefined, depth: 0 };
  const bytes = await host.fetch(config);
  if (bytes === undefined) return next(`GRUB: ${config} not found`);
  return (await runConfig(asText(bytes), machine)) ?? next('GRUB: the prompt');
}

/** A configuration file: its statements, then the default entry of the menu they built, if any. */
async function runConfig(source: string, machine: Machine): Promise<BootResult | undefined> {
  const script = parseGrub(source);
  if (script === undefined) return next('GRUB: syntax error');
  machine.entries = [];
  const result = await runScript(script, machine);
  if (result !== undefined || machine.entries.length === 0) return result;
  const entry = defaultEntry(machine);
  if (entry === undefined) return next('GRUB: no default entry');
  // A menu entry that has loaded something boots it without saying so.
  return (await runScript(entry.body, machine)) ?? machine.loaded ?? next('GRUB: nothing loaded');
}

function defaultEntry({ entries, variables }: Machine) {
  const wanted = variables.get('default') ?? '0';
  return entries.find(({ title }, i) => title === wanted || String(i) === wanted);
}

/** `undefined`: ran to its end. */
async function runScript(script: Script, machine: Machine): Promise<BootResult | undefined> {
  for (const statement of script) {
    const result = await runStatement(statement, machine);
    if (result !== undefined) return result;
  }
  return undefined;
}

async function runStatement(
  statement: Statement,
  machine: Machine,
): Promise<BootResult | undefined> {
  switch (statement.kind) {
    case 'command':
      return runCommand(
        statement.words.map((word) => expand(word, machine)),
        machine,
      );
    case 'if': {
      for (const { when, body } of statement.arms) {
        const result = await runScript(when, machine);
        if (result !== undefined) return result;
        if (machine.variables.get('?') === '0') return runScript(body, machine);
      }
      return runScript(statement.otherwise, machine);
    }
    case 'for': {
      for (const word of statement.words) {
        machine.variables.set(statement.variable, expand(word, machine));
        const result = await runScript(statement.body, machine);
        if (result !== undefined) return result;
      }
      return undefined;
    }
    case 'menuentry': {
      machine.entries.push({ title: expand(statement.title, machine), body: statement.body });
      return undefined;
    }
  }
}

const expand = (word: Word, { variables }: Machine): string =>
  word.map((p) => ('text' in p ? p.text : (variables.get(p.variable) ?? ''))).join('');

/** A failing command sets `$?` and the script goes on, as in any shell. */
async function runCommand(
  words: readonly string[],
  machine: Machine,
): Promise<BootResult | undefined> {
  const [name = '', ...args] = words;
  const assignment = name === 'set' ? args[0] : /^\w+=/.test(name) ? name : undefined;
  const handler =
    assignment === undefined ? COMMANDS[name] : async () => assign(assignment, machine);
  const outcome = handler === undefined ? false : await handler(args, machine);
  if (typeof outcome === 'object') return outcome;
  machine.variables.set('?', outcome ? '0' : '1');
  return undefined;
}

function assign(text: string, { variables }: Machine): boolean {
  const at = text.indexOf('=');
  variables.set(text.slice(0, at), text.slice(at + 1));
  return true;
}

type Handler = (args: readonly string[], machine: Machine) => Promise<boolean | BootResult>;

const succeed: Handler = async () => true;

const COMMANDS: Readonly<Record<string, Handler>> = {
  configfile: async ([path = ''], machine) => {
    const bytes = await machine.host.fetch(path);
    if (bytes === undefined || ++machine.depth > 8) return false;
    return (await runConfig(asText(bytes), machine)) ?? true;
  },
  linux: async ([file = '', ...args], machine) => {
    const kernel = await load(file, machine);
    if (kernel === undefined) return false;
    machine.loaded = { kind: 'linux', kernel, initrd: undefined, args: args.join(' ') };
    return true;
  },
  initrd: async ([file = ''], machine) => {
    const initrd = await load(file, machine);
    if (initrd === undefined || machine.loaded?.kind !== 'linux') return false;
    machine.loaded = { ...machine.loaded, initrd };
    return true;
  },
  search: async (args, machine) => {
    const file = args.at(-1) ?? '';
    const found = machine.host.onEsp(file);
    if (found) machine.variables.set('root', 'hd0,gpt1');
    return found;
  },
  chainloader: async ([path = ''], machine) => {
    if (!machine.host.onEsp(path)) return false;
    machine.loaded = { kind: 'efi', path };
    return true;
  },
  boot: async (_args, machine) => machine.loaded ?? false,
  exit: async () => next('GRUB: exit'),
  halt: async () => ({ kind: 'poweroff' }),
  '[': async (args) => test(args.slice(0, -1)),
  test: async (args) => test(args),
  true: succeed,
  false: async () => false,
  echo: succeed,
  insmod: succeed,
  sleep: succeed,
  net_bootp: succeed,
  export: succeed,
};

function test(args: readonly string[]): boolean {
  const [a = '', operator, b = ''] = args;
  if (a === '!') return !test(args.slice(1));
  if (a === '-n') return (operator ?? '') !== '';
  if (a === '-z') return (operator ?? '') === '';
  switch (operator ?? '') {
    case '=':
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '-eq':
      return Number(a) === Number(b);
    case '-ne':
      return Number(a) !== Number(b);
    default:
      return args.length === 1 && a !== '';
  }
}

/** `(http,10.0.0.1:5248)/images/…` names its transport; a bare path keeps the one GRUB came by. */
async function load(file: string, { host }: Machine): Promise<Loaded | undefined> {
  const url = file.replace(/^\((https?),([^)]+)\)/, '$1://$2');
  const bytes = await host.fetch(url);
  return bytes && { from: url, bytes };
}
