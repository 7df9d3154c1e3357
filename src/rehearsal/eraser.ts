/** `environment/erase.py` on a modelled machine: shows itself, gets a list of disks or a refusal, and erases those. */
import { asText } from './boot.ts';
import type { Instance } from './cloud-init.ts';
import { type BlockDisk } from './disk.ts';
import { gather, type FactsSource, hasDisks } from './facts.ts';
import type { Board } from './firmware.ts';
import { list, map, string } from './loose.ts';
import { failure, strikes, tellController } from './programs.ts';

const ERASE_MS = 400;
/** As much of each end as the program overwrites. */
const END = 4 * 2 ** 20;

/** `reset`: it went down in the middle. */
export type ErasingEnd = 'done' | 'failed' | 'reset';

interface Order {
  readonly method: string;
  readonly disks: readonly Record<string, unknown>[];
}

export async function erase(
  board: Board,
  instance: Instance,
  facts: FactsSource,
  boot: string,
): Promise<ErasingEnd> {
  if (strikes(board, 'dies-before-erasing')) return 'reset';
  const order = await ask(instance, facts, boot);
  if ('refused' in order) {
    board.tell({ event: 'rack.refused', because: order.refused });
    return 'failed';
  }
  await board.work(ERASE_MS);
  if (strikes(board, 'dies-erasing')) return 'reset';
  if (strikes(board, 'erasing-fails'))
    return fail(board, instance, 'hdparm is not in this environment');
  for (const wanted of order.disks) {
    // Looked up once more, right before it is written.
    const disk = hasDisks(facts, [wanted]) ? find(board, wanted) : undefined;
    if (disk === undefined)
      return fail(
        board,
        instance,
        `expected disk ${string(wanted['serial']) ?? 'without a serial'}`,
      );
    blank(disk, order.method);
    board.tell({ event: 'rack.erased', disk: disk.serial, how: order.method });
  }
  if (!strikes(board, 'signal-lost')) await tellController(board, instance, { status: 'OK' });
  return 'done';
}

async function ask(
  { ask: request, base }: Instance,
  facts: FactsSource,
  boot: string,
): Promise<Order | { readonly refused: string }> {
  const { status, bytes } = await request(`${base}erase`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ boot, facts: gather(facts) }),
  });
  if (status !== 200 && status !== 409) return { refused: `the controller answered ${status}` };
  const { refused, method, disks } = map(JSON.parse(asText(bytes)));
  if (status === 409) return { refused: string(refused) ?? 'without a reason' };
  return { method: string(method) ?? '', disks: list(disks).map(map) };
}

async function fail(board: Board, instance: Instance, reason: string): Promise<ErasingEnd> {
  await tellController(board, instance, failure(`erasing failed: ${reason}`));
  return 'failed';
}

const find = ({ disks }: Board, { serial }: Record<string, unknown>): BlockDisk | undefined =>
  disks.find((disk) => disk.serial === serial);

/** `quick`: both ends, of its partitions and then of the disk; everything else overwrites it. */
function blank(disk: BlockDisk, method: string): void {
  const zeros = { kind: 'zeros' } as const;
  if (method !== 'quick') disk.write({ first: 0, bytes: disk.bytes, content: zeros });
  else
    for (const { first, bytes } of [...disk.partitions(), { first: 0, bytes: disk.bytes }]) {
      const end = Math.min(END, bytes);
      disk.write({ first, bytes: end, content: zeros });
      disk.write({ first: first + bytes - end, bytes: end, content: zeros });
    }
}
