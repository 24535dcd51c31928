// Paired measurement: contestants take turns, so that whatever else the machine does meets all of them alike;
// the figure is the median of the rounds' ratios, with a bootstrap interval.

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Runs every contestant once per round, in an order that rotates, after `warmUp` rounds that are not counted.
 *
 * @param contestants functions by name; each resolves to its measurement, a number.
 * @returns the measurements by name, one per round.
 */
export async function alternate(contestants, { rounds = 15, warmUp = 2, onRound } = {}) {
  const entries = Object.entries(contestants);
  const measured = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const [name, run] = entries[(turn + round + warmUp) % entries.length];
      const value = await run();
      if (round >= 0) measured[name].push(value);
    }
    if (round >= 0) onRound?.(round + 1, rounds);
  }
  return measured;
}

/**
 * A statistic of paired rounds with its 95% percentile bootstrap interval. The rounds are drawn by a fixed
 * seed, so that the same measurements always give the same interval.
 *
 * @param rounds one entry per round, of any type.
 * @param statistic gives a number for a list of rounds.
 */
export function withInterval(rounds, statistic, { resamples = 2000 } = {}) {
  const random = seededRandom(20_260_101);
  const drawn = Array.from({ length: resamples }, () =>
    statistic(rounds.map(() => rounds[Math.floor(random() * rounds.length)])),
  ).sort((a, b) => a - b);
  return {
    value: statistic(rounds),
    low: drawn[Math.floor(0.025 * resamples)],
    high: drawn[Math.ceil(0.975 * resamples) - 1],
  };
}

/** The median of theirs over ours, round by round: above 1, ours is faster. */
export function pairedRatio(ours, theirs) {
  return withInterval(
    ours.map((value, round) => theirs[round] / value),
    median,
  );
}

/** Mulberry32: small, seeded, and good enough to draw rounds and data with. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
