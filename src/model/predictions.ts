import { quantilesOf } from "../nn/losses/outputs.ts";
import { LABEL_THRESHOLD } from "../nn/metrics/decisions.ts";
import { decidedClasses } from "./decided-classes.ts";
import type { Model } from "./model.ts";

/** A row that something is predicted of. */
interface PredictedRow {
  /** The name of the row, such as an image's file, where rows have names. */
  readonly file?: string;
}

/** The predicted class of a row. */
export interface ClassPrediction extends PredictedRow {
  readonly prediction: string;
  /** Of each class by its name, from 0 to 1 and together 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The predicted labels of a row. */
export interface LabelPrediction extends PredictedRow {
  /** Whether it has each label, by the label's column. */
  readonly prediction: Readonly<Record<string, boolean>>;
  /** That it has each label, from 0 to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The predicted value of a row, in the target's units. */
export interface ValuePrediction extends PredictedRow {
  readonly prediction: number;
}

/** The predicted values of a row by their columns, in the units of each. */
export interface ValuesPrediction extends PredictedRow {
  readonly prediction: Readonly<Record<string, number>>;
}

/** The predicted quantiles of a row by the target's column, in the order of `quantiles`. */
export interface QuantilesPrediction extends PredictedRow {
  readonly prediction: Readonly<Record<string, readonly number[]>>;
}

/**
 * Predictions, one a row of the data and in its order. `kind` tells what they are of: a class, several
 * labels, a value, several values, or quantiles of one value or more.
 */
export type Predictions =
  | {
      readonly kind: "class";
      readonly classes: readonly string[];
      readonly predictions: readonly ClassPrediction[];
    }
  | {
      readonly kind: "labels";
      /** The columns of the labels. */
      readonly columns: readonly string[];
      readonly predictions: readonly LabelPrediction[];
    }
  | {
      readonly kind: "value";
      /** The target's column. */
      readonly column: string;
      readonly predictions: readonly ValuePrediction[];
    }
  | {
      readonly kind: "values";
      readonly columns: readonly string[];
      readonly predictions: readonly ValuesPrediction[];
    }
  | {
      readonly kind: "quantiles";
      /** The shares of rows that are at most as large, from 0 to 1. */
      readonly quantiles: readonly number[];
      readonly columns: readonly string[];
      readonly predictions: readonly QuantilesPrediction[];
    };

/**
 * The outputs of a model as predictions, in the words of its target. Numbers have no more digits than tell
 * them from other float32 numbers.
 *
 * @param outputs as `predictTable` gives them.
 * @param rowNames the names of the rows, where they have any.
 */
export function predictionsOf(
  model: Model,
  outputs: Float32Array,
  rowNames?: readonly string[],
): Predictions {
  const { target } = model.members[0].preprocessing;
  if (target.kind === "classes") return classPredictions(model, target.classes, { outputs, rowNames });
  const columns = target.columns.map(({ column }) => column);
  if (target.kind === "labels") return labelPredictions(columns, { outputs, rowNames });
  const quantiles = quantilesOf(model.recipe.loss);
  return quantiles === undefined
    ? valuePredictions(columns, { outputs, rowNames })
    : quantilePredictions(columns, quantiles, { outputs, rowNames });
}

interface Outputs {
  readonly outputs: Float32Array;
  readonly rowNames: readonly string[] | undefined;
}

function classPredictions(model: Model, classes: readonly string[], about: Outputs): Predictions {
  const decided = decidedClasses(model, about.outputs);
  const predictions = rowsOf(about, classes.length, (row, at) => ({
    prediction: classes[decided[at]],
    probabilities: byName(classes, (place) => row[place]),
  }));
  return { kind: "class", classes, predictions };
}

function labelPredictions(columns: readonly string[], about: Outputs): Predictions {
  const predictions = rowsOf(about, columns.length, (row) => ({
    prediction: byName(columns, (place) => row[place] >= LABEL_THRESHOLD),
    probabilities: byName(columns, (place) => row[place]),
  }));
  return { kind: "labels", columns, predictions };
}

function valuePredictions(columns: readonly string[], about: Outputs): Predictions {
  const { length } = columns;
  if (length === 1) {
    const predictions = rowsOf(about, length, ([prediction]) => ({ prediction }));
    return { kind: "value", column: columns[0], predictions };
  }
  const predictions = rowsOf(about, length, (row) => ({
    prediction: byName(columns, (place) => row[place]),
  }));
  return { kind: "values", columns, predictions };
}

function quantilePredictions(
  columns: readonly string[],
  quantiles: readonly number[],
  about: Outputs,
): Predictions {
  const { length } = quantiles;
  const predictions = rowsOf(about, columns.length * length, (row) => ({
    prediction: byName(columns, (place) => row.slice(place * length, (place + 1) * length)),
  }));
  return { kind: "quantiles", quantiles, columns, predictions };
}

/** The prediction of each row, with the row's name before it where rows have names. */
function rowsOf<P extends object>(
  { outputs, rowNames }: Outputs,
  width: number,
  make: (row: readonly number[], at: number) => P,
): (P & { file?: string })[] {
  return Array.from({ length: outputs.length / width }, (_, at) => {
    const row = Array.from(outputs.subarray(at * width, (at + 1) * width), shortSingle);
    return rowNames === undefined ? make(row, at) : { file: rowNames[at], ...make(row, at) };
  });
}

/** Values by names of the data, each a property of its own whatever its name is. */
function byName<T>(names: readonly string[], valueAt: (place: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, place) => [name, valueAt(place)]));
}

/** Nine significant digits tell any two float32 numbers apart. */
const MOST_DIGITS = 9;

/**
 * A float32 number in the fewest digits, at least six, that read back as the same float32; in full they would
 * be noise.
 */
function shortSingle(value: number): number {
  for (let digits = 6; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(MOST_DIGITS));
}
