import type { HistoryRow } from "../../run/history.ts";
import type { TrialRecord, TrialStatus } from "../../run/study.ts";
import type { LeasedTrial } from "../../store/study-store.ts";
import type { TrialContext } from "../study/trial-worker.ts";

/** Of a budget of time no trial may take more than this, … */
const LARGEST_SHARE = 0.1;
/** … but for one that takes up to so many times as long as the recipe that the search began with. */
const LEAST_FACTOR = 4;

/** How often it is looked at whether a trial takes too long. */
const TICK_MS = 100;

/**
 * How long a trial may take: a tenth of the time, so that a few networks that are far too large do not take
 * all of it, and at least four times as long as the first one.
 *
 * @param about `totalMs`: the time of the search; infinite where it is not limited. `firstMs`: how long all
 *   trainings of the first trial take; undefined before it has ended, when others may take as long.
 */
export function longestTrialMs(about: { totalMs: number; firstMs: number | undefined }): number {
  const { totalMs, firstMs = Number.POSITIVE_INFINITY } = about;
  return Math.max(LARGEST_SHARE * totalMs, LEAST_FACTOR * firstMs);
}

/** How long one training of a trial took; undefined before it has ended. */
export function memberMs(trial: TrialRecord | undefined): number | undefined {
  const ms = trial?.metrics.trainMs;
  return typeof ms === "number" ? ms : undefined;
}

/** Trials that the next one stands in for: they tell no time, or not yet. */
const PASSED_OVER: readonly TrialStatus[] = ["failed", "paused", "stopped"];

/**
 * How long all trainings of the first trial took, in milliseconds; of the next one where that one failed or
 * was ended early. Undefined while it runs or waits.
 */
export function firstTrialMs(trials: readonly TrialRecord[]): number | undefined {
  const first = trials.find(({ status }) => !PASSED_OVER.includes(status));
  const eachMs = memberMs(first);
  return first === undefined || eachMs === undefined ? undefined : eachMs * Number(first.metrics.members);
}

/** Rings when a trial takes too long, and knows how far its training came. */
export class TrialClock {
  readonly #timer: ReturnType<typeof setInterval>;
  #last: { step: number; value: number } | undefined;

  constructor(isOverdue: () => boolean, onLate: () => void) {
    this.#timer = setInterval(() => isOverdue() && onLate(), TICK_MS);
  }

  note({ kind, epoch, values }: HistoryRow): void {
    const value = values["dev.loss"];
    if (kind === "epoch" && value !== undefined) this.#last = { step: epoch, value };
  }

  /** Reports the last epoch, so that samplers learn of a trial that was stopped. */
  async reportLast({ curve }: LeasedTrial, context: TrialContext): Promise<void> {
    const last = this.#last;
    if (last !== undefined && curve.every(({ step }) => step < last.step)) await context.report(last);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
