import { normalQuantile } from "../../base/statistics.ts";
import type { WeightsOption } from "./class-weights.ts";
import type { BaseRates } from "./loss.ts";

/** How often each class comes; equally often where it is not known. One output tells two classes apart. */
export function classRates({ outputs, means }: BaseRates): readonly number[] {
  const classes = Math.max(2, outputs);
  return means ?? new Array<number>(classes).fill(1 / classes);
}

/** How often each label applies; half of the time where it is not known. */
export function labelRates({ outputs, means }: BaseRates): readonly number[] {
  return means ?? new Array<number>(outputs).fill(0.5);
}

/**
 * The weight of each class, 1 by default; "balanced" ones but for a factor, which a weighted mean takes away.
 */
export function weightsOf(given: WeightsOption, rates: readonly number[]): readonly number[] {
  if (given === "balanced") return rates.map((rate) => (rate > 0 ? 1 / rate : 0));
  return given ?? rates.map(() => 1);
}

/** How often each class comes where each counts by its weight. */
export function weightedRates(given: WeightsOption, rates: readonly number[]): readonly number[] {
  const weights = weightsOf(given, rates);
  const total = totalOf(rates.map((rate, index) => weights[index] * rate));
  return rates.map((rate, index) => (weights[index] * rate) / total);
}

/** −Σ a log(a / Σ a): of shares that sum up to 1 their entropy, in nats. */
export function entropyOf(shares: readonly number[]): number {
  const total = totalOf(shares);
  return totalOf(shares.map((share) => (share > 0 ? -share * Math.log(share / total) : 0)));
}

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The mean pinball loss of a standard normal value at its own quantile: φ(Φ⁻¹(q)). */
export function normalPinball(quantile: number): number {
  return normalDensity(normalQuantile(quantile));
}

/** The sum of some numbers. */
export function totalOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
