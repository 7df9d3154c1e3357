/** What every power driver promises (core/ports.ts). A site's own driver passes this, or it is not one. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControllerError, type ErrorCode } from '../../src/core/errors.ts';
import type { PowerControl } from '../../src/core/ports.ts';

/** One machine, its BMC, and the driver connected to it. The machine is off. */
export interface PowerRig {
  readonly control: PowerControl;
  /** The same machine, asked with a password that is not its own; `undefined` for drivers without one. */
  readonly stranger: PowerControl | undefined;
  /** The driver connected to where nobody answers. */
  readonly nobody: PowerControl;
  machine(): MachineSeen | Promise<MachineSeen>;
  dispose(): Promise<void>;
}

export interface MachineSeen {
  readonly power: 'on' | 'off';
  /** Times that something which ran was stopped. */
  readonly interruptions: number;
  /** What the last power-on booted; `undefined` for drivers that cannot choose. */
  readonly booted: 'network' | 'disk' | undefined;
}

const forEver = new AbortController().signal;

export function powerDriverConformance(name: string, create: () => Promise<PowerRig>): void {
  describe(`${name} is a power driver`, () => {
    let rig: PowerRig;
    beforeEach(async () => {
      rig = await create();
    });
    afterEach(() => rig.dispose());
    switching(() => rig);
    failing(() => rig);
  });
}

function switching(rig: () => PowerRig): void {
  test('says whether the machine is on, and switches it', async () => {
    const { control } = rig();
    expect(await control.query(forEver)).toBe('off');
    await control.on(forEver);
    expect((await rig().machine()).power).toBe('on');
    expect(await control.query(forEver)).toBe('on');
    await control.off(forEver);
    expect((await rig().machine()).power).toBe('off');
    expect(await control.query(forEver)).toBe('off');
  });

  test('on, to a machine that is on, changes nothing', async () => {
    await rig().control.on(forEver);
    await rig().control.on(forEver);
    expect(await rig().machine()).toMatchObject({ power: 'on', interruptions: 0 });
  });

  test('off, to a machine that is off, changes nothing', async () => {
    await rig().control.off(forEver);
    expect((await rig().machine()).power).toBe('off');
  });

  test('a network boot is for the next power-on, and switches nothing by itself', async () => {
    const { control } = rig();
    await control.netbootOnce('uefi', forEver);
    expect((await rig().machine()).power).toBe('off');
    await control.on(forEver);
    expect((await rig().machine()).booted ?? 'network').toBe('network');
    await control.off(forEver);
    await control.on(forEver);
    expect((await rig().machine()).booted ?? 'disk').toBe('disk');
  });
}

function failing(rig: () => PowerRig): void {
  test('a password that is wrong is E_POWER_AUTH, whatever is asked', async () => {
    const { stranger } = rig();
    if (stranger === undefined) return;
    expect(await codes(stranger)).toEqual(new Set(['E_POWER_AUTH']));
    expect((await rig().machine()).power).toBe('off');
  });

  test('where nobody answers is E_POWER_CONNECTION', async () => {
    expect(await codes(rig().nobody)).toEqual(new Set(['E_POWER_CONNECTION']));
  });

  test('what was cancelled before is not done, and the reason is given', async () => {
    const reason = new RangeError('shutting down');
    await expect(rig().control.on(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect((await rig().machine()).power).toBe('off');
  });

  test('the caller’s own timeout is E_POWER_CONNECTION', async () => {
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    expect(await codeOf(rig().control.query(late))).toBe('E_POWER_CONNECTION');
  });
}

async function codes(control: PowerControl): Promise<Set<ErrorCode | undefined>> {
  const asked = [control.query(forEver), control.on(forEver), control.off(forEver)];
  return new Set(await Promise.all(asked.map(codeOf)));
}

const codeOf = (asked: Promise<unknown>): Promise<ErrorCode | undefined> =>
  asked.then(
    () => undefined,
    (error: unknown) => (error instanceof ControllerError ? error.code : undefined),
  );
