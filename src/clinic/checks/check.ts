import type { Split } from "../../data/split/split.ts";
import type { Column, ColumnTypes, Table } from "../../data/table/table.ts";
import type { Target } from "../../data/target/task.ts";
import type { EvidenceItem, Severity, Threshold } from "../finding.ts";

/** A table before it is trained on, with what is known of how it will be. */
export interface CheckedData {
  readonly table: Table;
  readonly target?: Target;
  readonly split?: Split;
  /** Columns that are no inputs. */
  readonly exclude?: readonly string[];
  /** Types of columns that were told. */
  readonly types?: ColumnTypes;
  /** The column that the split goes by. */
  readonly splitColumn?: string;
}

/** Parts of the data without which some checks cannot look. */
export type DataPart = "target" | "split";

/** Data of which some parts are there for certain. */
export type DataWith<P extends DataPart> = CheckedData & { readonly [Q in P]-?: NonNullable<CheckedData[Q]> };

/** The answer of a check on data that have its fault. */
export interface CheckResult {
  readonly severity: Severity;
  readonly summary: string;
  readonly evidence: readonly EvidenceItem[];
  /** The advice, with the options to type. */
  readonly advice: string;
}

/**
 * A check, declared: a fault that a table has before anything is trained on it. It is a sibling of a finding
 * and no finding itself, because it looks at the table, which is no plain data that a run could leave, and
 * because it looks once a job and not once a diagnosis. What it says is a finding.
 */
export interface CheckDefinition<N extends readonly DataPart[] = readonly DataPart[]> {
  readonly id: string;
  readonly title: string;
  /** One sentence for help and reports. */
  readonly help: string;
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly needs: N;
  /** The cure, with the paper or book that says so. */
  readonly cure: {
    readonly id: string;
    readonly title: string;
    readonly source: string;
    readonly expect: string;
  };
  /** Looks for it: a function of the data alone, within a second for each of them. */
  look(data: DataWith<N[number]>): CheckResult | undefined;
}

/** The columns that the network would see. */
export function inputColumns({ table, target, exclude = [], splitColumn }: CheckedData): Column[] {
  const left = new Set([...exclude, splitColumn, table.splitColumn]);
  for (const { name } of target?.columns ?? []) left.add(name);
  return table.columns.filter(({ name }) => !left.has(name));
}

/** How columns are left out, to type. */
export function excludeOption(names: readonly string[]): string {
  return `--set 'data.exclude=${JSON.stringify(names.slice(0, 8))}'`;
}
