/** An exponentially weighted average under way; it begins as {@link EMPTY_AVERAGE}. */
export interface RunningAverage {
  /** The sum (1 − decay)·Σ decay^(n − i)·x_i, which leans towards zero while there are few values. */
  readonly biased: number;
  /** The total weight of the values so far, 1 − decay^n. */
  readonly weight: number;
}

/** The average of no values. */
export const EMPTY_AVERAGE: RunningAverage = { biased: 0, weight: 0 };

/**
 * Takes a value into an exponentially weighted average: a ← decay·a + (1 − decay)·x.
 *
 * @param decay the share of the past that stays, in [0, 1); about 1 / (1 − decay) values count.
 */
export function nextAverage(
  average: RunningAverage,
  value: number,
  { decay }: { decay: number },
): RunningAverage {
  return {
    biased: decay * average.biased + (1 - decay) * value,
    weight: decay * average.weight + (1 - decay),
  };
}

/** The average with the bias of its start at zero corrected: a / (1 − decay^n); NaN of no values. */
export function correctedAverage(average: RunningAverage): number {
  return average.biased / average.weight;
}

/**
 * The exponentially weighted averages of a series, bias-corrected: element n is the average of the first n +
 * 1 values.
 *
 * @see Kingma & Ba, Adam, 2015, section 3, for the correction.
 *
 * @example
 * exponentialAverages([4, 4, 4], { decay: 0.9 }); // [4, 4, 4] up to rounding
 */
export function exponentialAverages(values: Iterable<number>, options: { decay: number }): number[] {
  let average = EMPTY_AVERAGE;
  return Array.from(values, (value) => {
    average = nextAverage(average, value, options);
    return correctedAverage(average);
  });
}
