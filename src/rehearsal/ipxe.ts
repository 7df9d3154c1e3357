/**
 * iPXE's script language (ipxe.org/scripting): one command a line, `||` and `&&` by its result,
 * `${setting}` with `:hexhyp`, labels and goto. A failing command that nothing catches ends the script.
 */
import { basename, asText, type BootResult, type Fetch, type Loaded, next } from './boot.ts';

export interface IpxeHost {
  /** Takes absolute URLs only: iPXE resolves them against the script's own, which we need not. */
  readonly fetch: Fetch;
  /** `mac`, `next-server`, `ip`, `uuid`, `net0/mac`, … */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether BIOS drive `0x80 + n` has boot code: sanboot fails at once where it has not. */
  readonly bootable: (drive: number) => boolean;
}

interface Machine {
  readonly host: IpxeHost;
  readonly settings: Map<string, string>;
  kernel: (Loaded & { args: string }) | undefined;
  initrd: Loaded | undefined;
  /** Scripts chained so far: iPXE runs out of memory, we run out of patience. */
  depth: number;
}

/** A command failed, succeeded, or ended it all. */
type Outcome = boolean | BootResult | { readonly kind: 'goto'; readonly label: string };

export function runIpxe(script: string, host: IpxeHost): Promise<BootResult> {
  const settings = new Map(Object.entries(host.settings));
  return runScript(script, { host, settings, kernel: undefined, initrd: undefined, depth: 0 });
}

async function runScript(script: string, machine: Machine): Promise<BootResult> {
  const lines = script.split('\n').map((line) => line.trim());
  if (!/^#!ipxe\b/.test(lines[0] ?? '')) return next('not an iPXE script');
  for (let i = 1, steps = 0; i < lines.length && steps < 10_000; i++, steps++) {
    const line = lines[i] ?? '';
    if (line === '' || line.startsWith('#') || line.startsWith(':')) continue;
    const outcome = await runLine(expand(line, machine.settings), machine);
    if (outcome === false) return next(`iPXE: ${line}: failed`);
    if (outcome === true) continue;
    if (outcome.kind !== 'goto') return outcome;
    i = lines.indexOf(`:${outcome.label}`);
    if (i < 0) return next(`iPXE: no label ${outcome.label}`);
  }
  return next('iPXE: end of script');
}

/** `a || b && c`, from the left; the right side of `||` may be empty, which forgives. */
async function runLine(line: string, machine: Machine): Promise<Outcome> {
  const parts = line.split(/(\|\||&&)/);
  let outcome: Outcome = await runCommand(parts[0] ?? '', machine);
  for (let i = 1; i < parts.length && typeof outcome === 'boolean'; i += 2) {
    const due = parts[i] === '||' ? !outcome : outcome;
    if (due) outcome = await runCommand(parts[i + 1] ?? '', machine);
  }
  return outcome;
}

async function runCommand(command: string, machine: Machine): Promise<Outcome> {
  const [name = '', ...words] = command.trim().split(/\s+/);
  // Options stand before the first argument; a later `---` belongs to the kernel's command line.
  const first = words.findIndex((word) => !word.startsWith('--'));
  const args = first < 0 ? [] : words.slice(first);
  const handler = name === '' ? async () => true : COMMANDS[name];
  return handler === undefined ? false : handler(args, machine, words);
}

type Handler = (
  args: readonly string[],
  machine: Machine,
  words: readonly string[],
) => Promise<Outcome>;

const COMMANDS: Readonly<Record<string, Handler>> = {
  kernel: async ([url = '', ...args], machine) => {
    const image = await load(url, machine);
    machine.kernel = image && { ...image, args: args.join(' ') };
    return image !== undefined;
  },
  initrd: async ([url = ''], machine) => {
    machine.initrd = await load(url, machine);
    return machine.initrd !== undefined;
  },
  imgargs: async ([image = '', ...args], machine) => {
    if (machine.kernel === undefined || basename(machine.kernel.from) !== image) return false;
    machine.kernel.args = args.join(' ');
    return true;
  },
  boot: async (_args, { kernel, initrd }) =>
    kernel !== undefined && { kind: 'linux', kernel, initrd, args: kernel.args },
  chain: async ([url = ''], machine) => {
    const script = await load(url, machine);
    if (script === undefined || ++machine.depth > 8) return false;
    const result = await runScript(asText(script.bytes), machine);
    // A chained script that finds nothing to boot returns to ours as a failure.
    return result.kind === 'next' ? false : result;
  },
  sanboot: async (_args, machine, words) => {
    const drive = Number(words[words.indexOf('--drive') + 1] ?? '0x80') - 0x80;
    return machine.host.bootable(drive) && { kind: 'drive', drive };
  },
  set: async ([name = '', ...value], machine) => {
    machine.settings.set(name, value.join(' '));
    return true;
  },
  isset: async ([value = '']) => value !== '',
  iseq: async ([a, b]) => a === b,
  goto: async ([label = '']) => ({ kind: 'goto', label }),
  exit: async () => next('iPXE: exit'),
  poweroff: async () => ({ kind: 'poweroff' }),
  echo: async () => true,
  sleep: async () => true,
  dhcp: async () => true,
};

async function load(url: string, { host }: Machine): Promise<Loaded | undefined> {
  const bytes = await host.fetch(url);
  return bytes && { from: url, bytes };
}

/** `${mac}`, `${net0/mac:hexhyp}`; an unknown setting is empty. */
const expand = (line: string, settings: ReadonlyMap<string, string>): string =>
  line.replaceAll(/\$\{([^}:]+)(?::(\w+))?\}/g, (_, name: string, type: string | undefined) => {
    const value = settings.get(name) ?? settings.get(name.replace(/^net0\//, '')) ?? '';
    return type === 'hexhyp' ? value.replaceAll(':', '-') : value;
  });
