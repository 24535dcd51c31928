import { TrainwellError } from "../../base/errors.ts";
import type { ColumnHints } from "./column-reading.ts";
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
    hint: waysOut(received, { column, hints: problem.hints, expected: problem.expected }),
  });
}

function waysOut(
  cell: string,
  { column, hints, expected }: { column: string; hints: ColumnHints; expected: string },
): string {
  const percent =
    hints.reading === undefined && hints.type !== "percent" && expected.includes("%")
      ? `, say that all its numbers are percents: --type ${argument(`${column}=percent`)}`
      : "";
  const words =
    hints.reading === undefined
      ? `, or read the column as words: --type ${argument(`${column}=category`)}`
      : "";
  const missing =
    hints.reading === undefined ? `, take it for missing: --missing ${argument(cell)}` : ", or empty it";
  return `Correct the cell${missing}${percent}${words}.`;
}
