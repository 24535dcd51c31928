import { TrainwellError } from "../../base/errors.ts";
import type { FoldedSplit } from "../split/folds.ts";
import { countDistinct } from "../table/describe-numbers.ts";
import { countsRows, isFreeText, namesRows } from "../table/identifier.ts";
import { argument } from "../table/readings/reading-notes.ts";
import {
  type CellColumn,
  type Column,
  type ColumnTypes,
  gather,
  isMissing,
  requireAnyColumn,
  type Table,
} from "../table/table.ts";
import type { Target } from "../target/task.ts";
import { categoryBlockName, type DroppedColumn, tensorBlockName } from "./preprocessing.ts";

/** The facts that decide which columns are inputs. */
export interface InputChoice {
  /** The target, as `chooseTarget` read it. */
  readonly target: Target;
  /**
   * Columns that are no inputs; none by default. The target never is, nor the column that the split went by.
   */
  readonly exclude?: readonly string[];
  /**
   * How the rows were divided; its column is no input, and folds for statistics of the target are drawn as it
   * was. Left out where no column told the parts.
   */
  readonly split?: FoldedSplit;
  /**
   * The blocks that the recipe's network reads: what it reads is there whatever the rows, so that one recipe
   * fits every fold. Left out where there is no network yet.
   */
  readonly reads?: ReadonlySet<string>;
  /** Types that were told, none by default: free text is an input where it was told to be a category. */
  readonly types?: ColumnTypes;
}

/** The columns that are inputs, and the others, each with the reason. */
export interface ChosenInputs {
  readonly kept: readonly Column[];
  readonly dropped: readonly DroppedColumn[];
}

/**
 * Chooses the columns that a network can learn from in some training rows: not those that were excluded, that
 * are empty or constant in them, that hold free text, or that name rows.
 *
 * @throws TrainwellError `column-missing` for an excluded column that does not exist; `inputs-missing` when
 *   no input is left.
 */
export function chooseInputs(table: Table, trainRows: Int32Array, choice: InputChoice): ChosenInputs {
  const { target, reads } = choice;
  const excluded = new Set(choice.exclude);
  for (const name of excluded) requireAnyColumn(table, name, { role: "column to exclude" });
  const dropped = new Map<Column, DroppedColumn>();
  const inputs = table.columns.filter((column) => target.columns.every((other) => other !== column));
  for (const column of inputs) {
    const reason = excluded.has(column.name)
      ? dropColumn(column, "excluded", "it was excluded")
      : column.name === choice.split?.column || column.name === table.splitColumn
        ? dropColumn(column, "excluded", "the split went by it")
        : column.type === "tensor" || reads?.has(categoryBlockName(column.name))
          ? undefined
          : isFreeText(column)
            ? textReason(column, choice)
            : reasonToDrop(column, trainRows);
    if (reason !== undefined) dropped.set(column, reason);
  }
  const features = inputs.filter((column) => !reads?.has(ownBlock(column)));
  if (reads?.has("features") !== false) keepSomeFeature(dropped, features, target.rows);
  const kept = inputs.filter((column) => !dropped.has(column));
  if (kept.length === 0) throw noInputs(table, [...dropped.values()]);
  return { kept, dropped: [...dropped.values()] };
}

/** Sentences are no categories unless that was told. */
function textReason(column: Column, { types }: InputChoice): DroppedColumn | undefined {
  if (types !== undefined && Object.hasOwn(types, column.name) && types[column.name] === "category") return;
  const way = argument(`${column.name}=category`);
  const why = `it holds text, whose words are not read; to take whole cells for categories: --type ${way}`;
  return dropColumn(column, "text", why);
}

function ownBlock({ type, name }: Column): string {
  return type === "tensor" ? tensorBlockName(name) : categoryBlockName(name);
}

/** Where every feature is dull in these rows and not in all, the network reads them nonetheless. */
function keepSomeFeature(
  dropped: Map<Column, DroppedColumn>,
  features: readonly Column[],
  allRows: Int32Array,
): void {
  if (features.some((column) => !dropped.has(column))) return;
  for (const column of features) {
    const isDull = dropped.get(column)!.reason !== "excluded" && column.type !== "tensor";
    if (isDull && reasonToDrop(column, allRows) === undefined) dropped.delete(column);
  }
}

/** The cells of some rows that have a value, as numbers. */
export function presentValues(column: CellColumn, rows: Int32Array): Float64Array {
  return gather(
    column.data,
    rows.filter((row) => !isMissing(column, row)),
  );
}

function reasonToDrop(column: CellColumn, trainRows: Int32Array): DroppedColumn | undefined {
  const values = presentValues(column, trainRows);
  if (values.length === 0) return dropColumn(column, "empty", "it has no value in any training row");
  const first = values[0];
  if (values.length === trainRows.length && values.every((value) => value === first))
    return dropColumn(column, "constant", "it has the same value in every training row");
  const distinct = column.type === "category" ? countDistinct(values) : 0;
  if (namesRows(column, { distinct, present: values.length })) {
    return dropColumn(
      column,
      "identifier",
      `${distinct} of its ${values.length} training cells differ, so it names rows`,
    );
  }
  return countsRows(column) ? dropColumn(column, "identifier", "it counts the rows") : undefined;
}

function dropColumn(column: Column, reason: DroppedColumn["reason"], why: string): DroppedColumn {
  return { column: column.name, reason, note: `Column "${column.name}" is no input: ${why}.` };
}

function noInputs(table: Table, dropped: readonly DroppedColumn[]): TrainwellError {
  const [first] = dropped;
  return new TrainwellError({
    kind: "input",
    code: "inputs-missing",
    message: `${table.source} has no column to predict the target from.`,
    details: { source: table.source, dropped: dropped.map(({ column }) => column) },
    hint: first === undefined ? "Add columns beside the target." : first.note,
  });
}
