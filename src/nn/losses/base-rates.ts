/** The output that says a probability or a rate through an exponential: log p. */
export function logarithmOf(mean: number): number {
  return Math.log(mean);
}

/** The output that says a probability through a sigmoid: log(p / (1 − p)). */
export function logOddsOf(mean: number): number {
  return Math.log(mean) - Math.log1p(-mean);
}

/** The output that says a value as it is. */
export function sameAs(mean: number): number {
  return mean;
}
