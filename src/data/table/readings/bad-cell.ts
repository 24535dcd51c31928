import { TrainwellError } from "../../../base/errors.ts";
import type { ColumnHints } from "../column-reading.ts";
import { toldFormat } from "../column-types.ts";
import { argument } from "./reading-notes.ts";
import type { UnreadableWords } from "./word-column.ts";

/** A cell in a file: its row as an editor counts, and its column. */
export interface CellPlace {
  readonly source: string;
  readonly row: number;
  readonly column: string;
}

/** The error for a cell that does not fit its column, with the ways out. */
export function badCell(
  cell: string,
  { source, row, column }: CellPlace,
  problem: Pick<UnreadableWords, "code" | "expected" | "cells"> & { hints: ColumnHints },
): TrainwellError {
  const received = cell.length > 60 ? `${cell.slice(0, 57)}...` : cell;
  const others = problem.cells - 1;
  const also =
    others > 0 ? `, and ${others} more such ${others === 1 ? "cell" : "cells"} in this column` : "";
  return new TrainwellError({
    kind: "input",
    code: problem.code,
    message:
      `${source}, row ${row}, column "${column}": expected ${problem.expected}, received ` +
      `"${received}"${also}.`,
    details: { source, row, column, received },
    hint: waysOut(received, { ...problem, column }),
  });
}

function waysOut(
  cell: string,
  {
    column,
    code,
    hints,
    expected,
  }: Pick<UnreadableWords, "code" | "expected"> & { column: string; hints: ColumnHints },
): string {
  if (hints.reading !== undefined) return "Correct the cell, or empty it.";
  const told = (type: string) => `--type ${argument(`${column}=${type}`)}`;
  const ways = [`take it for missing: --missing ${argument(cell)}`];
  if (code === "cell-not-number" && hints.type !== "percent" && expected.includes("%"))
    ways.push(`say that all its numbers are percents: ${told("percent")}`);
  if (code === "cell-not-date" && toldFormat(hints.type) === undefined)
    ways.push(`say how its dates are written: ${told("date:%d.%m.%Y")}`);
  return `Correct the cell, ${ways.join(", ")}, or read the column as words: ${told("category")}.`;
}
