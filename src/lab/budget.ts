/** Why a job tries nothing more. */
export type StopReason = "time" | "trials" | "nothingLeft" | "noGain";

/** Of the time told, so much is for what comes after the last trial: the test, the model, the report. */
const RESERVE = 0.05;

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time and the trials that a job may still spend on treatments; null for no limit of that kind. */
export class Budget {
  readonly #deadline: number;
  #trialsLeft: number;
  #trialMs = 0;
  readonly #now: () => number;

  /**
   * @param limits `startedAt`: when the job began, on the clock; what it read before counts too.
   * @param now the clock, in milliseconds.
   */
  constructor(
    limits: { durationMs: number | null; trials: number | null; startedAt?: number },
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    const duration = limits.durationMs === null ? Number.POSITIVE_INFINITY : limits.durationMs;
    this.#deadline = (limits.startedAt ?? now()) + duration * (1 - RESERVE);
    this.#trialsLeft = limits.trials ?? Number.POSITIVE_INFINITY;
  }

  /** The time that is left; infinite where time is not limited, and negative after it is spent. */
  get leftMs(): number {
    return this.#deadline - this.#now();
  }

  /** The time that is left as the beginning of a stage tells it; nothing where time is not limited. */
  get told(): { readonly budgetLeftMs?: number } {
    return Number.isFinite(this.leftMs) ? { budgetLeftMs: Math.max(0, this.leftMs) } : {};
  }

  /** Says how long the shortest trial takes that tells anything, so that none begins in vain. */
  expect(trialMs: number): void {
    this.#trialMs = trialMs;
  }

  /** The limit that is spent, so that no further trial may begin; undefined where one may. */
  get spent(): Extract<StopReason, "time" | "trials"> | undefined {
    if (this.#trialsLeft <= 0) return "trials";
    return this.leftMs < Math.max(this.#trialMs, 1) ? "time" : undefined;
  }

  /** How many trials of the expected time there may still be. */
  get mostTrials(): number {
    const inTime = this.#trialMs > 0 ? Math.ceil(this.leftMs / this.#trialMs) : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(this.#trialsLeft, inTime));
  }

  /** Counts a trial that begins. */
  begin(): void {
    this.#trialsLeft--;
  }

  /**
   * Does work with a signal that is aborted when the time is spent, or when `signal` is.
   *
   * @param options `share`: of the time that is left, so much is for the work.
   * @returns what the work returns, or undefined where the time ended it.
   */
  async within<T>(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
    { share = 1 }: { share?: number } = {},
  ): Promise<T | undefined> {
    const late = new AbortController();
    const stop = () => late.abort();
    signal.addEventListener("abort", stop, { once: true });
    const mostMs = share * this.leftMs;
    const timer = mostMs <= LONGEST_TIMER_MS ? setTimeout(stop, Math.max(0, mostMs)) : undefined;
    if (signal.aborted) stop();
    try {
      return await work(late.signal);
    } catch (error) {
      if (late.signal.aborted && !signal.aborted) return undefined;
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }
}
