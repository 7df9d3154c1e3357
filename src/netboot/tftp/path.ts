/** Paths as boot loaders write them → names in the file space. */

/**
 * Backslashes are slashes (Windows and some ROMs), leading, doubled and `.` segments count for nothing.
 * `undefined` for what could leave the file space or be no name in it: `..`, control characters.
 * Nothing is decoded: `%2e%2e` is a name like any other, and not there.
 */
export function normalizePath(raw: string): string | undefined {
  const segments = raw
    .replaceAll('\\', '/')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
  const path = segments.join('/');
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  const bad = segments.includes('..') || path === '' || /[\u0000-\u001f\u007f]/.test(path);
  return bad ? undefined : path;
}
