import type { Table } from "../../data/table/table.ts";

/** The options of `predict`: the data, the model, and where to write. */
export interface PredictOptions {
  /** As in training, without the target. */
  readonly data: string | Table;
  /** A folder that `fit` or `improve` wrote, or the id of a stored run. */
  readonly model: string;
  /**
   * The CSV to write; null for predictions.csv in the current folder, "-" for none: the result then has its
   * text. Cells that a spreadsheet would run have an apostrophe before them; see `formatCsv`.
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

/** The result of `predict`: the file, its columns and its number of rows. */
export interface PredictResult {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Notes on how the data was read, such as a row of totals that has no prediction. */
  readonly notes: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** The predictions as CSV text, where no file was written. */
  readonly csv?: string;
}
