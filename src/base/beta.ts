import { normal, randomKey, uniform } from "./random.ts";

/** So many numbers belong to one attempt of the rejection method. */
const NUMBERS_AN_ATTEMPT = 4;

/**
 * The logarithm of a number with the distribution Gamma(shape, 1), as a function of the key alone, by the
 * rejection method of Marsaglia & Tsang ("A Simple Method for Generating Gamma Variables", 2000): at least 95
 * of 100 attempts succeed. Shapes below 1 are drawn as Gamma(shape + 1) · U^(1 / shape), in logarithms,
 * because the result may be smaller than any float64.
 */
function logGamma(shape: number, key: number): number {
  if (shape < 1) return logGamma(shape + 1, key) + Math.log(1 - uniform(key, 0)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let first = NUMBERS_AN_ATTEMPT; ; first += NUMBERS_AN_ATTEMPT) {
    const x = normal(key, first / 2);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const bound = 0.5 * x * x + d - d * v + d * Math.log(v);
    if (Math.log(1 - uniform(key, first + 2)) < bound) return Math.log(d * v);
  }
}

/**
 * A number with the distribution Beta(a, b), in [0, 1], as a function of the key alone: G_a / (G_a + G_b) of
 * two gamma numbers.
 *
 * @param shapes a and b, both above 0.
 */
export function beta({ a, b }: { a: number; b: number }, key: number): number {
  const difference = logGamma(b, randomKey(key, 2)) - logGamma(a, randomKey(key, 1));
  return 1 / (1 + Math.exp(difference));
}
