/**
 * Probabilities are kept from 0 by this much, so that the log loss of a certain mistake is finite (36.04), as
 * in scikit-learn.
 */
const SMALLEST_PROBABILITY = Number.EPSILON;

/**
 * −log p in nats; p counts as at least 2.2e-16. NaN stays NaN, so that a network that diverged does not score
 * well.
 */
export function negativeLog(probability: number): number {
  return -Math.log(Math.max(SMALLEST_PROBABILITY, probability));
}
