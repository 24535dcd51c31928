import type { PreparedTarget } from "../../data/prepare/preprocessing.ts";
import type { Predictions } from "../../model/predictions.ts";

/** A table of words, row by row. */
interface Cells {
  readonly columns: string[];
  readonly cells: string[][];
}

/**
 * Predictions as the columns of a file: of classes "prediction" and "probability of CLASS" for each; of
 * labels "prediction of LABEL" in the label's own words, then "probability of LABEL" for each; of values
 * "prediction", or "prediction of COLUMN" for each of several; of quantiles "quantile Q", or "quantile Q of
 * COLUMN". Where rows have names, such as images their files, the first column is that.
 */
export function predictionCells(predicted: Predictions, target: PreparedTarget): Cells {
  const { columns, cells } = cellsOf(predicted, target);
  const { predictions } = predicted;
  if (predictions[0]?.file === undefined) return { columns, cells };
  return { columns: ["file", ...columns], cells: cells.map((row, at) => [predictions[at].file!, ...row]) };
}

function cellsOf(predicted: Predictions, target: PreparedTarget): Cells {
  if (predicted.kind === "class") return classCells(predicted);
  if (predicted.kind === "labels") return labelCells(predicted, wordsOf(target));
  if (predicted.kind === "value")
    return { columns: ["prediction"], cells: predicted.predictions.map((row) => [String(row.prediction)]) };
  if (predicted.kind === "values") return valueCells(predicted);
  return quantileCells(predicted);
}

type Of<Kind> = Extract<Predictions, { kind: Kind }>;

function classCells({ classes, predictions }: Of<"class">): Cells {
  return {
    columns: ["prediction", ...classes.map((name) => `probability of ${name}`)],
    cells: predictions.map(({ prediction, probabilities }) => [
      prediction,
      ...classes.map((name) => String(probabilities[name])),
    ]),
  };
}

function labelCells({ columns, predictions }: Of<"labels">, words: readonly (readonly string[])[]): Cells {
  return {
    columns: ["prediction", "probability"].flatMap((what) => columns.map((name) => `${what} of ${name}`)),
    cells: predictions.map(({ prediction, probabilities }) => [
      ...columns.map((name, place) => words[place][Number(prediction[name])]),
      ...columns.map((name) => String(probabilities[name])),
    ]),
  };
}

/** The words of each label for not having it and for having it. */
function wordsOf(target: PreparedTarget): readonly (readonly string[])[] {
  return target.kind === "labels" ? target.columns.map(({ words }) => words) : [];
}

function valueCells({ columns, predictions }: Of<"values">): Cells {
  return {
    columns: columns.map((name) => `prediction of ${name}`),
    cells: predictions.map(({ prediction }) => columns.map((name) => String(prediction[name]))),
  };
}

function quantileCells({ columns, quantiles, predictions }: Of<"quantiles">): Cells {
  return {
    columns: columns.flatMap((name) =>
      quantiles.map((share) => `quantile ${share}${columns.length === 1 ? "" : ` of ${name}`}`),
    ),
    cells: predictions.map(({ prediction }) => columns.flatMap((name) => prediction[name].map(String))),
  };
}
