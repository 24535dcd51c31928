import { type CellColumn, isMissing } from "../../data/table/table.ts";
import type { CheckDefinition } from "./check.ts";
import { cellInputs, columnsHave, rowsOf, SCREENING } from "./column-lists.ts";

/** Columns of more values vary. */
const MOST_VALUES = 100;

/** Columns with one value in all rows, or in all but a few. */
export const constantColumns: CheckDefinition<[]> = {
  id: "constant-columns",
  title: "Columns hardly vary",
  help: "A column with one value in nearly all rows can tell only the few others apart.",
  thresholds: { others: { value: 0.002, source: "ours: two rows in a thousand" } },
  needs: [],
  cure: { id: "remove-constant-columns", title: "Remove the columns", ...SCREENING },
  look(data) {
    const rows = rowsOf(data);
    const { others: limit } = constantColumns.thresholds;
    const shares = cellInputs(data).map((column) => ({
      name: column.name,
      others: othersThanMost(column, rows) / rows.length,
      isEmpty: rows.every((row) => isMissing(column, row)),
    }));
    const same = shares.filter(({ others, isEmpty }) => others === 0 && !isEmpty).map(({ name }) => name);
    const nearly = shares.filter(({ others }) => others > 0 && others <= limit.value).map(({ name }) => name);
    if (same.length + nearly.length === 0) return undefined;
    const sentences = [
      ...(same.length > 0 ? [`${columnsHave(same)} one value in all rows: left out.`] : []),
      ...(nearly.length > 0 ? [`${columnsHave(nearly)} one value in nearly all rows.`] : []),
    ];
    return {
      severity: "note",
      summary: sentences.join(" "),
      evidence: [
        { label: "columns with one value", value: same.length },
        { label: "columns with one value in nearly all rows", value: nearly.length },
      ],
      advice: "Remove them from the table, unless the few other rows matter.",
    };
  },
};

/** How many rows have another value than the most frequent one, a gap being one; all where there are many. */
function othersThanMost(column: CellColumn, rows: Int32Array): number {
  const counts = new Map<number, number>();
  for (const row of rows) {
    // Maps hold missing numbers for equal.
    counts.set(column.data[row], (counts.get(column.data[row]) ?? 0) + 1);
    if (counts.size > MOST_VALUES) return rows.length;
  }
  return rows.length - [...counts.values()].reduce((a, b) => Math.max(a, b), 0);
}
