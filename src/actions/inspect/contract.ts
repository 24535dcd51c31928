import type { SplitSummary } from "../../data/split/split-summary.ts";
import type { Column } from "../../data/table/table.ts";
import type { Task } from "../../data/target/target.ts";
import type { DataOptions } from "../shared/options/data-options.ts";
import type { FindingSummary } from "../shared/summaries.ts";

/** The options of `inspect`: which data, and what is known about it. */
export interface InspectOptions extends DataOptions {}

/** The result of `inspect`: a table's columns, the target, the split, notes and findings. */
export interface InspectResult {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly type: Column["type"];
    readonly missing: number;
    readonly distinct: number;
    /** Of columns of arrays: the element type and the shape of a row, such as "uint8 [1, 28, 28]". */
    readonly row?: string;
    readonly mean?: number;
    readonly standardDeviation?: number;
    readonly minimum?: number;
    readonly maximum?: number;
    /** Of dates, the first and the last as ISO 8601 text. */
    readonly earliest?: string;
    readonly latest?: string;
  }[];
  readonly target: {
    /** Its column; of several the first. */
    readonly name: string;
    readonly columns: readonly string[];
    readonly task: Task;
    /** For labels: how many rows have each. */
    readonly labels?: readonly { readonly label: string; readonly count: number }[];
    readonly classes?: readonly { readonly label: string; readonly count: number }[];
  } | null;
  readonly splits: SplitSummary | null;
  /** Notes on how the data were read and divided. */
  readonly notes: readonly string[];
  /** The faults of the data, worst first. */
  readonly findings: readonly FindingSummary[];
}
