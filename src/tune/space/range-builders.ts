import type {
  ChoiceRange,
  IntegerRange,
  LogRange,
  OneMinusLogRange,
  OptionalRange,
  OrderedRange,
  RepeatRange,
  SimplexRange,
  UniformRange,
} from "./ranges.ts";

/**
 * Functions that write ranges, which stand in a recipe where values do. They are plain data, and are checked
 * when a space is made of them.
 *
 * @example
 * const { log, choice, integer } = ranges;
 * const space = {
 *   "optimizer.learningRate": log(1e-4, 1e-1),
 *   "network.layers.hidden1.units": integer(16, 256, { scale: "log" }),
 *   "network.layers.relu1.kind": choice(["relu", "gelu"]),
 * };
 */
export const ranges = {
  /** Numbers from `low` to `high`, evenly spread; with `step` only low, low + step, … */
  uniform: (low: number, high: number, { step }: { step?: number } = {}): UniformRange => ({
    search: "uniform",
    low,
    high,
    ...(step === undefined ? {} : { step }),
  }),
  /** Numbers from `low` (above 0) to `high`, evenly spread in their logarithm. */
  log: (low: number, high: number): LogRange => ({ search: "log", low, high }),
  /** Shares from `low` to `high` (below 1), evenly spread in log(1 − x): for momentum and decay rates. */
  oneMinusLog: (low: number, high: number): OneMinusLogRange => ({ search: "oneMinusLog", low, high }),
  /** Whole numbers from `low` to `high`; `scale: "log"` spreads them in their logarithm. */
  integer: (
    low: number,
    high: number,
    { step, scale }: { step?: number; scale?: "linear" | "log" } = {},
  ): IntegerRange => ({
    search: "integer",
    low,
    high,
    ...(step === undefined ? {} : { step }),
    ...(scale === undefined ? {} : { scale }),
  }),
  /** One of a list; its items may have ranges within. */
  choice: (of: readonly unknown[]): ChoiceRange => ({ search: "choice", of: [...of] }),
  /** One of a list in which neighbours are alike. */
  ordered: (of: readonly unknown[]): OrderedRange => ({ search: "ordered", of: [...of] }),
  /** Something that is there or not, such as a layer. */
  optional: (value: unknown): OptionalRange => ({ search: "optional", value }),
  /**
   * Layers that stand there from `least` to `most` times, each time with values of their own, or where they
   * are `alike` with the same ones every time.
   */
  repeat: (
    [least, most]: readonly [number, number],
    layers: readonly { readonly id: string; readonly [option: string]: unknown }[],
    { alike }: { alike?: boolean } = {},
  ): RepeatRange => ({
    search: "repeat",
    times: [least, most],
    layers: [...layers],
    ...(alike === undefined ? {} : { alike }),
  }),
  /** Shares with a sum of `total` (1 by default): a number of them as a list, or by names as an object. */
  simplex: (of: number | readonly string[], { total }: { total?: number } = {}): SimplexRange => ({
    search: "simplex",
    of: typeof of === "number" ? of : [...of],
    ...(total === undefined ? {} : { total }),
  }),
} as const;
