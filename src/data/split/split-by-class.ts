import { largestOf } from "../../base/lists.ts";
import { randomKey, STREAMS, shuffle } from "../../base/random.ts";
import type { ClassTarget } from "../target/task.ts";
import { type Parts, partCounts, roundToSum, type SplitRequest } from "./split-parts.ts";

/** The facts that a division by chance goes by. */
type Drawing = Pick<SplitRequest, "sizes" | "seed" | "copies">;

/** Rows shuffled and cut; copies of a row go where it goes. */
export function splitRandom(rows: Int32Array, request: Drawing): Parts {
  const units = Units.of(rows, request);
  const order = shuffle(units.leaders.slice(), randomKey(request.seed, STREAMS.split));
  const parts: number[][] = [[], [], []];
  units.deal(order, partCounts(rows.length, request.sizes), parts);
  return asParts(parts);
}

/**
 * Rows divided so that every class has its share in every part (but for rounding, which is carried from class
 * to class so that the parts keep their sizes), and comes at least once in train. Copies of a row go where it
 * goes, and count for its class.
 */
export function splitStratified(rows: Int32Array, request: Drawing & { target: ClassTarget }): Parts {
  const { target, sizes, seed } = request;
  const parts: number[][] = [[], [], []];
  const shares = [sizes.train, sizes.dev, sizes.test];
  const units = Units.of(rows, request);
  let carry = [0, 0, 0];
  rowsByClass(units.leaders, target).forEach((leaders, code) => {
    shuffle(leaders, randomKey(seed, STREAMS.split, code));
    const total = units.rowsOf(leaders);
    const wanted = shares.map((share, part) => share * total + carry[part]);
    const counts = roundToSum(wanted, total);
    if (counts[0] === 0 && total > 0) {
      counts[counts[1] > counts[2] ? 1 : 2]--;
      counts[0]++;
    }
    const dealt = units.deal(leaders, counts, parts);
    carry = wanted.map((count, part) => count - dealt[part]);
  });
  return asParts(parts);
}

/** Rows with their copies: what goes to one part as a whole, named by its first row. */
class Units {
  readonly leaders: Int32Array;
  readonly #followers: ReadonlyMap<number, readonly number[]>;

  private constructor(leaders: Int32Array, followers: ReadonlyMap<number, readonly number[]>) {
    this.leaders = leaders;
    this.#followers = followers;
  }

  static of(rows: Int32Array, { copies }: Pick<Drawing, "copies">): Units {
    const followers = new Map<number, number[]>();
    if (copies === undefined) return new Units(rows, followers);
    const leaderOf = new Map<number, number>();
    const leaders = rows.filter((row) => {
      const leader = leaderOf.get(copies[row]);
      if (leader === undefined) leaderOf.set(copies[row], row);
      else followers.set(leader, [...(followers.get(leader) ?? []), row]);
      return leader === undefined;
    });
    return new Units(leaders, followers);
  }

  rowsOf(leaders: ArrayLike<number>): number {
    let rows = leaders.length;
    if (this.#followers.size === 0) return rows;
    for (let i = 0; i < leaders.length; i++) rows += this.#followers.get(leaders[i])?.length ?? 0;
    return rows;
  }

  /** Fills the parts in turn, each up to its count as far as whole units allow; returns what each one got. */
  deal(order: ArrayLike<number>, counts: readonly number[], parts: readonly number[][]): number[] {
    const dealt = counts.map(() => 0);
    for (let i = 0; i < order.length; i++) {
      const followers = this.#followers.get(order[i]) ?? [];
      const part = roomFor(1 + followers.length, counts, dealt);
      parts[part].push(order[i]);
      for (const row of followers) parts[part].push(row);
      dealt[part] += 1 + followers.length;
    }
    return dealt;
  }
}

/** The first part that half of a unit fits into, else the one that lacks most; train is never left empty. */
function roomFor(unit: number, counts: readonly number[], dealt: readonly number[]): number {
  if (dealt[0] === 0 && counts[0] > 0) return 0;
  const part = counts.findIndex((count, index) => dealt[index] + unit / 2 <= count);
  if (part >= 0) return part;
  const lacking = counts.map((count, index) => count - dealt[index]);
  return lacking.indexOf(largestOf(lacking));
}

function asParts([train, dev, test]: readonly number[][]): Parts {
  return { train: Int32Array.from(train), dev: Int32Array.from(dev), test: Int32Array.from(test) };
}

function rowsByClass(rows: Int32Array, target: ClassTarget): number[][] {
  const members: number[][] = target.classes.map(() => []);
  for (const row of rows) members[target.codes[row]].push(row);
  return members;
}
