/** `reconcile diff BASE..HEAD`: what two commits declare differently, from git alone. No store is opened, no machine asked. */
import { openRevisions } from '../controller/wire-commands.ts';
import { hasErrors, printDiagnostics } from '../core/diagnostic.ts';
import { diffDocuments } from '../core/diff.ts';
import type { Revision } from '../core/ids.ts';
import type { Revisions } from '../core/ports.ts';
import { type Compared, diffJson, diffMarkdown, diffText } from '../core/render-diff.ts';
import { type CommonFlags, EXIT } from './flags.ts';
import { settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function diff(
  flags: CommonFlags,
  commits: string,
  terminal: Terminal,
): Promise<number> {
  const config = await settings(flags, terminal);
  if (config === undefined) return EXIT.usage;
  const [, from = '', to = ''] = /^(.+?)\.\.(.*)$/.exec(commits) ?? [];
  if (from === '' || to.startsWith('.')) return usage(`write BASE..HEAD, not ${commits}`, terminal);
  const revisions = await openRevisions(config, terminal.env, terminal.signal);
  if (revisions === undefined)
    return usage('the inventory lies in no git repository: there is nothing to compare', terminal);
  const base = await revisions.resolve(from, terminal.signal);
  const head = await revisions.resolve(to === '' ? 'HEAD' : to, terminal.signal);
  if (base === undefined || head === undefined)
    return usage(`no commit is called ${base === undefined ? from : to}`, terminal);
  const compared = await compare(revisions, [base, head], terminal);
  if (compared === undefined) return EXIT.invalid;
  terminal.out(print(compared, flags, terminal));
  return EXIT.done;
}

function usage(sentence: string, terminal: Terminal): number {
  terminal.err(`reconcile diff: ${sentence}\n`);
  return EXIT.usage;
}

/** `undefined` where the newer commit has mistakes, which are told; those of the older one are past. */
async function compare(
  revisions: Revisions,
  [base, head]: readonly [Revision, Revision],
  terminal: Terminal,
): Promise<Compared | undefined> {
  const before = await revisions.declared(base, terminal.signal);
  const after = await revisions.declared(head, terminal.signal);
  terminal.err(printDiagnostics(after.diagnostics));
  if (hasErrors(after.diagnostics)) return undefined;
  return { base, head, changes: diffDocuments(before.documents, after.documents) };
}

function print(compared: Compared, { format }: CommonFlags, terminal: Terminal): string {
  switch (format) {
    case 'json':
      return diffJson(compared);
    case 'markdown':
      return diffMarkdown(compared);
    case 'text':
      return diffText(compared, terminal.paint);
  }
}
