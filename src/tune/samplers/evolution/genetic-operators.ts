/**
 * One child of two numbers of the unit interval by simulated binary crossover (Deb & Agrawal 1995), bounded
 * as in Deb's own program: its distance from the parents is distributed as that of one-point crossover of
 * bits.
 *
 * @param index η: the larger, the nearer to a parent.
 * @param draws two uniform numbers: the distance, and which of the two children.
 */
export function simulatedBinaryCrossover(
  first: number,
  second: number,
  { index, draws }: { index: number; draws: readonly [number, number] },
): number {
  const [low, high] = [Math.min(first, second), Math.max(first, second)];
  if (high - low < 1e-14) return first;
  const isLow = draws[1] < 0.5;
  const room = isLow ? low : 1 - high;
  const alpha = 2 - (1 + (2 * room) / (high - low)) ** -(index + 1);
  const spread =
    draws[0] <= 1 / alpha
      ? (draws[0] * alpha) ** (1 / (index + 1))
      : (1 / (2 - draws[0] * alpha)) ** (1 / (index + 1));
  const middle = (low + high) / 2;
  const half = (spread * (high - low)) / 2;
  return Math.min(1, Math.max(0, isLow ? middle - half : middle + half));
}

/**
 * A number of the unit interval after polynomial mutation (Deb & Goyal 1996), bounded.
 *
 * @param index η: the larger, the smaller the change.
 * @param draw a uniform number.
 */
export function polynomialMutation(unit: number, { index, draw }: { index: number; draw: number }): number {
  const power = 1 / (index + 1);
  if (draw < 0.5) {
    const spread = 2 * draw + (1 - 2 * draw) * (1 - unit) ** (index + 1);
    // Downwards at most to 0.
    return Math.max(0, unit + spread ** power - 1);
  }
  const spread = 2 * (1 - draw) + 2 * (draw - 0.5) * unit ** (index + 1);
  return Math.min(1, unit + 1 - spread ** power);
}
