/** Figures from several rounds: every contender runs once a round, in turn, so that what else the machine does meets all alike. */

/** What one run measured, by unit: `{ 'CPU s/GB': 5.1, 'MB/s': 80 }`. */
export type Measured = Readonly<Record<string, number>>;

export async function interleaved<K extends string>(
  rounds: number,
  contenders: Readonly<Record<K, () => Promise<Measured>>>,
): Promise<Record<K, Measured[]>> {
  const names = Object.keys(contenders) as K[];
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    K,
    Measured[]
  >;
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) runs[name].push(await contenders[name]());
  return runs;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Of one row: ours and a peer's, and what was asked of them. */
export interface Figure {
  readonly row: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: { readonly name: string; readonly value: number } | undefined;
  /** Goals are bounds on our own value; the peer's is there to see. */
  readonly absolute: boolean;
  /** Ours by the peer's, round by round; our own values, where the goal is absolute. */
  readonly ratio: { readonly median: number; readonly low: number; readonly high: number };
  readonly goal: Goal | undefined;
}

/** A bound on the ratio, or on our own value. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

export interface Asked {
  readonly row: string;
  readonly unit: string;
  readonly goal?: Goal;
}

export function compared(
  { row, unit, goal }: Asked,
  ours: readonly Measured[],
  peer: { readonly name: string; readonly runs: readonly Measured[] },
): Figure {
  const own = ours.map((run) => run[unit] ?? Number.NaN);
  const theirs = peer.runs.map((run) => run[unit] ?? Number.NaN);
  const ratios = own.map((value, round) => value / (theirs[round] ?? Number.NaN));
  return {
    row,
    unit,
    ours: median(own),
    peer: { name: peer.name, value: median(theirs) },
    absolute: false,
    ratio: { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios) },
    goal,
  };
}

/** A value that is judged by itself. */
export function alone(
  { row, unit, goal }: Asked,
  runs: readonly Measured[],
  peer?: { readonly name: string; readonly runs: readonly Measured[] },
): Figure {
  const own = runs.map((run) => run[unit] ?? Number.NaN);
  const ratio = { median: median(own), low: Math.min(...own), high: Math.max(...own) };
  const beside = peer && {
    name: peer.name,
    value: median(peer.runs.map((run) => run[unit] ?? Number.NaN)),
  };
  return { row, unit, ours: median(own), peer: beside, absolute: true, ratio, goal };
}

export function isMet({ ratio, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? ratio.median <= goal.atMost : ratio.median >= goal.atLeast;
}

/** Why a section could not be measured here. */
export class Skipped extends Error {}
