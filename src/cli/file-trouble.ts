/** Files that a person named, and that cannot be read or written: said in words, because nothing of ours is wrong. */

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
};

/** `cannot open p.json: there is no such file or folder`; `undefined` for every other error. */
export function fileTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  const words = WORDS[code];
  return words === undefined || path === undefined
    ? undefined
    : `cannot ${syscall ?? 'use'} ${path}: ${words}`;
}
