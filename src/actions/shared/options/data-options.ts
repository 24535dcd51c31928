import { enumeration } from "../../../base/enumeration.ts";
import { SPLIT_METHODS, SPLITS, type SplitMethod } from "../../../data/split/split-methods.ts";
import { DECIMAL_MARKS, type DecimalMark } from "../../../data/table/cells/decimal-mark.ts";
import { TOLD_TYPES, type ToldType } from "../../../data/table/column-types.ts";
import { TASKS, type Task } from "../../../data/target/target.ts";
import type { DataSource } from "../../../lab/prepare/read-data.ts";
import type { OptionDeclarations } from "../../verb.ts";
import { collectColumn, collectColumnType, collectGaps, parseSplit, parseSplitSizes } from "./option-text.ts";

/** Which data, and what is said about them beyond the recipe. Null and empty mean: not told. */
export interface DataOptions {
  /**
   * Path of a CSV, Excel, Parquet, JSON, NumPy or IDX file (`book.xlsx#Sheet` names a sheet), or of a folder
   * of images by class or of IDX files; or data in memory: an array of records (`[{ a: 1, b: "x" }]`),
   * columns (`{ a: [1], b: ["x"] }`), or a table (`tableFromArrays` and the like).
   */
  readonly data: DataSource;
  /**
   * The column to predict, or several; null where the recipe names it. A name with commas that no column has
   * stands for the columns between them.
   */
  readonly target: string | readonly string[] | null;
  /** The kind of prediction; null for the recipe's, or the one that the target's values suggest. */
  readonly task: Task | null;
  /** The mark before decimals; null for what the cells show. */
  readonly decimal: DecimalMark | null;
  /** Cells that mean "no value", beside the empty one, NA and the like; none by default. */
  readonly gaps: readonly string[];
  /** Types of columns, over those inferred; none by default. */
  readonly types: readonly { readonly column: string; readonly type: ToldType }[];
  /** Whether the first row of a file names the columns; null where that is told from the rows. */
  readonly header: boolean | null;
  /** The sheet of an Excel file; null for the first. */
  readonly sheet: string | null;
  /**
   * How rows are divided, and the column that "group", "time" and "column" go by; null for the recipe's way.
   */
  readonly split: { readonly method: SplitMethod; readonly column?: string | null } | null;
  /** The shares of the parts, each from 0 to 1 and together 1; null for the recipe's. */
  readonly splitSizes: { readonly train: number; readonly dev: number; readonly test: number } | null;
}

/** The data that a verb is about. */
export const dataOption = {
  help: "a CSV, Excel, Parquet, JSON or NumPy file, a folder of images by class, or IDX files (MNIST)",
  argument: "<data>",
} as const;

/** How the ways of dividing rows are written; "auto" is what happens without. */
const SPLIT_FORMS = SPLIT_METHODS.filter((method) => method !== "auto").map((method) =>
  SPLITS[method].needsColumn ? `${method}:COLUMN` : method,
);

/** The flags for a file before its rows are known. */
export const fileOptions: OptionDeclarations<Pick<DataOptions, "header" | "sheet">> = {
  header: {
    flag: "--header",
    help: "the first row names the columns, whatever it looks like",
    negation: { flag: "--no-header", help: "the first row is already one of the rows" },
    default: null,
  },
  sheet: {
    flag: "--sheet <name>",
    help: "the sheet of an Excel file (default: the first)",
    default: null,
  },
};

/** The flags and defaults of the options that describe the data. */
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
    choices: TASKS,
  },
  types: {
    flag: "--type <column=type>",
    help: `${enumeration(TOLD_TYPES, "or")}, also as date:%d.%m.%Y; repeatable`,
    default: [],
    read: collectColumnType,
  },
  ...fileOptions,
  decimal: {
    flag: "--decimal <mark>",
    help: '"," or "." before decimals, where the cells leave it open',
    default: null,
    choices: DECIMAL_MARKS,
  },
  gaps: {
    flag: "--missing <cells>",
    help: 'cells that mean "no value", such as "?,-999"; repeatable',
    default: [],
    read: collectGaps,
  },
  split: {
    flag: "--split <method>",
    help: enumeration(SPLIT_FORMS, "or"),
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
