/** Conditional and range requests for one immutable representation (RFC 9110 §13 and §14). Pure. */

export interface Representation {
  /** Strong entity tag, with its quotes. */
  readonly etag: string;
  readonly bytes: number;
}

/** Inclusive, and inside the representation. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export type Selection =
  | { readonly status: 200 }
  | { readonly status: 206; readonly span: Span }
  | { readonly status: 304 | 412 | 416 };

/** Header values as Node.js gives them: names in lower case. */
export interface SelectionHeaders {
  readonly range?: string | undefined;
  readonly 'if-range'?: string | undefined;
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** What of `what` a GET or HEAD with these headers gets; precondition order as in RFC 9110 §13.2.2. */
export function select(headers: SelectionHeaders, what: Representation): Selection {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && !lists(ifMatch, what.etag)) return { status: 412 };
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && lists(ifNoneMatch.replaceAll('W/', ''), what.etag))
    return { status: 304 };
  const ifRange = headers['if-range'];
  // A date never equals an entity tag: without Last-Modified there is nothing it could be compared with.
  if (headers.range === undefined || (ifRange !== undefined && ifRange.trim() !== what.etag))
    return { status: 200 };
  return selectRange(headers.range, what.bytes);
}

const lists = (header: string, etag: string): boolean =>
  header.trim() === '*' || header.split(',').some((tag) => tag.trim() === etag);

/**
 * One range only. Several at once, and anything that is not a byte range, are answered with the whole
 * representation, as RFC 9110 §14.2 allows: no netboot client asks for several, attackers do.
 */
function selectRange(header: string, bytes: number): Selection {
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header);
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return { status: 200 };
  if (from === '') return suffix(Number(to), bytes);
  const first = Number(from);
  const last = to === '' ? bytes - 1 : Number(to);
  if (to !== '' && last < first) return { status: 200 };
  if (first >= bytes) return { status: 416 };
  return { status: 206, span: { first, last: Math.min(last, bytes - 1) } };
}

function suffix(length: number, bytes: number): Selection {
  if (length === 0 || bytes === 0) return { status: 416 };
  return { status: 206, span: { first: Math.max(0, bytes - length), last: bytes - 1 } };
}
