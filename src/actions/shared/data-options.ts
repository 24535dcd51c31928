import type { SplitMethod } from "../../data/split.ts";
import type { Table } from "../../data/table.ts";
import type { OptionDeclarations } from "../verb.ts";
import { collectColumn, collectColumnType, parseSplit, parseSplitSizes } from "./option-text.ts";

/** Which data, and what is said about them beyond the recipe. Null and empty mean: not told. */
export interface DataOptions {
  /**
   * Path of a CSV, Parquet, JSON lines, NumPy or IDX file, or of a folder of images by class or of IDX files; or a table in
   * memory (`tableFromColumns`, `tableFromArrays`, `tableFromRecords`).
   */
  readonly data: string | Table;
  /** The column to predict, or several. A name with commas that no column has stands for the columns between them. */
  readonly target: string | readonly string[] | null;
  readonly task: "classification" | "regression" | "multiLabel" | null;
  readonly types: readonly { readonly column: string; readonly type: "number" | "boolean" | "category" }[];
  readonly split: { readonly method: SplitMethod; readonly column: string | null } | null;
  readonly splitSizes: { readonly train: number; readonly dev: number; readonly test: number } | null;
}

/** The data that a verb is about. */
export const dataOption = {
  help: "a CSV, Parquet, JSON lines or NumPy file, a folder of images by class, or IDX files (MNIST)",
  argument: "<data>",
} as const;

/** What is said about the data beyond the recipe. */
export const dataOptions: OptionDeclarations<Omit<DataOptions, "data">> = {
  target: {
    flag: "-t, --target <column>",
    help: "the column to predict; repeatable, or several with commas between",
    default: null,
    read: collectColumn,
  },
  task: {
    flag: "--task <task>",
    help: "overrides the choice made from the target",
    default: null,
    choices: ["classification", "regression", "multiLabel"],
  },
  types: {
    flag: "--type <column=type>",
    help: "number, boolean or category; repeatable",
    default: [],
    read: collectColumnType,
  },
  split: {
    flag: "--split <method>",
    help: "random, stratified, group:COLUMN, time:COLUMN or column:COLUMN",
    default: null,
    read: parseSplit,
  },
  splitSizes: {
    flag: "--split-sizes <train/dev/test>",
    help: 'shares such as "60/20/20"',
    default: null,
    read: parseSplitSizes,
  },
};
