import { heavyTailedInputs } from "../../clinic/findings/heavy-tailed-inputs.ts";
import { withGapValues } from "../../data/prepare/gap-values.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { quantileOf } from "../../data/table/describe-numbers.ts";
import { findColumn, type Table } from "../../data/table/table.ts";

/** Longer tails than an exponential distribution's. */
export const LONG_TAIL = heavyTailedInputs.thresholds.tail.value;
/** With fewer different values a column counts or ranks, and has no tail. */
const FEWEST_VALUES = 30;
/** So many rows tell how long a column's tails are. */
const MOST_ROWS = 2000;

/**
 * How long a column's tails are: the distance from the median to the 1st or 99th percentile, whichever is
 * further, over that of the quartiles. 1.7 for a normal distribution, 3.6 for an exponential one, 6.5 for a
 * lognormal one with σ = 1. Undefined of what is no column of numbers, has few different ones, or equal
 * quartiles.
 */
export function tailOf(
  table: Table,
  name: string,
  { rows, gaps = [] }: { rows: Int32Array; gaps?: readonly string[] },
): number | undefined {
  const column = findColumn(table, name);
  if (column?.type !== "number") return undefined;
  const { data } = withGapValues(column, gaps);
  const cells = Float64Array.from(spreadRows(rows, MOST_ROWS), (row) => data[row]);
  const present = cells.filter((value) => !Number.isNaN(value));
  if (new Set(present).size < FEWEST_VALUES) return undefined;
  const [low, first, middle, third, high] = [0.01, 0.25, 0.5, 0.75, 0.99].map((share) =>
    quantileOf(present, share),
  );
  return third > first ? Math.max(high - middle, middle - low) / (third - first) : undefined;
}
