/** The next step of one machine: a switch on its phase (README.md, rules and phases). */
import type { Verb } from './action.ts';
import { firstContactDoubt } from './first-contact.ts';
import { type Instant, later } from './ids.ts';
import type { Site } from './inventory.ts';
import type { Deployment, MachineRecord, Phase } from './machine.ts';
import type { Recorded } from './match.ts';
import { backoff } from './patience.ts';
import { planDeployment } from './plan-deploy.ts';
import { identityStep } from './plan-identity.ts';
import {
  askAgain,
  attend,
  boot,
  giveUp,
  type MachineView,
  printMs,
  recorded,
  restOff,
} from './plan-power.ts';
import {
  afterFailedRelease,
  attendRelease,
  erasesUntil,
  installedGeneration,
  release,
} from './plan-release.ts';
import { missingForNetboot } from './select.ts';
import { act, done, hold, type Step, wait } from './step.ts';

export function nextMachineStep(view: MachineView): Step {
  const { record } = view;
  const identity = identityStep(view);
  if (identity !== undefined) return identity;
  switch (record.phase) {
    case 'new':
      return firstCommission(view);
    case 'commissioning':
      return attend(view, 'commissioning', view.inventory.site.timeouts.commissioning);
    case 'failed-commissioning':
      return commissionAgain(view);
    case 'ready':
      return fromReady(view);
    case 'allocated':
      return fromAllocated(view);
    case 'deploying':
      return attendDeployment(view);
    case 'failed-deployment':
      return afterFailedDeployment(view);
    case 'deployed':
      return fromDeployed(view);
    case 'releasing':
      return attendRelease(view);
    case 'failed-releasing':
      return afterFailedRelease(view);
    case 'broken':
      return hold(
        `marked broken: ${record.reason ?? 'no reason given'}; mended, say \`reconcile machine mark-fixed ${view.spec.name}\``,
      );
  }
}

const NEVER_COMMISSIONED = 'it was never commissioned';

function firstCommission(view: MachineView): Step {
  const { spec, power, observed, inventory } = view;
  return (
    firstContactDoubt(spec, power, observed, inventory.site) ??
    commission(view, 'commission', NEVER_COMMISSIONED)
  );
}

function commissionAgain(view: MachineView): Step {
  const { record, inventory, observed } = view;
  const reason = record.reason ?? 'commissioning failed';
  if (record.aborted) return hold(`${reason}; ${sayRetry(view)}`);
  if (record.attempts >= inventory.site.maxAttempts)
    return hold(
      `${reason} (attempt ${record.attempts} of ${inventory.site.maxAttempts}); ${sayRetry(view)}`,
    );
  const again = later(record.since, backoff(record.attempts));
  if (record.attempts > 0 && observed.at < again)
    return wait(`${reason}; it is commissioned again`, again);
  return commission(view, 'commission', reason);
}

function commission(view: MachineView, verb: Verb, because: string): Step {
  const missing = missingForNetboot(view.inventory, view.observed);
  if (missing !== undefined) return wait(`${missing} is not mirrored yet`);
  if (view.power === 'error') return askAgain(view);
  return act(verb, because, recorded(view, { kind: 'commission-started' }), boot(view));
}

function fromReady(view: MachineView): Step {
  const { spec, record } = view;
  const { target } = spec;
  if (target.kind === 'released') return restOff(view);
  // It was adopted as it ran, and then given up.
  if (record.hardware === undefined) return commission(view, 'commission', NEVER_COMMISSIONED);
  if (target.kind === 'deployed') {
    const ready = planDeployment(view);
    return ready.kind === 'refused' ? ready.step : allocate(view);
  }
  return spec.owner === undefined ? restOff(view) : allocate(view);
}

function allocate(view: MachineView): Step {
  const { spec, record } = view;
  const before = record.owner === undefined ? '' : `, no longer to ${record.owner}`;
  const because =
    spec.owner === undefined ? 'its target is deployed' : `it belongs to ${spec.owner}${before}`;
  return act('allocate', because, recorded(view, { kind: 'allocated', owner: spec.owner }));
}

function fromAllocated(view: MachineView): Step {
  const { spec, record } = view;
  const installs = spec.target.kind === 'deployed';
  if (spec.target.kind === 'released' || (spec.owner === undefined && !installs))
    return act('release', 'nobody owns it any more', recorded(view, { kind: 'release-started' }));
  // Nothing of the owner's was ever on it.
  if (spec.owner !== record.owner) return allocate(view);
  return installs ? deploy(view, 'deploy') : restOff(view);
}

function deploy(view: MachineView, verb: Verb): Step {
  const planned = planDeployment(view);
  if (planned.kind === 'refused') return planned.step;
  if (view.power === 'error') return askAgain(view);
  const { deployment } = planned;
  return act(
    verb,
    installation(deployment, view.record.deployment),
    recorded(view, { kind: 'deploy-started', deployment }),
    boot(view),
  );
}

