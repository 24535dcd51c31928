import { type SymmetricEigen, symmetricEigen } from "../../../base/symmetric-eigen.ts";
import { dot, norm } from "../../../base/vectors.ts";

/** The constants of CMA-ES for a population, after Hansen, The CMA Evolution Strategy: A Tutorial, 2016. */
export interface EvolutionConstants {
  readonly dimension: number;
  /** λ: how many points a generation has. */
  readonly population: number;
  /** The weights of all ranks, the worse half's negative; the positive ones sum to 1. */
  readonly weights: Float64Array;
  /** The variance-effective count of the better half. */
  readonly effective: number;
  readonly pathRate: number;
  readonly stepRate: number;
  readonly stepDamping: number;
  readonly rankOne: number;
  readonly rankMu: number;
  /** The expected length of a standard normal vector. */
  readonly expectedLength: number;
}

/** A normal distribution N(mean, step²·A·C·A) and the paths that it moves by. Not changed, but replaced. */
export interface EvolutionState {
  readonly mean: Float64Array;
  readonly step: number;
  readonly covariance: readonly Float64Array[];
  /** Of the covariance, with the roots of its eigenvalues in their place. */
  readonly eigen: SymmetricEigen;
  /** How much wider each coordinate is drawn than the covariance says; see `withMargin`. */
  readonly spread: Float64Array;
  readonly stepPath: Float64Array;
  readonly path: Float64Array;
  readonly generation: number;
}

/** The constants by default for a dimension and a population (table 1 of the tutorial). */
export function evolutionConstants(dimension: number, population: number): EvolutionConstants {
  const n = dimension;
  const half = Math.floor(population / 2);
  const raw = Array.from(
    { length: population },
    (_, at) => Math.log((population + 1) / 2) - Math.log(at + 1),
  );
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
  const effectiveOf = (list: readonly number[]) => sum(list) ** 2 / sum(list.map((value) => value ** 2));
  const effective = effectiveOf(raw.slice(0, half));
  const effectiveBad = effectiveOf(raw.slice(half));
  const rankOne = 2 / ((n + 1.3) ** 2 + effective);
  const rankMu = Math.min(
    1 - rankOne,
    (2 * (0.25 + effective + 1 / effective - 2)) / ((n + 2) ** 2 + effective),
  );
  const bad = Math.min(
    1 + rankOne / rankMu,
    1 + (2 * effectiveBad) / (effectiveBad + 2),
    (1 - rankOne - rankMu) / (n * rankMu),
  );
  const positive = sum(raw.filter((value) => value > 0));
  const negative = -sum(raw.filter((value) => value < 0));
  const stepRate = (effective + 2) / (n + effective + 5);
  return {
    dimension,
    population,
    weights: Float64Array.from(raw, (value) => (value >= 0 ? value / positive : (bad * value) / negative)),
    effective,
    pathRate: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    stepRate,
    stepDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + stepRate,
    rankOne,
    rankMu,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** The state at the begin of a run. */
export function firstState(
  mean: Float64Array,
  { step, covariance }: { step: number; covariance?: readonly Float64Array[] },
): EvolutionState {
  const n = mean.length;
  const matrix =
    covariance ??
    Array.from({ length: n }, (_, row) => Float64Array.from({ length: n }, (_, at) => +(at === row)));
  return {
    mean,
    step,
    covariance: matrix,
    eigen: rooted(symmetricEigen(matrix)),
    spread: new Float64Array(n).fill(1),
    stepPath: new Float64Array(n),
    path: new Float64Array(n),
    generation: 0,
  };
}

/** A point of the distribution, given a standard normal vector: mean + step·A·B·D·z. */
export function sampleOf(
  { mean, step, eigen, spread }: EvolutionState,
  normals: ArrayLike<number>,
): Float64Array {
  const scaled = eigen.values.map((value, at) => value * normals[at]);
  return mean.map((centre, row) => centre + step * spread[row] * dot(eigen.vectors[row], scaled));
}

/**
 * The state after a generation, which may hold points that were not drawn from the state: steps that are
 * longer than drawn ones ever are get shortened (Hansen, Injecting External Solutions Into CMA-ES, 2011).
 *
 * @param ranked the points of a generation, from the best to the worst.
 */
export function nextState(
  state: EvolutionState,
  { ranked, constants }: { ranked: readonly Float64Array[]; constants: EvolutionConstants },
): EvolutionState {
  const { dimension: n, weights, effective, pathRate, stepRate, rankOne, rankMu } = constants;
  const { mean, step, eigen, covariance, spread } = state;
  const longest = Math.sqrt(n) + (2 * n) / (n + 2);
  const moves = ranked.map((point) => {
    const move = point.map((value, at) => (value - mean[at]) / (step * spread[at]));
    const length = norm(whitened(eigen, move));
    return { move: length > longest ? move.map((value) => (value * longest) / length) : move, length };
  });
  const shift = new Float64Array(n);
  moves.forEach(({ move }, rank) => {
    if (weights[rank] > 0) for (let at = 0; at < n; at++) shift[at] += weights[rank] * move[at];
  });
  const white = whitened(eigen, shift);
  const keep = Math.sqrt(stepRate * (2 - stepRate) * effective);
  const stepPath = state.stepPath.map((value, at) => (1 - stepRate) * value + keep * white[at]);
  const length = norm(stepPath);
  const usual = Math.sqrt(1 - (1 - stepRate) ** (2 * (state.generation + 1)));
  const isShort = length / usual < (1.4 + 2 / (n + 1)) * constants.expectedLength;
  const keepPath = isShort ? Math.sqrt(pathRate * (2 - pathRate) * effective) : 0;
  const path = state.path.map((value, at) => (1 - pathRate) * value + keepPath * shift[at]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const lost = isShort ? 0 : pathRate * (2 - pathRate);
  const decay = 1 + rankOne * lost - rankOne - rankMu * total;
  const scales = moves.map(({ length }, rank) => {
    const longestBad = weights[rank] < 0 ? n / Math.max(1e-12, Math.min(length, longest) ** 2) : 1;
    return rankMu * weights[rank] * longestBad;
  });
  const next = covariance.map((row, i) =>
    row.map((value, j) => {
      let sum = decay * value + rankOne * path[i] * path[j];
      for (let rank = 0; rank < moves.length; rank++)
        sum += scales[rank] * moves[rank].move[i] * moves[rank].move[j];
      return sum;
    }),
  );
  return {
    mean: mean.map((value, at) => value + step * spread[at] * shift[at]),
    step:
      step *
      Math.exp(Math.min(1, (stepRate / constants.stepDamping) * (length / constants.expectedLength - 1))),
    covariance: next,
    eigen: rooted(symmetricEigen(next)),
    spread,
    stepPath,
    path,
    generation: state.generation + 1,
  };
}

/** The roots of the eigenvalues in their place: the lengths of the axes. */
function rooted({ values, vectors }: SymmetricEigen): SymmetricEigen {
  const largest = values.at(-1) ?? 1;
  return { values: values.map((value) => Math.sqrt(Math.max(value, largest * 1e-15, 1e-300))), vectors };
}

/** C^(−1/2) of a vector. */
function whitened({ values, vectors }: SymmetricEigen, vector: Float64Array): Float64Array {
  const turned = values.map((value, at) => {
    let sum = 0;
    for (let row = 0; row < vector.length; row++) sum += vectors[row][at] * vector[row];
    return sum / value;
  });
  return vector.map((_, row) => dot(vectors[row], turned));
}
