/** Asks BMCs whether machines are on, without letting a slow one hold up a pass. */
import { asControllerError, ControllerError, explain } from '../core/errors.ts';
import type { Instant, MachineName } from '../core/ids.ts';
import type { MachineSpec } from '../core/inventory.ts';
import type { PowerState } from '../core/observed.ts';
import type { Clock, PowerDriver, Secrets } from '../core/ports.ts';

export interface PowerWatch {
  /** Power of these machines, at most `maxAgeMs` old; who has not answered in `PATIENCE_MS` counts as `error` until it has. */
  look(machines: readonly MachineSpec[], maxAgeMs: number, signal: AbortSignal): Promise<SeenPower>;
}

export interface SeenPower {
  readonly power: ReadonlyMap<MachineName, PowerState>;
  /** Why a BMC could not be asked. */
  readonly powerTrouble: ReadonlyMap<MachineName, string>;
}

export interface PowerWatchDeps {
  readonly drivers: ReadonlyMap<string, PowerDriver>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** An answer came after the pass that asked for it had gone on. */
  readonly poke: () => void;
}

interface Answer {
  readonly at: Instant;
  readonly state: PowerState;
  readonly trouble?: string;
}

/** Which BMC was asked, too: a machine may have another one by the next commit. */
type Question = string;
const questionTo = ({ name, power }: MachineSpec): Question => JSON.stringify([name, power]);

/** Asked, and no answer in the time of a pass. */
const LATE = { state: 'error', trouble: 'no answer yet' } as const;

/** How long a pass waits for slow BMCs, and how long a BMC may take in all. */
const PATIENCE_MS = 3_000;
const DEADLINE_MS = 20_000;
/** A question may be a process of its own (ipmitool), and some chassis answer for many machines. */
const AT_ONCE = 32;

export function createPowerWatch({ drivers, secrets, clock, poke }: PowerWatchDeps): PowerWatch {
  const answers = new Map<Question, Answer>();
  const asking = new Map<Question, Promise<void>>();
  const waiting: (() => void)[] = [];
  let places = AT_ONCE;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (places === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else places--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) places++;
      else next();
    }
  }

  async function ask(spec: MachineSpec, signal: AbortSignal): Promise<Answer> {
    try {
      const driver = drivers.get(spec.power.type);
      if (driver === undefined)
        throw new ControllerError('E_POWER_SETTING', `there is no power driver ${spec.power.type}`);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
      const state = await driver.connect(spec.power.parameters, secrets).query(limit);
      return { at: clock.now(), state };
    } catch (error) {
      return { at: clock.now(), state: 'error', trouble: explain(asControllerError(error)) };
    }
  }

  function start(spec: MachineSpec, signal: AbortSignal): Promise<void> {
    const question = questionTo(spec);
    const running = asking.get(question);
    if (running !== undefined) return running;
    const answered = inTurn(() => ask(spec, signal))
      .then((answer) => void answers.set(question, answer))
      .finally(() => asking.delete(question));
    asking.set(question, answered);
    return answered;
  }

  return {
    async look(machines, maxAgeMs, signal) {
      const now = clock.now();
      const isFresh = (at: Instant): boolean => now - maxAgeMs <= at && at <= now;
      const stale = machines.filter((spec) => {
        const answer = answers.get(questionTo(spec));
        return answer === undefined || !isFresh(answer.at);
      });
      const questions = stale.map((spec) => start(spec, signal));
      const done = Promise.all(questions).then(() => true);
      const inTime =
        questions.length === 0 ||
        (await Promise.race([done, clock.sleep(PATIENCE_MS, signal).then(() => false)]));
      if (!inTime) void done.then(poke);
      return read(machines);
    },
  };

  function read(machines: readonly MachineSpec[]): SeenPower {
    const power = new Map<MachineName, PowerState>();
    const powerTrouble = new Map<MachineName, string>();
    for (const spec of machines) {
      const { name } = spec;
      const question = questionTo(spec);
      const answer = asking.has(question) ? LATE : answers.get(question);
      power.set(name, answer?.state ?? 'unknown');
      if (answer?.trouble !== undefined) powerTrouble.set(name, answer.trouble);
    }
    return { power, powerTrouble };
  }
}
