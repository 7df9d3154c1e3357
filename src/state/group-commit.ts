/**
 * Commits that arrive together share one transaction, hence one fsync. Nobody waits for a timer: the
 * first commit starts a group at the end of its turn of the event loop, and whoever comes while that
 * one is being written is in the next.
 */

/** Settles each item of a group: `undefined` is success. Rejects when nothing of the group was done. */
export type WriteGroup<T> = (group: readonly T[]) => Promise<readonly (Error | undefined)[]>;

export interface GroupCommit<T> {
  submit(item: T): Promise<void>;
  /** Resolves when everything that was submitted is settled. */
  idle(): Promise<void>;
}

interface Waiting<T> {
  readonly item: T;
  readonly settle: (error: unknown) => void;
}

/** Bounds how long the first of a group waits for the last. */
const MAX_GROUP = 1000;

export function createGroupCommit<T>(write: WriteGroup<T>): GroupCommit<T> {
  const queue: Waiting<T>[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // Datagrams that lie ready in the socket are all handled in this turn: their commits make one group.
    await new Promise((turnEnds) => setImmediate(turnEnds));
    while (queue.length > 0) await writeGroup(write, queue.splice(0, MAX_GROUP));
    running = undefined;
  }

  return {
    submit(item) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      queue.push({ item, settle: (error) => (error === undefined ? resolve() : reject(error)) });
      running ??= run();
      return promise;
    },
    idle: async () => running,
  };
}

async function writeGroup<T>(write: WriteGroup<T>, group: readonly Waiting<T>[]): Promise<void> {
  try {
    const verdicts = await write(group.map(({ item }) => item));
    for (const [i, { settle }] of group.entries()) settle(verdicts[i]);
  } catch (error) {
    for (const { settle } of group) settle(error);
  }
}
