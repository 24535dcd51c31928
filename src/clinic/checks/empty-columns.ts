import { isMissing } from "../../data/table/table.ts";
import type { CheckDefinition } from "./check.ts";
import { cellInputs, columnsHave, rowsOf, SCREENING } from "./column-lists.ts";

/** Columns without any value. */
export const emptyColumns: CheckDefinition<[]> = {
  id: "empty-columns",
  title: "Columns have no value",
  help: "A column without a value in any row says nothing, and is left out.",
  thresholds: {},
  needs: [],
  cure: { id: "remove-empty-columns", title: "Remove or fill the columns", ...SCREENING },
  look(data) {
    const empty = cellInputs(data).filter((column) => rowsOf(data).every((row) => isMissing(column, row)));
    const names = empty.map(({ name }) => name);
    if (names.length === 0) return undefined;
    return {
      severity: "note",
      summary: `${columnsHave(names)} no value in any row: left out.`,
      evidence: [{ label: "columns without a value", value: names.length }],
      advice: "Fill the column, or remove it from the table.",
    };
  },
};
