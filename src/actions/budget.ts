/** What a job may still spend on treatments: time, trials, or both; null for no limit of that kind. */
export class Budget {
  readonly #deadline: number;
  #trialsLeft: number;
  #longestMs = 0;

  constructor(limits: { durationMs: number | null; trials: number | null }) {
    this.#deadline = performance.now() + (limits.durationMs ?? Number.POSITIVE_INFINITY);
    this.#trialsLeft = limits.trials ?? Number.POSITIVE_INFINITY;
  }

  /** Whether another trial may begin: one is left, and one as long as the longest so far would end in time. */
  allowsTrial(): boolean {
    return this.#trialsLeft > 0 && performance.now() + this.#longestMs <= this.#deadline;
  }

  /** Carries out a trial, and counts it. */
  async measure<T>(trial: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await trial();
    this.#trialsLeft--;
    this.#longestMs = Math.max(this.#longestMs, performance.now() - started);
    return result;
  }
}