/** `generation 1 → 2: ubuntu/noble/amd64/ga-24.04 20260801`; its disks are the plan's rows of their own. */
function installation(next: Deployment, before: Deployment | undefined): string {
  const from =
    before === undefined || before.generation === next.generation ? '' : `${before.generation} → `;
  const how = next.inMemory ? ', in memory' : '';
  return `generation ${from}${next.generation}: ${next.image} ${next.version}${how}`;
}

/** Until the installer is released the machine is booted as often as it takes; afterwards only time decides (rule 8). */
function attendDeployment(view: MachineView): Step {
  const { record, inventory, observed } = view;
  const limit = inventory.site.timeouts.deploying;
  if (record.installerReleased === undefined) return attend(view, 'deploying', limit);
  const deadline = later(record.since, limit);
  return observed.at >= deadline
    ? giveUp(
        view,
        `the installer was released, and no word that it finished came within ${printMs(limit)}`,
      )
    : wait('the installer runs', deadline);
}

function afterFailedDeployment(view: MachineView): Step {
  const { spec, record, inventory, observed } = view;
  const { target } = spec;
  if (target.kind === 'released') return release(view, target);
  if (target.kind === 'ready')
    return hold(`${record.reason ?? 'deploying failed'}; its target says ready: release it first`);
  const owner = anotherOwner(view);
  if (owner !== undefined) return owner;
  const newer = target.deployment.generation > (record.deployment?.generation ?? 0);
  const reason = record.reason ?? 'deploying failed';
  if (newer && record.refused !== undefined)
    return commission(view, 'recommission', `it is not what was commissioned: ${reason}`);
  if (newer || record.attempts === 0) return deploy(view, newer ? 'reinstall' : 'deploy');
  if (record.refused !== undefined)
    return hold(
      `${reason}; it is not what was commissioned: put that right and ${sayRetry(view)}, or raise deploy.generation to commission it anew`,
      record.refused,
    );
  if (record.aborted) return hold(`${reason}; raise deploy.generation or ${sayRetry(view)}`);
  if (record.installerReleased !== undefined)
    return hold(
      `${reason}; its disks may be half written: look at it, then raise deploy.generation or ${sayRetry(view)}`,
    );
  if (record.attempts >= inventory.site.maxAttempts)
    return hold(
      `${reason} (attempt ${record.attempts} of ${inventory.site.maxAttempts}); ${sayRetry(view)}`,
    );
  const again = later(record.since, backoff(record.attempts));
  return observed.at < again
    ? wait(`${reason}; it is deployed again`, again)
    : deploy(view, 'deploy');
}

function fromDeployed(view: MachineView): Step {
  const { spec } = view;
  const { target } = spec;
  const installed = installedGeneration(view);
  if (target.kind === 'released') return release(view, target);
  if (target.kind === 'ready')
    return hold(
      `generation ${installed} is deployed; to give it up write target: released and release: {generation: ${installed}}`,
    );
  const owner = anotherOwner(view);
  if (owner !== undefined) return owner;
  return target.deployment.generation > installed ? deploy(view, 'reinstall') : done;
}

/** What its owner has on it is given up by a release, which names it. */
function anotherOwner({ spec, record, ledger }: MachineView): Step | undefined {
  if (record.owner === undefined || record.owner === spec.owner) return undefined;
  const installed = record.deployment?.generation ?? ledger?.generation ?? 0;
  return hold(
    `it is deployed for ${record.owner}: give it up with target: released and release: {generation: ${installed}}, before it belongs to ${spec.owner ?? 'nobody'}`,
    'owner',
  );
}

const sayRetry = ({ spec }: MachineView): string => `say \`reconcile machine retry ${spec.name}\``;

/** A record that nothing declares any more: what runs is finished, then it is forgotten (rule 2). */
export function orphanStep({ id, machine }: Recorded, site: Site, at: Instant): Step {
  const { record, serial } = machine;
  const deadline = runsUntil(record, site);
  if (deadline !== undefined && at < deadline)
    return wait(`it left the inventory while ${record.phase}, which is finished first`, deadline);
  const because =
    'it left the inventory; its MACs boot the local disk until they are declared again, or cleared (`reconcile machine clear`)';
  return act('forget', because, { kind: 'machine.forget', id, expect: serial });
}

function runsUntil(record: MachineRecord, { timeouts }: Site): Instant | undefined {
  if (record.phase === 'releasing' && record.erasure !== undefined)
    return erasesUntil(record, timeouts.erasing);
  const limits: { readonly [P in Phase]?: number } = {
    commissioning: timeouts.commissioning,
    deploying: timeouts.deploying,
    releasing: timeouts.releasing,
  };
  const limit = limits[record.phase];
  return limit === undefined ? undefined : later(record.since, limit);
}
