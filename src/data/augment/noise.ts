import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { normal } from "../../base/random.ts";
import type { TableAugmentation, TableRows } from "./augmentation.ts";

const options = z.strictObject({
  deviation: option(z._default(z.number().check(z.gte(0), z.lte(10)), 0.1), {
    help: "The noise's standard deviation, as a share of the column's own in the training rows.",
    scale: "log",
    range: [0.01, 0.5],
    tune: true,
  }),
});

/**
 * Adds normal noise to the columns of numbers; missing ones, which an indicator marks, stay as they are. For
 * a linear network with squared error this is an L2 penalty (Bishop 1995).
 *
 * Options, with their limits and defaults: `deviation` (number, ≥ 0, ≤ 10; 0.1).
 */
export const noise: TableAugmentation<typeof options> = {
  kind: "noise",
  title: "Noise",
  help: "Adds a little normal noise to the columns of numbers.",
  paper: "Bishop, Training with Noise is Equivalent to Tikhonov Regularization, 1995",
  data: "tables",
  explanation: {
    equation: "x ← x + N(0, (deviation·s)²), with s the column's standard deviation in the training rows",
    use: "For tables of measurements, which have errors of their own.",
    pitfalls:
      "A column whose small differences matter, as a code written as a number, is spoilt. Columns " +
      "of categories stay as they are.",
  },
  options,
  build({ deviation }, table) {
    const columns = table.columns
      .filter((column) => column.kind === "number")
      .map((column) => ({ ...column, spread: deviation * deviationOf(table, column) }));
    return (rows, key) => {
      for (let index = 0; index < columns.length; index++) {
        const { block, start, width, spread } = columns[index];
        const { data, offset } = rows[block];
        const isMissing = width > 1 && data[offset + start + 1] !== 0;
        if (!isMissing) data[offset + start] += spread * normal(key, index);
      }
    };
  },
};

/** The standard deviation of a column over the training rows, dividing by n. */
function deviationOf({ blocks, trainRows }: TableRows, at: { block: number; start: number }): number {
  const { data, width } = blocks[at.block];
  let [count, mean, squares] = [0, 0, 0];
  for (const row of trainRows) {
    const value = data[row * width + at.start];
    const difference = value - mean;
    mean += difference / ++count;
    squares += difference * (value - mean);
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}
