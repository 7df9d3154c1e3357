/** The figures as a table, for the terminal and for README.md. */
import { type Figure, isMet } from './rounds.ts';

export interface Section {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** Why there are none. */
  readonly skipped?: string;
}

export interface Circumstances {
  readonly date: string;
  readonly minutes: string;
  readonly machine: string;
  readonly versions: string;
  readonly load: string;
}

export function table(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ name, figures, skipped }) => [
    ...figures.map(line),
    ...(skipped === undefined ? [] : [`| ${name} | | | | skipped: ${skipped} | | |`]),
  ]);
  return [
    '| what | unit | ours | peer | ratio, or ours alone (lowest to highest) | goal | |',
    '|---|---|---:|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function line(figure: Figure): string {
  const { row, unit, ours, peer, absolute, ratio, goal } = figure;
  const beside = peer === undefined ? '–' : `${print(peer.value)} ${escape(peer.name)}`;
  const spread = `${print(ratio.low)} to ${print(ratio.high)}`;
  const times = absolute ? spread : `**${print(ratio.median)}×** (${spread})`;
  const met = isMet(figure);
  const verdict = met === undefined ? '' : met ? 'met' : '**not met**';
  return `| ${[row, unit, print(ours), beside, times, bound(figure), goal && verdict].map((cell) => cell ?? '').join(' | ')} |`;
}

function bound({ goal, absolute }: Figure): string {
  if (goal === undefined) return '–';
  const times = absolute ? '' : '×';
  return 'atMost' in goal ? `≤ ${goal.atMost}${times}` : `≥ ${goal.atLeast}${times}`;
}

/** A pipe would end the cell. */
const escape = (text: string): string => text.replaceAll('|', String.raw`\|`);

/** Three digits: the noise is larger than the fourth. */
const print = (value: number): string =>
  Number.isFinite(value)
    ? value >= 100
      ? value.toFixed(0)
      : String(Number(value.toPrecision(3)))
    : '?';

export function readme(sections: readonly Section[], now: Circumstances): string {
  return `# How fast, beside the programs that people know

\`npm run bench\` measured this and wrote this file; \`npm run bench -- tftp http\` measures only those
sections, and writes nothing.

- **When** ${now.date}, ${now.minutes} minutes in all
- **Where** ${now.machine}
- **Versions** ${now.versions}
- **Load** ${now.load}

${table(sections)}

## How to read it

- Only ratios carry over to another machine. Every round runs all contenders, one after the other
  (A B A B …); the ratio is the median of the rounds' own ratios, with the lowest and highest beside it.
  *ours* and *peer* are medians. There are two to nine rounds, fewer where one takes long.
- Differences below 1.2× are not findings. Server and clients share the same cores, and whatever else the
  machine did: MB/s moved by 40 % between runs of the bench, CPU per GB and per DORA by 10 to 30 %.
- CPU is the server's, with its threads and children, from \`/proc\`. On loopback the kernel charges part of
  receiving to the sender, so that absolute values are worse than on a real network, and ratios nearer to 1.
- Ours is the published package's \`reconcile --watch\` as it is installed: with its log, its metrics and its
  store. It follows a repository and serves machines while it is measured. The command rows are whole
  processes from a cold start with warm file caches, of the built package: a checkout, which strips types at
  every start, is slower.
- Goals were set from prototypes before there was a product, on the same machine in a quieter hour: at most
  so many times the peer's CPU or time, at least so many times its speed, or a plain bound. \`met\` and
  \`not met\` compare with the median and know nothing of the spread beside it: read both.
- Times of whole commands and delays suffer most from a busy machine, CPU least: where the machine was
  busy, believe the CPU rows.

## What the rows are

- **TFTP** blksize 1468 on loopback. dnsmasq ignores the option windowsize and sends block by block.
  Block by block, nine tenths of our time is the kernel's and Node's for one datagram in and one out; a
  window of 8 shares the one in. *At once*: 64 clients ask in the same moment.
- **HTTP** nginx with one worker and sendfile. A file of up to 128 MB that was asked for twice is served from
  memory; larger ones are read through reused buffers, which costs a copy that sendfile does not make.
  The goals were set for the median of the streamed rows.
- **DHCP** perfdhcp as a relay in a network namespace of its own, fresh clients in every run. Our ACKs leave
  after the lease is flushed to disk; Kea's are written and not flushed, so a slow disk shows in our delay.
  At 1,000/s nearly every lease is flushed by itself; the goal for CPU is for rates at which leases share
  a flush.
- **Images** on a file system in memory, whole commands with their start. \`sha256sum\` of coreutils does not
  always use the CPU's instructions for SHA, and then is a weak peer; openssl does.
- **--dry-run** of a folder, without a store: no BMC is asked. One file of 1.2 kB for each machine; Ansible
  lists the same fields as host variables. *Cold* reads, checks and links every file; what Node has compiled
  is kept from the run before. *Unchanged* finds that no file has changed since, as git does from its index,
  and says again what was said.
- **Plan** in one process with the inventory loaded and a record for every machine; the memory is all of the
  process, with the inventory's documents.
- **Pass** of a controller that follows a repository on the same disk, with every machine in its store: fetch,
  load, observe, plan, check. The CPU is its own process's; the git commands that it starts are not counted.
`;
}
