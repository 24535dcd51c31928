import { withGapValues } from "../../data/prepare/gap-values.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { sentinelsOf } from "../../data/table/readings/sentinels.ts";
import { findColumn, type Table } from "../../data/table/table.ts";

/** So many rows tell whether a value comes often. */
const MOST_ROWS = 5000;

/**
 * A value of a column that may stand for a missing one, such as −999, and in how many of the rows; undefined
 * of what is no column of numbers as programs write them, and where it is known to be missing (`gaps`).
 */
export function sentinelIn(
  table: Table,
  name: string,
  { rows, gaps }: { rows: Int32Array; gaps: readonly string[] },
): { readonly value: number; readonly cells: number } | undefined {
  const column = findColumn(table, name);
  if (column?.type !== "number" || column.reading?.number !== undefined) return undefined;
  const { data } = withGapValues(column, gaps);
  const cells = Float64Array.from(spreadRows(rows, MOST_ROWS), (row) => data[row]);
  const [found] = sentinelsOf(cells);
  return found && { value: found.value, cells: found.cells };
}
