import type { TableOptions } from "../table/building/table-builder.ts";
import type { ColumnReading } from "../table/column-reading.ts";
import type { ColumnTypes } from "../table/table.ts";
import { type Preprocessing, targetColumns } from "./preprocessing.ts";

/**
 * The types that the columns of cells of a table to predict must be read with, so that they are read as in
 * training.
 */
export function columnTypes(preprocessing: Preprocessing): ColumnTypes {
  const { inputs, target } = preprocessing;
  const cells = inputs.filter((input) => input.kind !== "tensor");
  return Object.fromEntries([...cells, ...targetColumns(target)].map(({ column, type }) => [column, type]));
}

/** How the cells of inputs were read in training, by column, where that is more than their type says. */
export function columnReadings({ inputs }: Preprocessing): Readonly<Record<string, ColumnReading>> {
  return Object.fromEntries(
    inputs.flatMap((input) =>
      input.kind === "numeric" && input.type !== "category"
        ? [[input.column, input.reading ?? {}] as const]
        : [],
    ),
  );
}

/**
 * How rows that are to be predicted are read: each input as in training, those that are there. The target's
 * cells, where there are some, are nobody's business.
 */
export function readingToPredict(preprocessing: Preprocessing): TableOptions {
  const targets = new Set(targetColumns(preprocessing.target).map(({ column }) => column));
  const types = Object.entries(columnTypes(preprocessing)).filter(([column]) => !targets.has(column));
  return {
    types: Object.fromEntries(types),
    readings: columnReadings(preprocessing),
    allowAbsentTypes: true,
  };
}
