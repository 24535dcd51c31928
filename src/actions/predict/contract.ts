import type { DataSource } from "../../lab/prepare/read-data.ts";
import type { Predictions } from "../../model/predictions.ts";

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
  /** Folder or address of the run store, where `model` names a run; ".trainwell" by default. */
  readonly store: string;
  /** Threads for the engine, from 1; null leaves the choice to it. */
  readonly threads: number | null;
}

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
