import { largestOf } from "../../base/lists.ts";
import { normal, randomKey, STREAMS } from "../../base/random.ts";
import { tridiagonalEigensystem } from "../../base/tridiagonal.ts";
import { addScaled, dot, norm, scaled } from "../../base/vectors.ts";

/** A symmetric matrix by its products with vectors. */
export type SymmetricProduct = (vector: Float64Array) => Promise<Float64Array>;

/** How far an iteration for eigenvalues goes. */
export interface SpectrumOptions {
  /** The number of rows of the matrix, from 1. */
  readonly size: number;
  /**
   * The most products, from 1; 80 by default (1,000 of the power iteration), fewer where the vectors of
   * Lanczos would take more than 512 MB.
   */
  readonly steps?: number;
  /**
   * An end of the spectrum is found when its residual is at most this share of the largest |eigenvalue|; 1e-3
   * by default.
   */
  readonly tolerance?: number;
  /**
   * How many of the largest eigenvalues are to be found, beside the smallest one, from 1; 1 by default.
   * Lanczos only.
   */
  readonly count?: number;
  /** Of the random vector to start with; a whole number, 1 by default. */
  readonly seed?: number;
}

/** An eigenvalue with its unit eigenvector; the matrix has an eigenvalue within `residual` of `value`. */
export interface Eigenpair {
  readonly value: number;
  readonly vector: Float64Array;
  readonly residual: number;
}

/** Both ends of a spectrum. */
export interface SpectrumEnds {
  readonly largest: Eigenpair;
  /**
   * The `count` largest, in descending order, `largest` being the first; fewer where the matrix has fewer
   * distinct ones.
   */
  readonly leading: readonly Eigenpair[];
  readonly smallest: Eigenpair;
  /** The Ritz values, ascending: the ends are eigenvalues, those between show how they are spread. */
  readonly ritzValues: readonly number[];
  /** Products with vectors. */
  readonly steps: number;
  /** Whether all that were to be found reached the tolerance. */
  readonly converged: boolean;
}

const MOST_STEPS = 80;
const MOST_BYTES = 512e6;

/**
 * Both ends of the spectrum of a symmetric matrix by the Lanczos iteration, from a random vector, with full
 * reorthogonalization, so that no eigenvalue is found twice.
 *
 * @param product of the matrix with a vector of `size` numbers.
 * @param options the matrix's size, how far to go, and how many eigenvalues to find.
 * @see Lanczos, An Iteration Method for the Solution of the Eigenvalue Problem, 1950; Parlett, The Symmetric
 *   Eigenvalue Problem, 1980
 */
export async function lanczos(product: SymmetricProduct, options: SpectrumOptions): Promise<SpectrumEnds> {
  const { size, tolerance = 1e-3, count = 1 } = options;
  const inMemory = Math.max(2, Math.floor(MOST_BYTES / (8 * size)));
  const most = Math.min(options.steps ?? MOST_STEPS, size, inMemory);
  const basis: Float64Array[] = [randomUnit(size, options.seed ?? 1)];
  const [diagonal, offDiagonal]: number[][] = [[], []];
  for (let step = 1; ; step++) {
    const next = await product(basis[step - 1]);
    diagonal.push(dot(next, basis[step - 1]));
    // Twice, because once leaves what rounding made of the large parts that were taken away.
    for (let pass = 0; pass < 2; pass++)
      for (const vector of basis) addScaled(next, vector, -dot(next, vector));
    const length = norm(next);
    const system = tridiagonalEigensystem(diagonal, offDiagonal);
    const residuals = system.vectors.map((vector) => Math.abs(length * vector[step - 1]));
    const { values } = system;
    const scale = Math.max(Math.abs(values[0]), Math.abs(values[step - 1]));
    const wanted = [residuals[0], ...residuals.slice(-count)];
    const converged = step >= count && largestOf(wanted) <= tolerance * scale;
    const complete = length <= 1e-12 * scale || step === size;
    // Two steps at least, because of one both ends are the same.
    if (complete || step >= most || (converged && step >= Math.min(4, most))) {
      const pair = (index: number): Eigenpair => ({
        value: values[index],
        vector: combine(basis, system.vectors[index]),
        residual: residuals[index],
      });
      return {
        largest: pair(step - 1),
        leading: Array.from({ length: Math.min(count, step) }, (_, index) => pair(step - 1 - index)),
        smallest: pair(0),
        ritzValues: values,
        steps: step,
        converged: converged || complete,
      };
    }
    offDiagonal.push(length);
    basis.push(scaled(next, 1 / length));
  }
}

/**
 * The eigenvalue of largest absolute value by power iteration: simpler and slower than {@link lanczos}, as a
 * second opinion. The value is the Rayleigh quotient.
 *
 * @param product of the matrix with a vector of `size` numbers.
 * @param options the matrix's size, and how far to go.
 * @returns also `converged`: whether the residual reached the tolerance within the steps (1,000 by default).
 */
export async function powerIteration(
  product: SymmetricProduct,
  { size, steps = 1000, tolerance = 1e-3, seed = 1 }: SpectrumOptions,
): Promise<Eigenpair & { readonly steps: number; readonly converged: boolean }> {
  let vector = randomUnit(size, seed);
  for (let step = 1; ; step++) {
    const image = await product(vector);
    const value = dot(vector, image);
    const length = norm(image);
    const residual = Math.sqrt(Math.max(0, length ** 2 - value ** 2));
    const converged = residual <= tolerance * Math.abs(value);
    if (converged || step >= steps) return { value, vector, residual, steps: step, converged };
    vector = scaled(image, 1 / length);
  }
}

/** A random direction of length 1. */
export function randomUnit(size: number, seed: number): Float64Array {
  const key = randomKey(seed, STREAMS.sampling, size);
  const vector = Float64Array.from({ length: size }, (_, index) => normal(key, index));
  return scaled(vector, 1 / norm(vector));
}

function combine(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0].length);
  weights.forEach((weight, index) => addScaled(sum, basis[index], weight));
  return sum;
}
