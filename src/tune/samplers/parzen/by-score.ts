import type { Point } from "../../space/search-space.ts";

/** A point whose score takes a while to compute, and what takes less. */
export interface Candidate {
  readonly point: Point;
  /** The most that its score can be. */
  readonly most: number;
  readonly score: () => number;
}

/**
 * Points by their scores, the highest first, and of equal ones in the order in which they are given. Only
 * scores that may be the highest of what is left are computed.
 */
export function* byScore(candidates: readonly Candidate[]): Generator<Point> {
  const waiting = candidates.map(({ most }, index) => ({ index, most })).sort((a, b) => b.most - a.most);
  const scored: { readonly index: number; readonly score: number }[] = [];
  let next = 0;
  for (let given = 0; given < waiting.length; given++) {
    let best = -1;
    const compare = (at: number) => {
      const [a, b] = [scored[at], scored[best]];
      if (best < 0 || a.score > b.score || (a.score === b.score && a.index < b.index)) best = at;
    };
    scored.forEach((_, at) => compare(at));
    while (next < waiting.length && (best < 0 || waiting[next].most >= scored[best].score)) {
      const { index } = waiting[next++];
      scored.push({ index, score: candidates[index].score() });
      compare(scored.length - 1);
    }
    const [{ index }] = scored.splice(best, 1);
    yield candidates[index].point;
  }
}
