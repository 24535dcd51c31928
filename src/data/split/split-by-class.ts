import { randomKey, STREAMS, shuffle } from "../../base/random.ts";
import type { ClassTarget } from "../target/task.ts";
import { cut, type Parts, roundToSum, type SplitRequest } from "./split-parts.ts";

/** Rows shuffled and cut. */
export function splitRandom(rows: Int32Array, request: Pick<SplitRequest, "sizes" | "seed">): Parts {
  return cut(shuffle(rows.slice(), randomKey(request.seed, STREAMS.split)), request.sizes);
}

/**
 * Rows divided so that every class has its share in every part (but for rounding, which is carried from class
 * to class so that the parts keep their sizes), and comes at least once in train.
 */
export function splitStratified(
  rows: Int32Array,
  request: Pick<SplitRequest, "sizes" | "seed"> & { target: ClassTarget },
): Parts {
  const { target, sizes, seed } = request;
  const parts: number[][] = [[], [], []];
  const shares = [sizes.train, sizes.dev, sizes.test];
  let carry = [0, 0, 0];
  rowsByClass(rows, target).forEach((members, code) => {
    shuffle(members, randomKey(seed, STREAMS.split, code));
    const wanted = shares.map((share, part) => share * members.length + carry[part]);
    const counts = roundToSum(wanted, members.length);
    if (counts[0] === 0 && members.length > 0) {
      counts[counts[1] > counts[2] ? 1 : 2]--;
      counts[0]++;
    }
    carry = wanted.map((count, part) => count - counts[part]);
    let begin = 0;
    counts.forEach((count, part) => {
      for (const row of members.slice(begin, begin + count)) parts[part].push(row);
      begin += count;
    });
  });
  return {
    train: Int32Array.from(parts[0]),
    dev: Int32Array.from(parts[1]),
    test: Int32Array.from(parts[2]),
  };
}

function rowsByClass(rows: Int32Array, target: ClassTarget): number[][] {
  const members: number[][] = target.classes.map(() => []);
  for (const row of rows) members[target.codes[row]].push(row);
  return members;
}
