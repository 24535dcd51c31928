import { isIdentifier, isNumberedKey, isText } from "../../data/table/identifier.ts";
import { listed } from "../../data/table/table.ts";
import { type CheckDefinition, excludeOption } from "./check.ts";
import { cellInputs, columnsHave, rowsOf, SCREENING } from "./column-lists.ts";

/** Columns that name or count the rows. */
export const rowNames: CheckDefinition<[]> = {
  id: "row-names",
  title: "Columns name rows",
  help: "A number or word that each row has for itself says nothing of new rows.",
  thresholds: { share: { value: 0.9, source: "ours: nine of ten words come once" } },
  needs: [],
  cure: { id: "leave-out-row-names", title: "Leave the columns out", ...SCREENING },
  look(data) {
    const columns = cellInputs(data).filter(
      (column) => !isText(column) && isIdentifier(column, rowsOf(data)),
    );
    if (columns.length === 0) return undefined;
    const kept = columns.filter((column) => isNumberedKey(column, rowsOf(data)));
    const names = columns.map(({ name }) => name);
    const counted = kept.length === 0 ? "" : `; ${listed(kept.map(({ name }) => name))} counts as a number`;
    return {
      severity: "note",
      summary: `${columnsHave(names)} another value in nearly every row, which names rows${counted}.`,
      evidence: [{ label: "columns that name rows", value: names.length }],
      advice:
        kept.length === 0
          ? "Nothing has to be done, for they are no inputs."
          : `Leave it out: ${excludeOption(kept.map(({ name }) => name))}.`,
    };
  },
};
