import { randomInteger, randomKey, STREAMS, uniform } from "../../base/random.ts";

/** Tensors of at most this many coordinates are checked in full unless told otherwise. */
export const EXHAUSTIVE_SIZE = 128;
/** Coordinates of a larger tensor: enough to find an error in 5% of them with probability 95%. */
export const SAMPLED_COORDINATES = 59;

/** How far a check of sampled coordinates reaches. */
export interface Confidence {
  /** Coordinates that are sampled of each tensor that is not checked in full. */
  readonly coordinates: number;
  /** An error in at least this share of a tensor's coordinates is found ... */
  readonly share: number;
  /** ... with this probability, 1 − (1 − share)^coordinates. */
  readonly probability: number;
  /** Random directions along which all coordinates of such a tensor are checked at once. */
  readonly directions: number;
}

/** The share of coordinates that a sample finds errors in with 95%: 1 − (1 − share)^coordinates ≥ 0.95. */
export function confidenceOf(coordinates: number, directions: number): Confidence {
  return { coordinates, share: 1 - 0.05 ** (1 / coordinates), probability: 0.95, directions };
}

/**
 * The coordinates to check: all of a small tensor, or a random sample without replacement, in order.
 *
 * @param of `limit` is how many to sample of a tensor that is not small; `seed` decides which.
 */
export function chooseCoordinates(
  size: number,
  { exhaustiveUpTo, limit, seed }: { exhaustiveUpTo: number; limit: number; seed: number },
): number[] {
  if (size <= Math.max(exhaustiveUpTo, limit)) return Array.from({ length: size }, (_, index) => index);
  const key = randomKey(seed, STREAMS.sampling, size);
  const chosen = new Set<number>();
  for (let draw = 0; chosen.size < limit; draw++) chosen.add(randomInteger(key, draw, size));
  return [...chosen].sort((a, b) => a - b);
}

/** A random direction of length 1, each coordinate of which has the same size and a random sign. */
export function randomDirection(size: number, seed: number): Float64Array {
  const key = randomKey(seed, STREAMS.sampling, size, 1);
  const length = 1 / Math.sqrt(size);
  return Float64Array.from({ length: size }, (_, index) => (uniform(key, index) < 0.5 ? -length : length));
}
