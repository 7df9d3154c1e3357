/** Runs git, in a small environment. The only file that imports simple-git. */
import { type SimpleGit, simpleGit } from 'simple-git';

export interface Git {
  /** Standard output of a command. Rejects when git exits with anything but 0. */
  text(command: readonly string[], signal: AbortSignal): Promise<string>;
  /** Output of `git cat-file <flags>` with `input` on its standard input. */
  batch(flags: readonly string[], input: string, signal: AbortSignal): Promise<Uint8Array>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where programs and keys are, proxies, certificates, and how to ssh. */
const PASSED = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  // Under sudo, git takes the repositories of the one who typed it for its own.
  'SUDO_UID',
  'GIT_SSH_COMMAND',
  'GIT_SSL_CAINFO',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
];

/** Nobody is there to type a password; and messages are read by us, in one language. */
const FIXED = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/** Not a byte and not a line of progress for so long: the other side hangs. */
const SILENCE_MS = 60_000;

/** `own`: variables for git itself, such as GIT_DIR. The folder need not exist yet. */
export function createGit(dir: string, env: Environment, own: Record<string, string>): Git {
  const given = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const variables = { ...Object.fromEntries(given), ...FIXED, ...own } as Record<string, string>;
  const open = (signal: AbortSignal, input?: string): SimpleGit =>
    simpleGit({
      baseDir: dir,
      abort: signal,
      timeout: { block: SILENCE_MS },
      // Of the variables that simple-git guards, those that we have chosen.
      allowEnvironment: Object.keys(variables),
      unsafe: { allowUnsafeSshCommand: true },
      ...(input === undefined ? {} : { input: () => input }),
      // Without this an exit code other than 0 with nothing on stderr counts as success.
      errors: (error, { exitCode }) =>
        exitCode === 0 ? undefined : (error ?? new Error(`git exited with ${exitCode}`)),
    }).env(variables);
  return {
    text: async (command, signal) => open(signal).raw([...command]),
    batch: async (flags, input, signal): Promise<Uint8Array> =>
      (await open(signal, input).binaryCatFile([...flags])) as Uint8Array,
  };
}
