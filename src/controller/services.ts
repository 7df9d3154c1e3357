/** All services under one signal: who cannot start stops the start; who fails later is started again, and it is said. */
import { asControllerError, ControllerError, explain } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { backoff } from '../core/patience.ts';
import type { Clock } from '../core/ports.ts';

export interface Service {
  readonly name: string;
  /** Where it listens, for people. */
  readonly address: string;
  /** Serves until the signal is aborted; says when it listens; rejects where it cannot, or not any more. */
  run(signal: AbortSignal, listening: () => void): Promise<void>;
}

export interface Shell {
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Resolves when all listen. The promises in the answer settle when the signal has stopped the services. */
export async function startServices(
  services: readonly Service[],
  shell: Shell,
): Promise<{ readonly stopped: Promise<unknown> }> {
  const runs = [];
  for (const service of services) {
    const run = await start(service, shell);
    runs.push(keep(service, shell, run));
  }
  return { stopped: Promise.all(runs) };
}

/** What `run` ends with, once it listens. */
type Run = Promise<unknown>;

async function start(service: Service, { emit, signal }: Shell): Promise<{ readonly run: Run }> {
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const run = service.run(signal, resolve).then(
    () => undefined,
    (error: unknown) => error,
  );
  const failure = await Promise.race([listening, run]);
  if (failure !== undefined) {
    const what = `starting ${service.name} on ${service.address}`;
    throw new ControllerError(asControllerError(failure).code, what, { cause: failure });
  }
  emit({ event: 'service.started', name: service.name, address: service.address });
  return { run };
}

async function keep(service: Service, shell: Shell, first: { readonly run: Run }): Promise<void> {
  const { clock, emit, signal } = shell;
  let { run } = first;
  for (let failures = 1; ; failures++) {
    const error = await run;
    if (signal.aborted)
      return emit({ event: 'service.stopped', name: service.name, address: service.address });
    emit({
      event: 'service.failed',
      name: service.name,
      because: explain(error ?? 'it stopped by itself'),
    });
    await clock.sleep(backoff(failures), signal).catch(() => undefined);
    run = start(service, shell).then(
      (again) => again.run,
      (failure: unknown) => failure,
    );
  }
}
