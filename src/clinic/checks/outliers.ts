import { spreadRows } from "../../data/split/spread-rows.ts";
import { quantileOf } from "../../data/table/describe-numbers.ts";
import { gather, type NumberColumn } from "../../data/table/table.ts";
import { number } from "../number-text.ts";
import type { CheckDefinition, CheckedData } from "./check.ts";
import { rowsOf } from "./column-lists.ts";

/** Quantiles are taken of so many cells. */
const MOST_CELLS = 5000;

/** Cells a million times further out than the others lie apart, or one alone that is far beyond the next. */
export const outliers: CheckDefinition<[]> = {
  id: "outliers",
  title: "Cells lie far beyond all others",
  help: "One cell far beyond all others decides the mean and the scale of its column.",
  thresholds: {
    distance: {
      value: 1e6,
      source: "ours: a million times the distance of the quartiles, beyond any heavy tail",
    },
    alone: {
      value: 1e3,
      source: "ours: a thousand times as far as the next cell, as no tail has it, such as 1,000 for 1.000",
    },
  },
  needs: [],
  cure: {
    id: "check-outliers",
    title: "Look at the cells",
    source: "Tukey, Exploratory Data Analysis, 1977",
    expect: "A column whose scale is that of its cells.",
  },
  look(data) {
    const found = numberColumns(data).flatMap((column) => farthest(data, column) ?? []);
    if (found.length === 0) return undefined;
    const worst = found.reduce((a, b) => (b.distance > a.distance ? b : a));
    const more = found.length === 1 ? "" : `; ${found.length - 1} more columns have such cells`;
    return {
      severity: "warning",
      summary:
        `Column "${worst.name}" has ${number(worst.value)} in row ${worst.row + 1} of the data, ` +
        `${number(worst.distance)} times as far from the median ${number(worst.median)} as its ` +
        `quartiles lie apart${more}.`,
      evidence: [
        {
          label: `distance of the farthest cell of "${worst.name}" in distances of the quartiles`,
          value: worst.distance,
          threshold: worst.threshold,
        },
      ],
      advice: "Correct the cell or empty it, if it is a mistake or stands for a missing value.",
    };
  },
};

/** Number columns that are inputs or targets. */
function numberColumns({ table, exclude = [] }: CheckedData): NumberColumn[] {
  return table.columns.filter(
    (column): column is NumberColumn => column.type === "number" && !exclude.includes(column.name),
  );
}

function farthest(checked: CheckedData, { name, data }: NumberColumn) {
  const rows = rowsOf(checked);
  const sample = gather(data, spreadRows(rows, MOST_CELLS)).filter((value) => !Number.isNaN(value));
  const [first, median, third] = [0.25, 0.5, 0.75].map((share) => quantileOf(sample, share));
  const apart = third - first;
  if (!(apart > 0)) return undefined;
  let [farthestRow, distance, next] = [0, 0, 0];
  for (const row of rows) {
    const away = Math.abs(data[row] / apart - median / apart);
    if (away > distance) [farthestRow, distance, next] = [row, away, distance];
    else if (away > next) next = away;
  }
  const { distance: most, alone } = outliers.thresholds;
  const threshold = Math.min(most.value, alone.value * Math.max(1, next));
  if (distance < threshold) return undefined;
  return { name, row: farthestRow, value: data[farthestRow], median, distance, threshold };
}
