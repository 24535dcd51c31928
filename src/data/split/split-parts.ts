import { TrainwellError } from "../../base/errors.ts";
import type { Table } from "../table/table.ts";
import type { Target } from "../target/task.ts";

/** The shares of the parts; they sum to 1. */
export interface SplitSizes {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
}

/** The rows of each part, as numbers into the table. */
export interface Parts {
  readonly train: Int32Array;
  readonly dev: Int32Array;
  readonly test: Int32Array;
}

/** The arguments of a way of dividing rows. */
export interface SplitRequest {
  readonly table: Table;
  readonly target: Target;
  readonly sizes: SplitSizes;
  readonly seed: number;
  /** For each row of the table the first of its copies, which chance does not part. */
  readonly copies?: Int32Array;
}

const PART_NAMES = ["train", "dev", "test"] as const;
/** Up to so many rows the parts are 60/20/20; from the larger number on they are 98/1/1. */
const SMALL_ROWS = 1e4;
const LARGE_ROWS = 1e6;
const LARGEST_HELD_OUT = 0.2;
const SMALLEST_HELD_OUT = 0.01;
/** Shares written with a few decimals need not sum to 1 exactly. */
const SUM_TOLERANCE = 1e-3;

/**
 * The shares of train, dev and test. Those that are not told follow from the number of rows n: dev and test
 * each get 0.2 · 0.05^t with t = (log10 n − 4) / 2, cut to between 0 and 1; that is 60/20/20 up to ten
 * thousand rows, about 91/4.5/4.5 at a hundred thousand, 98/1/1 from a million on. Where some shares are
 * told, the others divide what is left in proportion to this rule.
 *
 * @throws TrainwellError `split-invalid` when a share is outside 0 to 1, train is 0, or all three do not sum
 * to 1.
 */
export function splitSizes(rows: number, told: Partial<SplitSizes> = {}): SplitSizes {
  const progress = Math.log10(Math.max(rows, 1) / SMALL_ROWS) / Math.log10(LARGE_ROWS / SMALL_ROWS);
  const heldOut =
    LARGEST_HELD_OUT * (SMALLEST_HELD_OUT / LARGEST_HELD_OUT) ** Math.min(1, Math.max(0, progress));
  const usual: SplitSizes = { train: 1 - 2 * heldOut, dev: heldOut, test: heldOut };
  for (const name of PART_NAMES) {
    const share = told[name];
    if (share !== undefined && !(share >= 0 && share <= 1)) {
      throw splitError(
        `The ${name} share of the split is ${share}; expected a number between 0 and 1`,
        "Change it.",
      );
    }
  }
  const toldSum = sum(PART_NAMES.map((name) => told[name] ?? 0));
  const usualRest = sum(PART_NAMES.map((name) => (told[name] === undefined ? usual[name] : 0)));
  const allTold = usualRest === 0;
  const wrongSum = allTold ? Math.abs(toldSum - 1) > SUM_TOLERANCE : toldSum > 1;
  const rest = Math.max(0, 1 - toldSum);
  const share = (name: keyof SplitSizes) =>
    told[name] === undefined ? (usual[name] / usualRest) * rest : told[name] / (allTold ? toldSum : 1);
  const sizes = { train: share("train"), dev: share("dev"), test: share("test") };
  if (wrongSum || !(sizes.train > 0)) {
    const what = wrongSum ? `sum to ${Number(toldSum.toFixed(6))}; expected 1` : "leave nothing to train on";
    throw splitError(`The shares of the split ${what}`, "Change split.train, split.dev and split.test.");
  }
  return sizes;
}

/**
 * How many of `count` rows each part gets: the shares rounded so that they sum to `count` (largest
 * remainders), and at least one row for each part that has a share, where the rows suffice.
 */
export function partCounts(count: number, sizes: SplitSizes): [train: number, dev: number, test: number] {
  const shares = PART_NAMES.map((name) => sizes[name]);
  const counts = roundToSum(
    shares.map((share) => share * count),
    count,
  );
  shares.forEach((share, part) => {
    const largest = counts.indexOf(Math.max(...counts));
    if (share > 0 && counts[part] === 0 && counts[largest] > 1) {
      counts[part]++;
      counts[largest]--;
    }
  });
  return [counts[0], counts[1], counts[2]];
}

/**
 * Rounds numbers that sum to about `total` to whole ones that do exactly, by largest remainder; none below 0.
 */
export function roundToSum(numbers: readonly number[], total: number): number[] {
  const counts = numbers.map((number) => Math.max(0, Math.floor(number)));
  for (let missing = total - sum(counts); missing !== 0; missing -= Math.sign(missing)) {
    const step = Math.sign(missing);
    const wants = numbers.map((number, index) =>
      step < 0 && counts[index] === 0 ? -Infinity : step * (number - counts[index]),
    );
    counts[wants.indexOf(Math.max(...wants))] += step;
  }
  return counts;
}

/** The first rows of an order for train, the next for dev, the last for test. */
export function cut(order: Int32Array, sizes: SplitSizes): Parts {
  const [train, dev] = partCounts(order.length, sizes);
  return {
    train: order.slice(0, train),
    dev: order.slice(train, train + dev),
    test: order.slice(train + dev),
  };
}

/** The error for a split that cannot be made as it was told. */
export function splitError(message: string, hint: string): TrainwellError {
  return new TrainwellError({ kind: "input", code: "split-invalid", message: `${message}.`, hint });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
