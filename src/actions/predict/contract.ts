import type { DataSource } from "../../lab/read-data.ts";

/** The options of `predict`: the data, the model, and where to write. */
export interface PredictOptions {
  /** As in training, without the target. */
  readonly data: DataSource;
  /** A folder that `fit` or `improve` wrote, or the id of a stored run. */
  readonly model: string;
  /**
   * A CSV to write, or "-" for its text in the result; null for neither. Cells that a spreadsheet would run
   * have an apostrophe before them there; see `formatCsv`.
   */
  readonly out: string | null;
  /** Whether the first row of a file names the columns; null where that is told from the rows. */
  readonly header: boolean | null;
  /** The sheet of an Excel file; null for the first. */
  readonly sheet: string | null;
  /** Folder of the run store, where `model` names a run; ".trainwell" by default. */
  readonly store: string;
  /** Threads for the engine, from 1; null leaves the choice to it. */
  readonly threads: number | null;
}

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

/** The result of `predict`: the predictions as data, notes, and the file where one was written. */
export type PredictResult = Predictions & {
  /** Notes on how the data was read, such as a row of totals that has no prediction. */
  readonly notes: readonly string[];
  /** `predictions`, where a CSV was written. */
  readonly files: { readonly predictions?: string };
  /** The columns of the CSV, where one was asked for. */
  readonly columns?: readonly string[];
  /** The text of the CSV, where `out` is "-". */
  readonly csv?: string;
};
