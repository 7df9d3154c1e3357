/**
 * Who sends when. Each turn of the event loop sends so many datagrams and no more: in between, requests
 * of other machines are heard, and get their first block before anybody gets a second window.
 */

/** Sends one datagram; `false` when it has no more to send for now. */
export type Job = () => boolean;

/** Runs a job at once while the turn has room, and in a later turn otherwise: in the order they came. */
export function createTurns(datagramsPerTurn: number): (job: Job) => void {
  const waiting = new Set<Job>();
  let left = datagramsPerTurn;
  let armed = false;
  const run = (job: Job): void => {
    if (!armed) {
      armed = true;
      setImmediate(turn);
    }
    while (left > 0) {
      left -= 1;
      if (!job()) return;
    }
    waiting.add(job);
  };
  const turn = (): void => {
    armed = false;
    left = datagramsPerTurn;
    const jobs = [...waiting];
    waiting.clear();
    jobs.forEach(run);
  };
  return (job) => {
    if (!waiting.has(job)) run(job);
  };
}
