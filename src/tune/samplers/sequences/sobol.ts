import { mix32, randomKey } from "../../../base/random.ts";
import { JOE_KUO } from "./joe-kuo.ts";

const BITS = 32;

/** How many dimensions have direction numbers; later ones are these again, in another order of points. */
export const SOBOL_DIMENSIONS = JOE_KUO.length;

let directions: readonly Uint32Array[] | undefined;

/** The bits of a Sobol point's coordinate, in the order of Gray codes, as SciPy and most others count. */
export function sobolBits(index: number, dimension: number): number {
  directions ??= JOE_KUO.map(directionsOf);
  const own = directions[dimension];
  let gray = (index ^ (index >>> 1)) >>> 0;
  let bits = 0;
  for (let bit = 0; gray !== 0; bit++, gray >>>= 1) if ((gray & 1) === 1) bits ^= own[bit];
  return bits >>> 0;
}

/**
 * A coordinate of a scrambled Sobol point (Owen 1995), in [0, 1): each power of two of points has one in each
 * of as many equal intervals of each coordinate. The scrambling is by hashing (Laine & Karras 2011; Burley,
 * Practical Hash-based Owen Scrambling, 2020), so that a coordinate is a function of its index alone. Beyond
 * 128 dimensions the same directions serve again with their points shuffled: evenly spread in each
 * coordinate, and to the others as random numbers are.
 *
 * @param index from 0, below 2^32.
 * @param seed another seed is another scrambling.
 */
export function scrambledSobol(index: number, options: { dimension: number; seed: number }): number {
  const { dimension, seed } = options;
  const turn = Math.floor(dimension / SOBOL_DIMENSIONS);
  const at = turn === 0 ? index : reverse(scramble(reverse(index), randomKey(seed, turn)));
  const bits = sobolBits(at >>> 0, dimension % SOBOL_DIMENSIONS);
  return reverse(scramble(reverse(bits), randomKey(seed, 0, dimension))) / 2 ** BITS;
}

function directionsOf({ polynomial, initial }: (typeof JOE_KUO)[number]): Uint32Array {
  const own = new Uint32Array(BITS);
  const degree = initial.length;
  for (let bit = 0; bit < BITS; bit++) {
    if (degree === 0) own[bit] = 1 << (BITS - 1 - bit);
    else if (bit < degree) own[bit] = initial[bit] << (BITS - 1 - bit);
    else {
      let value = own[bit - degree] ^ (own[bit - degree] >>> degree);
      for (let back = 1; back < degree; back++)
        if (((polynomial >> (degree - back)) & 1) === 1) value ^= own[bit - back];
      own[bit] = value;
    }
  }
  return own;
}

/** Flips each bit by a hash of the lower ones: of reversed bits, a scrambling of Owen. */
function scramble(reversed: number, key: number): number {
  const seed = mix32(key);
  let x = reversed;
  x = (x ^ Math.imul(x, 0x3d20adea)) >>> 0;
  x = (x + seed) >>> 0;
  x = Math.imul(x, (seed >>> 16) | 1) >>> 0;
  x = (x ^ Math.imul(x, 0x05526c56)) >>> 0;
  return (x ^ Math.imul(x, 0x53a22864)) >>> 0;
}

function reverse(bits: number): number {
  let x = bits >>> 0;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
