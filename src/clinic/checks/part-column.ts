import { partOfWord } from "../../data/split/part-names.ts";
import { type CellColumn, type Column, isMissing } from "../../data/table/table.ts";
import type { CheckDefinition } from "./check.ts";
import { inputColumns } from "./check.ts";

/** A column of the words train and test that is read as an input. */
export const partColumn: CheckDefinition<["split"]> = {
  id: "part-column",
  title: "A column looks like a split",
  help: "The table comes divided into train and test, and is divided anew.",
  thresholds: { share: { value: 1, source: "ours: every cell is a word such as train, dev or test" } },
  needs: ["split"],
  cure: {
    id: "split-by-the-part-column",
    title: "Split by the column",
    source: "Kapoor & Narayanan, Leakage and the Reproducibility Crisis in ML-based Science, 2023",
    expect: "The test rows that the table's authors meant.",
  },
  look(data) {
    const column = inputColumns(data).find(isPartColumn);
    if (column === undefined) return undefined;
    const words = column.categories.join(", ");
    return {
      severity: "warning",
      summary: `Column "${column.name}" has the words ${words}, and is an input; the rows were divided anew.`,
      evidence: [{ label: "different words", value: column.categories.length }],
      advice: `Split by it: --split 'column:${column.name}'.`,
    };
  },
};

function isPartColumn(column: Column): column is Extract<CellColumn, { type: "category" }> {
  if (column.type !== "category" || column.data.some((_, row) => isMissing(column, row))) return false;
  const parts = new Set(column.categories.map(partOfWord));
  return !parts.has(undefined) && parts.size > 1;
}
