/**
 * Forms that machines post: multipart/form-data (RFC 7578, RFC 2046 §5.1) and
 * application/x-www-form-urlencoded. Bodies arrive whole and bounded; what is not a form is `undefined`.
 */

export interface Form {
  /** The first value of a name counts. */
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Of parts, and of fields: far more than any runner sends. */
const MOST_PARTS = 256;
const MOST_HEADER = 4096;

export function parseForm(contentType: string | undefined, body: Uint8Array): Form | undefined {
  const type = contentType ?? 'application/x-www-form-urlencoded';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return parseUrlEncoded(body);
  const boundary = /^multipart\/form-data\b.*\bboundary=(?:"([^"]+)"|([^\s;]+))/is.exec(type);
  return boundary === null
    ? undefined
    : parseMultipart(Buffer.from(body), boundary[1] ?? boundary[2] ?? '');
}

function parseUrlEncoded(body: Uint8Array): Form | undefined {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.from(body).toString('utf8'))) {
    if (fields.size >= MOST_PARTS) return undefined;
    if (!fields.has(name)) fields.set(name, value);
  }
  return { fields, files: new Map() };
}

function parseMultipart(body: Buffer, boundary: string): Form | undefined {
  const fields = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  for (const part of split(body, boundary)) {
    const read = readPart(part);
    if (read === undefined || fields.size + files.size >= MOST_PARTS) return undefined;
    if (read.isFile) files.set(read.name, read.content);
    else if (!fields.has(read.name)) fields.set(read.name, read.content.toString('utf8'));
  }
  return { fields, files };
}

/** The pieces between one delimiter line and the next; nothing where the first delimiter is missing. */
function* split(body: Buffer, boundary: string): Generator<Buffer> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const opening = delimiter.subarray(2);
  let at = body.indexOf(opening);
  if (at === -1) return;
  at += opening.length;
  while (body.toString('latin1', at, at + 2) !== '--') {
    const end = body.indexOf(delimiter, at);
    // A part that is cut off is yielded as it is, and refused by whoever looks for its header.
    yield body.subarray(at, end === -1 ? at : end);
    if (end === -1) return;
    at = end + delimiter.length;
  }
}

function readPart(
  part: Buffer,
): { readonly name: string; readonly isFile: boolean; readonly content: Buffer } | undefined {
  const end = part.indexOf('\r\n\r\n');
  if (end === -1 || end > MOST_HEADER) return undefined;
  const header = part.toString('utf8', 0, end);
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(header)?.[1];
  const name = /;\s*name="([^"]*)"/i.exec(disposition ?? '')?.[1];
  if (disposition === undefined || name === undefined) return undefined;
  const filename = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1];
  return {
    name: filename ?? name,
    isFile: filename !== undefined,
    content: part.subarray(end + 4),
  };
}
