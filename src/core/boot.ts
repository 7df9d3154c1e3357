/** What a machine gets when it netboots: a pure function of its row (README.md, phases). */
import { isErasing } from './erasing.ts';
import type { MachineRecord, Phase } from './machine.ts';

/**
 * MAAS's words. `poweroff` boots the commissioning image and powers off from there (maas-wire.md
 * §1.4): the last owner's disk must not run. `xinstall` is the target's ephemeral environment, for
 * a deployment to disk and for one in memory alike. `erasing` is ours: the commissioning image with
 * another program in it.
 */
export type BootPurpose =
  | 'enlist'
  | 'commissioning'
  | 'xinstall'
  | 'erasing'
  | 'local'
  | 'poweroff';

export function bootPurpose(record: MachineRecord): BootPurpose {
  return purposeIn(record.phase, record);
}

function purposeIn(phase: Phase, record: MachineRecord): BootPurpose {
  switch (phase) {
    case 'commissioning':
      return 'commissioning';
    case 'deploying':
      // From the installer's release on, a new boot gets the local disk (rule 8).
      return record.installerReleased === undefined ? 'xinstall' : 'local';
    case 'deployed':
      return record.deployment?.inMemory === true ? 'xinstall' : 'local';
    case 'releasing':
      // Like an installer, a list of disks is for one boot: a half erased disk must not run.
      return isErasing(record) && record.erasure?.released === undefined ? 'erasing' : 'poweroff';
    case 'ready':
    case 'allocated':
    // A release that failed is none that is over: what the last owner left must not run.
    case 'failed-releasing':
      return 'poweroff';
    // To the letter of rule 9, also where no installer went out: it is nobody's to switch off.
    case 'failed-deployment':
    case 'new':
    case 'failed-commissioning':
      return 'local';
    case 'broken':
      return record.brokenFrom === undefined || record.brokenFrom === 'broken'
        ? 'local'
        : purposeIn(record.brokenFrom, record);
  }
}
