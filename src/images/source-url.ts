/** Where things are below a boot source's URL (maas-wire.md §2.1). Pure. */
import { ControllerError } from '../core/errors.ts';
import { isRelativePath } from './field.ts';

export interface SourceUrls {
  /** Of the tree that paths in the lists are relative to; ends in a slash. */
  readonly root: string;
  /** Indexes to try, best first, relative to the root. */
  readonly indexes: readonly string[];
}

/** `http://mirror/ephemeral-v3/stable`, with or without `/streams/v1/` and an index's name behind it. */
export function sourceUrls(url: string): SourceUrls {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.search || parsed.hash)
    throw new ControllerError('E_STREAM_FETCH', `reading boot source ${url}: not an HTTP URL`);
  const [, root = parsed.href, index = ''] =
    /^(.*\/)streams\/v1(?:\/([^/]+\.s?json)?)?$/.exec(parsed.href) ?? [];
  return {
    root: root.endsWith('/') ? root : `${root}/`,
    indexes: (index === '' ? ['index.sjson', 'index.json'] : [index]).map(
      (name) => `streams/v1/${name}`,
    ),
  };
}

/** The lists were checked when they were read; a plan may have lain in a file since. */
export function fileUrl(root: string, path: string): string {
  if (isRelativePath(path)) return root + path;
  throw new ControllerError(
    'E_STREAM_FORMAT',
    `finding ${JSON.stringify(path)} below ${root}: not a plain relative path`,
  );
}
