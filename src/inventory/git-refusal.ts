/** What git's messages mean, and what to do. No password of a URL gets into any of them. */
import { didYouMean } from '../core/diagnostic.ts';

/** `https://name:password@host/…` → `https://***@host/…`; a bare user name, as in `git@host:`, stays. */
export const withoutPassword = (text: string): string =>
  text.replaceAll(/(?<=:\/\/)[^\s/@]*:[^\s/@]*@|(?<=https?:\/\/)[^\s/@]+@/g, '***@');

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/ENOENT/, 'the program git was not found; install git'],
  [
    /host key verification failed/i,
    'the host key of the remote is not known here; add it to ~/.ssh/known_hosts',
  ],
  [
    /authentication failed|permission denied|could not read (?:username|password)|terminal prompts disabled|\b40[13]\b/i,
    'the remote refuses us; give it a key (ssh-agent, GIT_SSH_COMMAND) or a credential helper for https',
  ],
  [
    /does not appear to be a git repository|repository .*not found|\b404\b/i,
    'there is no such repository; check its address',
  ],
  [
    /dubious ownership/i,
    'the repository belongs to another user; run as that one, or say "git config --global --add safe.directory PATH"',
  ],
  [/no space left/i, 'the disk of the data directory is full; make room'],
];

/** Git's own words, and a sentence that says what to do. */
export function whyRefused(error: unknown): Error {
  const message = withoutPassword(error instanceof Error ? error.message : String(error));
  const [, advice] = ADVICE.find(([pattern]) => pattern.test(message)) ?? [
    undefined,
    'the remote cannot be reached; check its address and the network',
  ];
  return new Error(`${advice} (${firstLine(message)})`);
}

/** Lines of progress come before the one that counts. */
const firstLine = (message: string): string => {
  const lines = message.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.find((line) => /^(?:fatal|error|ssh):/.test(line)) ?? lines[0] ?? 'git failed';
};

export function missingBranch(branch: string, known: readonly string[]): Error {
  const near = didYouMean(branch, known);
  const detail =
    near !== undefined
      ? `did you mean "${near}"?`
      : known.length === 0
        ? 'it has no branches yet; push one'
        : `it has ${known.slice(0, 10).join(', ')}`;
  return new Error(`there is no branch "${branch}"; ${detail}`);
}
