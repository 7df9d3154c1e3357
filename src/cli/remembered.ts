/**
 * What `--dry-run` said of a folder, for the next time that the same is asked of the same. A plan without a
 * store is made of nothing but the words typed, the settings and the files of the folder; where all these are
 * as they were, reading thousands of files again would only say it again. Imported before anything else is:
 * it needs nothing large.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isatty } from 'node:tty';

/** Everything that a run can see besides files. */
export interface Call {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/** What this process was started for. */
export const thisCall = (): Call => ({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  isTTY: isatty(1),
});

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Entry extends Said {
  /** The call in full: two calls may share a file's name. */
  readonly call: string;
  readonly folder: string;
  /** What was not there, and would have mattered: a store, images, a settings file. */
  readonly absent: readonly string[];
}

/** Flags that a plan's text is a function of; with any other, nothing is remembered. */
const PURE =
  /^(?:--dry-run|-i|--(?:inventory|data-dir|format|target)(?:=.*)?|--no-color|--detailed-exitcode)$/;
/** Variables that settings and colours come from. */
const SEEN = /^(?:RECONCILE_.*|NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|CI|TERM|COLORTERM)$/;

const isPure = ({ argv }: Call): boolean =>
  argv.includes('--dry-run') && argv.every((word) => !word.startsWith('-') || PURE.test(word));

/** Another version may say something else: this file is as new as the program that it is part of. */
const OWN = import.meta.filename;

function printCall({ argv, cwd, env, isTTY }: Call): string {
  const { ino, ctimeMs } = lstatSync(OWN);
  const seen = Object.keys(env)
    .filter((name) => SEEN.test(name))
    .toSorted()
    .map((name) => [name, env[name]]);
  return JSON.stringify([process.version, OWN, ino, ctimeMs, argv, cwd, isTTY, seen]);
}

/** `undefined` where something has changed, or nothing was remembered. `at` is when it is said. */
export function recall(call: Call, at: number): Said | undefined {
  if (!isPure(call)) return undefined;
  try {
    const bytes = readFileSync(placeOf(call));
    const end = bytes.indexOf('\n');
    const entry = JSON.parse(bytes.toString('utf8', 0, end)) as Entry;
    if (entry.call !== printCall(call) || entry.absent.some((path) => existsSync(path)))
      return undefined;
    if (!fingerprint(entry.folder).bytes.equals(bytes.subarray(end + 1))) return undefined;
    return { ...entry, out: dated(entry.out, at) };
  } catch {
    // Not there, not whole, or not ours to read: then it is worked out.
    return undefined;
  }
}

/** A run that may be remembered, from before its first look at the folder. */
export interface Watching {
  /** `at`: the moment that `out` names. Never throws: what cannot be remembered is worked out again. */
  remember(said: Said, at: number): void;
}

/** `places`: where nothing may be, because it would have a part in what is said. */
export function watchFolder(
  call: Call,
  folder: string,
  places: readonly string[],
): Watching | undefined {
  if (!isPure(call)) return undefined;
  const absent = places.map((place) => resolve(call.cwd, place));
  if (absent.some((path) => existsSync(path))) return undefined;
  try {
    const path = resolve(call.cwd, folder);
    const before = fingerprint(path);
    return {
      remember: (said, at) => {
        // A file that is being written may change again within the same tick of its clock.
        if (at - before.newest < SETTLED_MS) return;
        const entry = {
          ...said,
          out: undated(said.out, at),
          call: printCall(call),
          folder: path,
          absent,
        };
        save(
          placeOf(call),
          Buffer.concat([Buffer.from(`${JSON.stringify(entry)}\n`), before.bytes]),
        );
      },
    };
  } catch {
    return undefined;
  }
}

const SETTLED_MS = 1_000;

interface Fingerprint {
  readonly bytes: Buffer;
  /** When anything was changed last. */
  readonly newest: number;
}

/**
 * Number, size and times of every file, as git's index has them: the time of change is the kernel's and cannot
 * be set. Names need no looking at, because a folder changes with them.
 */
function fingerprint(folder: string): Fingerprint {
  const numbers: number[] = [];
  let newest = 0;
  const visit = (path: string, name: string, stats: Stats): void => {
    const isFolder = stats.isDirectory();
    // Such folders hold no inventory, and git writes to its own.
    if (isFolder && name.startsWith('.')) return;
    numbers.push(stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs, stats.mode);
    if (stats.ctimeMs > newest) newest = stats.ctimeMs;
    if (isFolder)
      for (const inner of readdirSync(path))
        visit(`${path}/${inner}`, inner, lstatSync(`${path}/${inner}`));
  };
  // Only the folder itself may be reached through a link.
  visit(folder, '', statSync(folder));
  return { bytes: Buffer.from(new Float64Array(numbers).buffer), newest };
}

/** The one moment in a plan's text is put in when it is said. */
const [TEXT, ISO] = ['(when it was said)', '(when it was said, exactly)'];
const iso = (at: number): string => new Date(at).toISOString();
const text = (at: number): string => `${iso(at).slice(0, 19).replace('T', ' ')} UTC`;
const dated = (out: string, at: number): string =>
  out.replace(TEXT, text(at)).replace(ISO, iso(at));
const undated = (out: string, at: number): string =>
  out.replace(text(at), TEXT).replace(iso(at), ISO);

const placeOf = (call: Call): string => join(cacheFolder(call.env), hash(printCall(call)));

const cacheFolder = (env: Call['env']): string =>
  join(env['XDG_CACHE_HOME'] || join(env['HOME'] ?? homedir(), '.cache'), 'reconcile', 'said');

/** FNV-1a, to name a file: what is in it decides. */
function hash(key: string): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) sum = Math.imul(sum ^ key.charCodeAt(i), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
}

const KEPT = 16;

function save(place: string, bytes: Buffer): void {
  try {
    const folder = join(place, '..');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const all = readdirSync(folder).map((name) => join(folder, name));
    const byAge = all.toSorted((a, b) => lstatSync(b).mtimeMs - lstatSync(a).mtimeMs);
    for (const old of byAge.slice(KEPT - 1)) rmSync(old, { force: true });
    writeFileSync(`${place}.${process.pid}`, bytes, { mode: 0o600 });
    renameSync(`${place}.${process.pid}`, place);
  } catch {
    // A full disk or a folder of somebody else's: the next run is as slow as this one.
  }
}
