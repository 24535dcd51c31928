/**
 * Counted randomness: every random number is a pure function of a key and a counter, never of a generator's
 * state. The same functions run in the graph (`counterUniform`, `counterMask`: uint32 arithmetic), so
 * TypeScript, Node and browser agree.
 */

/** Mixes 32 bits so that every input bit reaches every output bit ("lowbias32", Chris Wellons, 2018). */
export function mix32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/** Streams keep uses of randomness apart: the same seed draws unrelated numbers for each. */
export const STREAMS = {
  initialization: 1,
  shuffle: 2,
  dropout: 3,
  split: 4,
  augmentation: 5,
  sampling: 6,
  mixup: 8,
} as const;

/** Hashes a name to 32 bits (FNV-1a), so that a layer's random numbers follow its id and not its position. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/**
 * The key of a stream of random numbers: a 32-bit hash of all its coordinates, for example
 * (seed, stream, layer, step).
 *
 * @param coordinates integers; each is reduced modulo 2^32.
 */
export function randomKey(...coordinates: number[]): number {
  let key = 0x9e3779b9;
  for (const coordinate of coordinates) {
    // The high half keeps seeds beyond 2^32 distinct.
    key = mix32((key ^ (coordinate >>> 0)) + 0x9e3779b9);
    const high = Math.floor(coordinate / 4294967296) >>> 0;
    if (high !== 0) key = mix32(key ^ high);
  }
  return key;
}

/** 32 random bits: element `index` of the stream `key`. The graph's `counterUniform` computes the same. */
export function randomBits(key: number, index: number): number {
  return mix32((Math.imul(index, 0x9e3779b9) ^ key) >>> 0);
}

/**
 * A uniform number in [0, 1) with 24 bits, exactly representable in float32: element `index` of the stream
 * `key`.
 */
export function uniform(key: number, index: number): number {
  return (randomBits(key, index) >>> 8) / 16777216;
}

/**
 * A uniform number in [0, 1) with 24 bits for masks, of which a step draws many: element `index` of the
 * stream `key`. It is the product, modulo 2^32, of two odd numbers, a hash of the index and the key, so that
 * the graph's `counterMask` hashes the indices once for all keys. Products with a random odd number are a
 * universal hash: pairs of elements collide about as often as chance has it. Keys must be hashes, as
 * `randomKey` gives them.
 *
 * @see Dietzfelbinger, Hagerup, Katajainen & Penttonen, A Reliable Randomized Algorithm for the Closest-Pair
 * Problem, 1997
 */
export function maskUniform(key: number, index: number): number {
  return (Math.imul(maskCounter(index), key | 1) >>> 8) / 16777216;
}

/** The factor of {@link maskUniform} that is the index's alone: an odd number of 32 bits. */
export function maskCounter(index: number): number {
  return (mix32(Math.imul(index, 0x9e3779b9)) | 1) >>> 0;
}

/**
 * A standard normal number by Box and Muller (1958), from elements 2·index and 2·index + 1 of the stream
 * `key`.
 */
export function normal(key: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(key, 2 * index)));
  return radius * Math.cos(2 * Math.PI * uniform(key, 2 * index + 1));
}

/** A uniform integer in [0, bound): element `index` of the stream `key`. `bound` is at most 2^32. */
export function randomInteger(key: number, index: number, bound: number): number {
  const high = randomBits(key, 2 * index);
  const low = randomBits(key, 2 * index + 1) >>> 11;
  return Math.floor(((high * 2097152 + low) / 9007199254740992) * bound);
}

/**
 * Shuffles in place (Fisher and Yates), as a function of the key alone.
 *
 * @example
 * shuffle(Int32Array.of(0, 1, 2, 3), randomKey(seed, STREAMS.shuffle, epoch));
 */
export function shuffle<T extends Int32Array | number[]>(items: T, key: number): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomInteger(key, i, i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}
