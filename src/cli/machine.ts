/** `reconcile machine …`: a person's words to one machine. They go through the store; the daemon sees them within a second. */
import { recordsOf, openStore } from '../controller/wire-commands.ts';
import type { MachineId } from '../core/ids.ts';
import type { MachineRecord, WordKind } from '../core/machine.ts';
import type { StateStore } from '../core/ports.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import { type Terminal, whoSays } from './terminal.ts';

/** As it is typed. */
export type Word = 'retry' | 'lock' | 'unlock' | 'abort' | 'mark-broken' | 'mark-fixed';

interface Meaning {
  readonly event: WordKind;
  readonly done: (name: string) => string;
  /** Why the record does not take the word. */
  readonly refused: (record: MachineRecord) => string;
}

const SOON = 'the controller looks again within a second';

const MEANINGS: { readonly [W in Word]: Meaning } = {
  retry: {
    event: 'retry-authorised',
    done: (name) => `${name}: one more round is authorised; ${SOON}`,
    refused: ({ name, phase }) => `${name} is ${phase}: there is nothing to retry`,
  },
  lock: {
    event: 'locked',
    done: (name) =>
      `${name} is locked: nothing is begun and nothing powered until \`reconcile machine unlock ${name}\`; what it reports is still taken`,
    refused: ({ name, phase }) => `${name} is ${phase}, and cannot be locked`,
  },
  unlock: {
    event: 'unlocked',
    done: (name) => `${name} is locked no more; ${SOON}`,
    refused: ({ name }) => `${name} is not locked`,
  },
  abort: {
    event: 'aborted',
    done: (name) =>
      `${name}: given up, and not begun again until \`reconcile machine retry ${name}\``,
    refused: ({ name, phase, installerReleased, erasure }) => {
      if (phase === 'deploying' && installerReleased !== undefined)
        return `the installer of ${name} was released, and nobody can call it back`;
      return phase === 'releasing' && erasure?.released !== undefined
        ? `${name} was told which disks to erase, and nobody can call that back`
        : `${name} is ${phase}: nothing runs that could be aborted`;
    },
  },
  'mark-broken': {
    event: 'marked-broken',
    done: (name) =>
      `${name} is marked broken: nothing is done to it until \`reconcile machine mark-fixed ${name}\``,
    refused: ({ name, phase }) =>
      phase === 'broken'
        ? `${name} is marked broken already`
        : `${name} is ${phase}: lock or abort it, and mark it once nothing runs`,
  },
  'mark-fixed': {
    event: 'marked-fixed',
    done: (name) => `${name} is again what it was before; ${SOON}`,
    refused: ({ name, phase }) => `${name} is ${phase}, and not marked broken`,
  },
};

export async function say(
  flags: CommonFlags,
  { word, name, reason }: { readonly word: Word; readonly name: string; readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const store = await openStore(config);
  try {
    const found = store === undefined ? [] : await find(store, name);
    const [first] = found;
    if (store === undefined || first === undefined) {
      terminal.err(`no machine ${name} is known in ${config.dataDir}\n`);
      return EXIT.failed;
    }
    const { event, done, refused } = MEANINGS[word];
    const said = { kind: event, by: whoSays(terminal), why: reason };
    let accepted = false;
    for (const { id } of found) accepted = (await recordsOf(store).report(id, said)) || accepted;
    const helped = (word === 'retry' && (await forgetSetback(store, name))) || accepted;
    if (helped) terminal.out(`${done(name)}.\n`);
    else terminal.err(`${refused(first.record)}\n`);
    return helped ? EXIT.done : EXIT.failed;
  } finally {
    await store?.close();
  }
}

/** One that left may not be forgotten yet while another one has its name: nobody types a word for half of them. */
async function find(
  store: StateStore,
  name: string,
): Promise<readonly { readonly id: MachineId; readonly record: MachineRecord }[]> {
  return [...(await store.list('machine'))].flatMap(([id, { value }]) =>
    value.name === name ? [{ id: id as MachineId, record: value }] : [],
  );
}

/** The last failure is no reason to wait any more. */
async function forgetSetback(store: StateStore, name: string): Promise<boolean> {
  const key = `machine/${name}`;
  if ((await store.get('setback', key)) === undefined) return false;
  await store.commit([{ collection: 'setback', key, expect: 'any', value: 'delete' }], []);
  return true;
}
