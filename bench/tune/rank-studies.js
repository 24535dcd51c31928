// Who found the better value, over problems and seeds.
import { mean, withInterval } from "../lib/pairs.js";

/** Values that differ by less are alike: the last digits of a sum say nothing about a search. */
const TIE = 1e-12;

/** The least of the first values. */
export function bestOf(values, budget) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < Math.min(budget, values.length); i++) best = Math.min(best, values[i]);
  return best;
}

/** 1 for the least value and so on; alike values share the mean of their ranks. */
export function ranksOf(values) {
  return values.map((value) => {
    const less = values.filter((other) => other < value - TIE).length;
    const alike = values.filter((other) => Math.abs(other - value) <= TIE).length;
    return less + (alike + 1) / 2;
  });
}

/**
 * Per problem, the ranks of each contestant averaged over the seeds that everyone has.
 *
 * @param studies the values by problem, seed and contestant: `studies[problem][seed][contestant]`.
 * @returns one `{ problem, seeds, ranks }` for each problem, ranks in the contestants' order.
 */
export function rankTable(studies, { contestants, budget }) {
  return Object.entries(studies).flatMap(([problem, bySeed]) => {
    const rows = Object.values(bySeed).filter((study) =>
      contestants.every((name) => (study[name]?.length ?? 0) >= budget),
    );
    if (rows.length === 0) return [];
    const ranks = rows.map((study) => ranksOf(contestants.map((name) => bestOf(study[name], budget))));
    return [
      { problem, seeds: rows.length, ranks: contestants.map((_, k) => mean(ranks.map((row) => row[k]))) },
    ];
  });
}

/**
 * Ours against a peer: per problem, the share of seeds in which ours found the better value, ties counting
 * half.
 */
export function winShares(studies, { ours, peer, budget }) {
  return Object.entries(studies).flatMap(([problem, bySeed]) => {
    const rows = Object.values(bySeed).filter((study) =>
      [ours, peer].every((name) => (study[name]?.length ?? 0) >= budget),
    );
    if (rows.length === 0) return [];
    const wins = rows.map((study) => {
      const [a, b] = [bestOf(study[ours], budget), bestOf(study[peer], budget)];
      return Math.abs(a - b) <= TIE ? 0.5 : a < b ? 1 : 0;
    });
    return [{ problem, seeds: rows.length, share: mean(wins) }];
  });
}

/** The mean share of studies that ours won, with its bootstrap interval over problems. */
export function shareWithInterval(shares) {
  return withInterval(shares, (drawn) => mean(drawn.map(({ share }) => share)));
}

/** Holm's correction: p-values that hold together at the level that each is compared with. */
export function holm(probabilities) {
  const order = probabilities.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array(probabilities.length);
  let largest = 0;
  order.forEach(({ p, index }, place) => {
    largest = Math.max(largest, Math.min(1, p * (order.length - place)));
    corrected[index] = largest;
  });
  return corrected;
}
