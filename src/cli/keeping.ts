/** Listens to a dry run, to remember what it said where nothing but the inventory decided it. */
import type { ObservedState } from '../core/observed.ts';
import type { Plan } from '../core/plan.ts';
import type { Said } from './remembered.ts';
import type { Terminal } from './terminal.ts';

export interface Keeping {
  /** Says the same, and keeps it. */
  readonly terminal: Terminal;
  seen(planned: Plan, observed: ObservedState): void;
  /** What was said, and the moment that it names; `undefined` where time or the world had a part in it. */
  kept(): (Omit<Said, 'code'> & { readonly at: number }) | undefined;
}

export function keep(terminal: Terminal): Keeping {
  const said = { out: '', err: '' };
  let at: number | undefined;
  return {
    terminal: {
      ...terminal,
      out: (text) => {
        said.out += text;
        terminal.out(text);
      },
      err: (text) => {
        said.err += text;
        terminal.err(text);
      },
    },
    seen: (planned, observed) => {
      const isTimeless = planned.lookAgainAt === undefined && isNothing(observed);
      at = isTimeless && !namesCommits(planned) ? planned.observedAt : undefined;
    },
    kept: () => (at === undefined ? undefined : { ...said, at }),
  };
}

/** History may be written anew under the same files. */
const namesCommits = ({ changes }: Plan): boolean =>
  changes.some(({ causes }) => causes.some(({ commit }) => commit !== undefined));

/** Nothing was seen of the world: there is no store, and nobody was asked. */
function isNothing({ at: _at, ...seen }: ObservedState): boolean {
  return Object.values(seen).every(
    (one: unknown) =>
      one === undefined ||
      ((one instanceof Map || one instanceof Set) && one.size === 0) ||
      (Array.isArray(one) && one.length === 0),
  );
}
