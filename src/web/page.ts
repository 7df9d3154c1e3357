/** The status page: plain HTML that needs no script and loads nothing. */
import type { Instant } from '../core/ids.ts';
import { printBytes } from '../core/plan-image.ts';
import type { HistoryEntry } from '../core/ports.ts';
import { type Content, type Html, markup } from './html.ts';
import type { Banner, MachineRow, StatusView, StepRow } from './status.ts';
import { STYLE } from './style.ts';

/** Seconds between two looks of an open page. */
const REFRESH = 10;

export function overviewPage(view: StatusView): string {
  return document(view, view.site, [
    view.banners.map(banner),
    counts(view),
    markup`<h2>Machines</h2>\n`,
    view.machines.length === 0
      ? markup`<p class="dim">There is none.</p>\n`
      : machineTable(view.machines, view.at),
    others(view),
    candidates(view),
    images(view),
    history(view.history, view.at),
  ]);
}

/** `undefined`: there is no such machine. */
export function machinePage(
  view: StatusView,
  name: string,
  entries: readonly HistoryEntry[],
): string | undefined {
  const row = view.machines.find((machine) => machine.name === name);
  if (row === undefined) return undefined;
  return document(view, row.name, [
    markup`<p><a href="/">${view.site}</a></p>\n`,
    definitions(facts(row, view.at)),
    history(entries, view.at),
  ]);
}

function document(view: StatusView, heading: string, body: Content): string {
  const revision = view.revision?.slice(0, 12);
  const source = revision === undefined ? 'no inventory was accepted yet' : `inventory ${revision}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH}">
<title>${heading} · Rackwright</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<h1>${heading}</h1>
<p class="dim">${source}, observed ${time(view.at)}</p>
${body}</body>
</html>
`.html;
}

const banner = ({ severity, title, lines }: Banner): Html =>
  markup`<div class="banner ${severity}" role="alert"><strong>${title}</strong>${
    lines.length > 0 && markup`<pre>${lines.join('\n')}</pre>`
  }</div>\n`;

const STEPS = { act: 'to do', hold: 'held', wait: 'waiting', done: 'unchanged' } as const;

function counts(view: StatusView): Html {
  const phases = Object.entries(view.phases).toSorted(([, a], [, b]) => b - a);
  const steps = (['act', 'hold', 'wait', 'done'] as const).filter((kind) => view.steps[kind] > 0);
  return markup`<ul class="counts">
${steps.map((kind) => markup`<li class="${kind}">${view.steps[kind]} ${STEPS[kind]}</li>\n`)}${phases.map(
    ([phase, count]) => markup`<li>${count} ${phase}</li>\n`,
  )}</ul>\n`;
}

const machineTable = (rows: readonly MachineRow[], at: Instant): Html =>
  markup`<table>
<thead><tr><th>Machine</th><th>Phase</th><th>Since</th><th>Next step</th><th>Target</th></tr></thead>
<tbody>
${rows.map((row) => tableRow(row, at))}</tbody>
</table>\n`;

const tableRow = (row: MachineRow, at: Instant): Html =>
  markup`<tr>
<td><a href="/machines/${row.name}">${row.name}</a></td>
<td data-label="phase">${row.phase ?? 'unrecorded'}</td>
<td data-label="since">${row.since === undefined ? '–' : age(row.since, at)}</td>
<td data-label="next">${nextText(row, at)}</td>
<td data-label="target">${row.target}</td>
</tr>\n`;

const MARKS = { act: '~', wait: '…', hold: '!', done: '·' } as const;

function stepText(step: StepRow, at: Instant): Html {
  const until = step.until === undefined ? '' : `, ${span(step.until - at)} left`;
  const verb = step.verb === undefined ? '' : `${step.verb}: `;
  const text = step.kind === 'done' ? 'nothing to do' : `${verb}${step.because}${until}`;
  return markup`<span class="${step.kind}">${MARKS[step.kind]} ${text}</span>`;
}

function nextText(row: MachineRow, at: Instant): Html {
  const disks = row.dataLoss.map(({ disk, bytes, holds }) =>
    holds === ''
      ? markup`<br>writes ${disk} (${printBytes(bytes)}, blank)`
      : markup`<br><span class="loss">erases ${disk} (${printBytes(bytes)}, ${holds})</span>`,
  );
  const pending =
    row.pending.length > 0 &&
    markup`<br><span class="dim">pending until the next install: ${row.pending.join('; ')}</span>`;
  return markup`${stepText(row.step, at)}${disks}${pending}`;
}

type Fact = readonly [term: string, value: Html | string | undefined];

function facts(row: MachineRow, at: Instant): readonly Fact[] {
  const { installed, setback } = row;
  const kept = installed?.inMemory === true ? ', in memory' : '';
  return [
    ['phase', row.phase ?? 'unrecorded'],
    ['since', row.since && time(row.since)],
    ['why', row.reason],
    ['next', nextText(row, at)],
    ['the way to go', row.route.join(' → ')],
    ['target', row.target],
    ['power', row.power],
    ['owner', row.owner],
    [
      'deployed',
      installed &&
        `${installed.image} ${installed.version} (generation ${installed.generation}${kept})`,
    ],
    ['last setback', setback && `${setback.message} (${setback.code}), ${age(setback.at, at)} ago`],
    ['MACs', row.macs.join(', ')],
    ['declared at', row.declaredAt],
  ];
}

const definitions = (list: readonly Fact[]): Html =>
  markup`<dl>
${list.map(
  ([term, value]) =>
    value !== undefined && value !== '' && markup`<dt>${term}</dt><dd>${value}</dd>\n`,
)}</dl>\n`;

const others = (view: StatusView): Html | false =>
  view.others.length > 0 &&
  markup`<h2>Boot source and images</h2>
${definitions(view.others.map((row) => [row.title, stepText(row.step, view.at)]))}`;

const candidates = (view: StatusView): Html | false =>
  view.candidates.length > 0 &&
  markup`<h2>Candidates</h2>
<p class="dim"><code>reconcile candidates --write DIR</code> writes their Machine files.</p>
<ul>
${view.candidates.map((row) => {
  const seen = `${row.architecture}, seen ${age(row.seenAt, view.at)} ago`;
  return markup`<li>${row.macs.join(', ')} <span class="dim">${seen}</span></li>\n`;
})}</ul>\n`;

const images = (view: StatusView): Html | false =>
  view.images.length > 0 &&
  markup`<h2>Stored images</h2>
<ul>
${view.images.map((row) => {
  const stored = `${row.versions.join(', ')}, ${printBytes(row.bytes)}`;
  return markup`<li>${row.key} <span class="dim">${stored}</span></li>\n`;
})}</ul>\n`;

const history = (entries: readonly HistoryEntry[], at: Instant): Html | false =>
  entries.length > 0 &&
  markup`<h2>History</h2>
<ul>
${entries.toReversed().map((entry) => {
  const subject = entry.subject.replace(/^machine\//, '');
  const ago = `${age(entry.at, at)} ago`;
  return markup`<li>${time(entry.at)} ${subject}: ${entry.text} <span class="dim">${ago}</span></li>\n`;
})}</ul>\n`;

function time(at: Instant): Html {
  const text = new Date(at).toISOString().slice(0, 19);
  return markup`<time datetime="${text}Z">${text.replace('T', ' ')} UTC</time>`;
}

const age = (since: Instant, at: Instant): string => span(at - since);

/** In one unit: `45 s`, `12 min`, `3 h`, `9 d`. */
function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
