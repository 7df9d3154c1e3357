/** What a rehearsal has shown, in the end: from what the machines did, not from what the controller says. */
import type { Pass } from '../controller/loop.ts';
import { printBytes } from '../core/plan-image.ts';
import type { Rack } from '../rehearsal/rack.ts';
import type { Story, Tally } from './rehearse-story.ts';

export function prove(
  { plan }: Pass,
  { machines }: Pick<Rack, 'machines'>,
  story: Pick<Story, 'tally' | 'seconds'>,
): readonly (readonly [string, string])[] {
  const rows = plan.changes.filter(({ subject }) => subject.kind === 'machine');
  const there = rows.filter(({ step }) => step.kind === 'done').length;
  const tally = story.tally();
  return [
    ['machines', `${there} of ${rows.length} at their target; ${systems([...machines.values()])}`],
    ['installs', installs(machines, tally)],
    ['served', served(tally)],
    ...(tally.faults === 0
      ? []
      : [
          [
            'faults',
            `${tally.faults} struck${there === rows.length ? ', and were overcome' : ''}`,
          ] as const,
        ]),
    ['time', `${story.seconds()} s`],
  ];
}

function systems(machines: readonly Pick<RackMachine, 'system' | 'isOn'>[]): string {
  const count = (from: string): number =>
    machines.filter((machine) => machine.system()?.from === from).length;
  const off = machines.filter((machine) => !machine.isOn()).length;
  return [
    [count('disk'), 'from disk'],
    [count('memory'), 'from memory'],
    [off, 'off'],
  ]
    .filter(([n]) => n !== 0)
    .map(([n, what]) => `${n} ${what}`)
    .join(', ');
}

type RackMachine = Rack['machines'] extends ReadonlyMap<string, infer M> ? M : never;

/** Two witnesses: who was given the installer, and which disks were written. */
function installs(machines: Rack['machines'], { written }: Tally): string {
  const again = [...machines.values()].filter((machine) => machine.installs() > 1);
  const twice = [...written].filter(([, times]) => times > 1);
  if (again.length > 0 || twice.length > 0)
    return [
      ...again.map(({ model, installs: times }) => `${model.name} was installed ${times()} times`),
      ...twice.map(([disk, times]) => `disk ${disk} was written ${times} times`),
    ].join(', ');
  const count = written.size;
  if (count === 0) return 'no disk was written';
  return count === 1 ? '1 disk written, once' : `${count} disks written, each exactly once`;
}

const served = ({ bytes: { tftp, http } }: Tally): string =>
  `${printBytes(tftp + http)}: ${printBytes(tftp)} by TFTP, ${printBytes(http)} by HTTP; nothing was booted that was not signed`;
