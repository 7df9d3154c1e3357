/** Tar archives, member by member. The only import of tar-stream. */
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';

export interface TarMember {
  /** As the archive says, unchecked. */
  readonly name: string;
  /** `file`, `directory`, `symlink`, `link`, `character-device`, … */
  readonly type: string;
  readonly bytes: number;
  /** Its content; what is left of it is skipped when the next member is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Rejects for bytes that are no tar archive. */
export async function* readTar(archive: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const members = extract();
  const source = Readable.from(archive);
  source.once('error', (error) => members.destroy(error));
  source.pipe(members);
  try {
    for await (const member of members) {
      const { name, type, size } = member.header;
      const content = member as AsyncIterable<Uint8Array>;
      yield { name, type: type ?? 'file', bytes: size ?? 0, content };
      member.resume();
    }
  } finally {
    source.destroy();
  }
}
