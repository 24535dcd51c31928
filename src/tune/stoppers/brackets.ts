import { hashName, randomKey, STREAMS, uniform } from "../../base/random.ts";
import type { Ladder } from "./rungs.ts";

/** As many brackets where no end is known. */
const USUAL_BRACKETS = 4;

/** Numbers that follow each other by it are spread evenly, however few there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * The shares of trials that Hyperband's brackets take, the one that compares earliest first: proportional to
 * ⌈B / (s + 1) · eta^s⌉, s from B − 1 down to 0.
 *
 * @param brackets B; null for ⌊log_eta(end / first)⌋ + 1, which it cannot be more than.
 * @returns how many trials of each bracket there are in one round of the paper's algorithm.
 */
export function bracketShares({ eta, first, end }: Ladder, brackets: number | null): number[] {
  // A little more, so that log 81 / log 3 is 4.
  const fitting = Math.floor(Math.log(Math.max(1, end / first)) / Math.log(eta) + 1e-9) + 1;
  const usual = Number.isFinite(end) ? fitting : USUAL_BRACKETS;
  const count = Math.min(brackets ?? usual, fitting);
  return Array.from({ length: count }, (_, bracket) => {
    const s = count - 1 - bracket;
    return Math.ceil((count / (s + 1)) * eta ** s - 1e-9);
  });
}

/** The bracket of a trial, from 0: a function of the seed and its number. */
export function bracketOf(
  number: number,
  { shares, seed }: { shares: readonly number[]; seed: number },
): number {
  const start = uniform(randomKey(seed, STREAMS.sampling, hashName("bracket")), 0);
  let place = ((start + number * GOLDEN_RATIO) % 1) * shares.reduce((sum, share) => sum + share, 0);
  const bracket = shares.findIndex((share) => {
    place -= share;
    return place < 0;
  });
  return bracket === -1 ? shares.length - 1 : bracket;
}
