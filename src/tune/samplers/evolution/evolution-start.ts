import { randomKey, uniform } from "../../../base/random.ts";
import { symmetricEigen } from "../../../base/symmetric-eigen.ts";
import { type EvolutionState, firstState } from "./evolution-state.ts";

/** The share of earlier points that tell where it is good (γ of the paper). */
const BEST = 0.1;

/** How a run begins: the size of its population, and its first distribution. */
export interface EvolutionStart {
  readonly population: number;
  readonly state: EvolutionState;
  /** Whether it is one of the small runs of BIPOP, whose evaluations are counted apart. */
  readonly isSmall: boolean;
}

/** From the middle of the cube. */
export function startInMiddle(dimension: number, { step, population }: { step: number; population: number }) {
  const state = firstState(new Float64Array(dimension).fill(0.5), { step });
  return { population, state, isSmall: false };
}

/**
 * Where earlier points were good: the normal distribution nearest to small ones around the best tenth of them
 * (Nomura et al., Warm Starting CMA-ES for Hyperparameter Optimization, 2021).
 *
 * @param ranked places in the unit cube, from the best to the worst; at least one.
 * @param options.around the standard deviation around each of the best (α of the paper).
 */
export function startAtBest(
  ranked: readonly Float64Array[],
  { population, around }: { population: number; around: number },
): EvolutionStart {
  const best = ranked.slice(0, Math.max(1, Math.ceil(BEST * ranked.length)));
  const n = best[0].length;
  const mean = new Float64Array(n);
  for (const point of best) for (let at = 0; at < n; at++) mean[at] += point[at] / best.length;
  const covariance = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => {
      const spread = best.reduce((sum, point) => sum + (point[i] - mean[i]) * (point[j] - mean[j]), 0);
      return spread / best.length + (i === j ? around ** 2 : 0);
    }),
  );
  // The step is the geometric mean of the axes, so that the covariance has the determinant 1.
  const logs = symmetricEigen(covariance).values.reduce((sum, value) => sum + Math.log(value), 0);
  const step = Math.exp(logs / (2 * n));
  const state = firstState(mean, {
    step,
    covariance: covariance.map((row) => row.map((value) => value / step ** 2)),
  });
  return { population, state, isSmall: false };
}

/**
 * How a run begins that follows one which ended: at a random place, with twice the population (Auger &
 * Hansen, A Restart CMA Evolution Strategy With Increasing Population Size, 2005); of BIPOP every now and
 * then with a small one and a small step, as long as small runs took less than large ones (Hansen 2009).
 */
export function startAgain(options: {
  readonly strategy: "ipop" | "bipop";
  readonly dimension: number;
  readonly step: number;
  /** The first run's population. */
  readonly population: number;
  /** How many large runs there were, and the evaluations of large and small ones. */
  readonly largeRuns: number;
  readonly spent: { readonly large: number; readonly small: number };
  readonly key: number;
}): EvolutionStart {
  const { strategy, dimension, step, population, largeRuns, spent, key } = options;
  const mean = Float64Array.from({ length: dimension }, (_, at) => uniform(randomKey(key, 1), at));
  const large = population * 2 ** largeRuns;
  if (strategy === "bipop" && spent.small < spent.large) {
    const [first, second] = [uniform(key, 0), uniform(key, 1)];
    const small = Math.floor(population * ((0.5 * large) / 2 / population) ** (first ** 2));
    const state = firstState(mean, { step: step * 10 ** (-2 * second) });
    return { population: Math.max(4, small), state, isSmall: true };
  }
  return { population: large, state: firstState(mean, { step }), isSmall: false };
}
