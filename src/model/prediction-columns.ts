import type { PreparedTarget } from "../data/prepare/preprocessing.ts";
import { quantilesOf } from "../nn/losses/outputs.ts";
import { LABEL_THRESHOLD } from "../nn/metrics/decisions.ts";
import { decidedClasses } from "./decided-classes.ts";
import type { Model } from "./model.ts";

/** A table of words and numbers, row by row. */
interface Cells {
  readonly columns: string[];
  readonly cells: (string | number)[][];
}

/**
 * Predictions as columns of a table: of classes "prediction" and "probability of CLASS" for each; of
 * labels "prediction of LABEL" in the label's own words, then "probability of LABEL" for each; of values
 * "prediction", or "prediction of COLUMN" for each of several; of quantiles "quantile Q", or "quantile Q of
 * COLUMN".
 *
 * @param prediction as `predictTable` gives it.
 */
export function predictionColumns(model: Model, prediction: Float32Array): Cells {
  const { target } = model.members[0].preprocessing;
  if (target.kind === "classes") return classColumns(model, target.classes, prediction);
  if (target.kind === "labels") return labelColumns(target.columns, prediction);
  const columns = valueColumns(target.columns, quantilesOf(model.recipe.loss));
  return { columns, cells: rowsOf(prediction, columns.length).map((row) => [...row]) };
}

function classColumns(model: Model, classes: readonly string[], prediction: Float32Array): Cells {
  const labels = decidedClasses(model, prediction);
  const cells = rowsOf(prediction, classes.length).map((row, index) => [classes[labels[index]], ...row]);
  return { columns: ["prediction", ...classes.map((label) => `probability of ${label}`)], cells };
}

function labelColumns(
  labels: Extract<PreparedTarget, { kind: "labels" }>["columns"],
  prediction: Float32Array,
): Cells {
  const cells = rowsOf(prediction, labels.length).map((row) => [
    ...labels.map(({ words }, place) => words[row[place] >= LABEL_THRESHOLD ? 1 : 0]),
    ...row,
  ]);
  const columns = [
    ...labels.map(({ column }) => `prediction of ${column}`),
    ...labels.map(({ column }) => `probability of ${column}`),
  ];
  return { columns, cells };
}

function valueColumns(
  values: readonly { readonly column: string }[],
  quantiles: readonly number[] | undefined,
): string[] {
  return values.flatMap(({ column }) => {
    const of = values.length === 1 ? "" : ` of ${column}`;
    return quantiles?.map((quantile) => `quantile ${quantile}${of}`) ?? [`prediction${of}`];
  });
}

function rowsOf(matrix: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: matrix.length / width }, (_, row) =>
    matrix.subarray(row * width, (row + 1) * width),
  );
}
