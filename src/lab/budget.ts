/** The time and the trials that a job may still spend on treatments; null for no limit of that kind. */
export class Budget {
  readonly #deadline: number;
  #trialsLeft: number;
  #longestMs = 0;
  readonly #now: () => number;

  /** @param now the clock, in milliseconds. */
  constructor(
    limits: { durationMs: number | null; trials: number | null },
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    this.#deadline = now() + (limits.durationMs ?? Number.POSITIVE_INFINITY);
    this.#trialsLeft = limits.trials ?? Number.POSITIVE_INFINITY;
  }

  /** The time that is left; infinite where time is not limited, and negative after it is spent. */
  get leftMs(): number {
    return this.#deadline - this.#now();
  }

  /** Says how long a trial will take, so that none begins that cannot end in time. */
  expect(trialMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, trialMs);
  }

  /**
   * Whether another trial may begin: one is left, and one as long as the longest so far, or as expected,
   * would end in time.
   */
  allowsTrial(): boolean {
    return this.#trialsLeft > 0 && this.#longestMs <= this.leftMs;
  }

  /** Carries out a trial, and counts it. */
  async measure<T>(trial: () => Promise<T>): Promise<T> {
    const started = this.#now();
    const result = await trial();
    this.#trialsLeft--;
    this.expect(this.#now() - started);
    return result;
  }
}
