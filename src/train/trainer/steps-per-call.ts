import { largestOf, smallestOf } from "../../base/lists.ts";
import { median } from "../../base/statistics.ts";
import type { Device } from "../../runtime/lower.ts";

/** A finished call of the step program. */
export interface CallTiming {
  readonly steps: number;
  readonly durationMs: number;
}

/** How long calls should last on a device, in milliseconds. */
export interface CallDurations {
  /** Calls whose beginning and end cost little: long enough to be efficient. */
  readonly usual: number;
  /** Calls whose beginning and end cost much; a step that takes longer is a call of its own. */
  readonly longest: number;
}

/**
 * A training is interrupted between calls alone, so the longest ones leave a tenth of half a second for the
 * answer. On WebGPU every step is a run of the model already, and only the way back from the device is to be
 * seldom.
 */
export const CALL_DURATIONS_MS: Readonly<Record<Device, CallDurations>> = {
  cpu: { usual: 40, longest: 400 },
  webgpu: { usual: 250, longest: 250 },
};

/**
 * The share of a call that its boundary may cost: carrying the state in and out, whatever the number of
 * steps.
 */
const BOUNDARY_SHARE = 0.02;
/**
 * Calls enough to fit a line through them in spite of noise, few enough to follow a machine that others use.
 */
const REMEMBERED = 12;

/**
 * How many steps the next call should make: what takes the usual duration, or more where the boundary would
 * be more than 2 % of it. Only one step before anything is known, and at most twice as many as ever before in
 * order to gain by it, so that a wrong estimate costs little.
 *
 * @param calls recent ones with batches of one size, in order.
 * @param options `most` steps that the call can make at all; the durations in milliseconds, see
 *   {@link CallDurations}.
 */
export function stepsPerCall(
  calls: readonly CallTiming[],
  options: CallDurations & { most: number },
): number {
  const { most, usual, longest } = options;
  if (calls.length === 0) return Math.min(1, most);
  // The cheaper of two, because something else may have had the machine during the other. It is no less than
  // a step takes, for it has its share of the boundary: calls come out short rather than long.
  const msPerStep = smallestOf(calls.slice(-2).map(({ steps, durationMs }) => durationMs / steps));
  const enough = Math.max(1, Math.ceil(usual / msPerStep));
  if (enough >= most) return most;
  const largest = largestOf(calls.map(({ steps }) => steps));
  const gainful = Math.ceil((1 / BOUNDARY_SHARE - 1) * boundaryInSteps(calls));
  return Math.min(most, Math.max(enough, Math.min(gainful, 2 * largest, Math.floor(longest / msPerStep))));
}

/**
 * For how many steps' time the boundary of a call lasts, by the line duration = boundary + steps × step that
 * Theil's and Sen's medians put through calls; infinitely many where all calls are of one size, so that
 * another one is tried.
 *
 * @see Sen, Estimates of the Regression Coefficient Based on Kendall's Tau, 1968
 */
function boundaryInSteps(calls: readonly CallTiming[]): number {
  const slopes = calls.flatMap((one, index) =>
    calls
      .slice(index + 1)
      .filter(({ steps }) => steps !== one.steps)
      .map((other) => (other.durationMs - one.durationMs) / (other.steps - one.steps)),
  );
  if (slopes.length === 0) return Number.POSITIVE_INFINITY;
  const msPerStep = median(slopes);
  const boundaryMs = median(calls.map(({ steps, durationMs }) => durationMs - steps * msPerStep));
  if (boundaryMs <= 0) return 0;
  return msPerStep > 0 ? boundaryMs / msPerStep : Number.POSITIVE_INFINITY;
}

/** The calls of one training, as far as the size of the next one depends on them. */
export class CallSizes {
  readonly #durations: CallDurations;
  #calls: readonly CallTiming[] = [];
  #recorded = 0;

  constructor(durations: CallDurations) {
    this.#durations = durations;
  }

  /**
   * Remembers a call of full batches. The first one is forgotten with the second: memory was allocated in it.
   */
  record(call: CallTiming): void {
    this.#calls = this.#recorded === 1 ? [call] : [...this.#calls, call].slice(-REMEMBERED);
    this.#recorded++;
  }

  /**
   * The steps of the next call.
   *
   * @param most steps that it can make at all, at least 1.
   * @param options `withinMs` is when it should have ended, as far as the usual duration allows.
   */
  next(most: number, { withinMs }: { withinMs: number }): number {
    const { usual } = this.#durations;
    const longest = Math.max(usual, Math.min(this.#durations.longest, withinMs));
    return stepsPerCall(this.#calls, { most, usual, longest });
  }
}
