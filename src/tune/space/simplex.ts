/**
 * Shares with the sum 1 from n − 1 uniform numbers, spread evenly over the simplex (a flat Dirichlet
 * distribution), by breaking a stick: of what is left, share i takes 1 − (1 − u)^(1 / (n − i)), i from 1.
 *
 * @param units n − 1 numbers from 0 to 1.
 * @returns n shares, each at least 0.
 */
export function simplexShares(units: readonly number[]): number[] {
  const shares: number[] = [];
  let left = 1;
  units.forEach((unit, index) => {
    const share = left * (1 - (1 - unit) ** (1 / (units.length - index)));
    shares.push(share);
    left -= share;
  });
  return [...shares, Math.max(0, left)];
}

/** The numbers that {@link simplexShares} makes some shares of. */
export function simplexUnits(shares: readonly number[]): number[] {
  const count = shares.length - 1;
  let left = 1;
  return shares.slice(0, -1).map((share, index) => {
    const taken = left <= 0 ? 0 : Math.min(1, Math.max(0, share / left));
    left -= share;
    return 1 - (1 - taken) ** (count - index);
  });
}
