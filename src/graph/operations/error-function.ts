/**
 * erf(x) = 2/√π ∫₀ˣ e^(−t²) dt to about 1e-15: its Maclaurin series for |x| < 2, and beyond it the continued
 * fraction of the complement (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14).
 */
export function errorFunction(x: number): number {
  if (Number.isNaN(x)) return x;
  const magnitude = Math.abs(x);
  const value = magnitude < 2 ? series(magnitude) : 1 - complement(magnitude);
  return x < 0 ? -value : value;
}

/** 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms are positive, so nothing cancels. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))), from the inside out. */
function complement(x: number): number {
  if (x > 6) return 0;
  let denominator = x;
  for (let n = 120; n >= 1; n--) denominator = x + n / 2 / denominator;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / denominator;
}
