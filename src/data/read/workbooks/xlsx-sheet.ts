import { TrainwellError } from "../../../base/errors.ts";
import { type NumberKind, unescaped, type Workbook } from "./xlsx-workbook.ts";
import { walkXml } from "./xml.ts";

const DAY_MS = 86_400_000;
/** The day before the first: Excel takes 1900 for a leap year, so that from March on it is a day earlier. */
const BEFORE_1900 = Date.UTC(1899, 11, 30);
const BEFORE_MARCH_1900 = 61;
const START_OF_1904 = Date.UTC(1904, 0, 1);
/** More columns than a sheet can have. */
const MOST_COLUMNS = 16_384;

/** The lists that the cells of a sheet refer to. */
export interface SheetContext {
  /** Names the sheet in messages. */
  readonly source: string;
  readonly texts: readonly string[];
  readonly styles: readonly NumberKind[];
  readonly startsIn1904: Workbook["startsIn1904"];
}

/** A cell while it is read. */
interface Cell {
  readonly column: number;
  readonly type: string;
  readonly kind: NumberKind;
  value: string;
  hasFormula: boolean;
}

/**
 * Goes through the rows of a sheet that hold anything: the texts of their cells, by columns from 0 on. Dates
 * are ISO 8601 text, percentages the numbers behind them, and formulas the values that they last had.
 *
 * @throws TrainwellError `xlsx-formula` for a formula without a value; Error where the text is no sound
 * sheet.
 */
export async function walkSheet(
  xml: string,
  context: SheetContext,
  onRow: (cells: ReadonlyMap<number, string>, row: number) => void,
): Promise<void> {
  let [row, column] = [0, -1];
  let cells = new Map<number, string>();
  let cell: Cell | undefined;
  let isValue = false;
  await walkXml(xml, {
    open: (name, attributes) => {
      if (name === "row") {
        row = Number(attributes().r ?? row + 1);
        column = -1;
        cells = new Map();
      } else if (name === "c") {
        const { r, t = "n", s = "0" } = attributes();
        column = r === undefined ? column + 1 : columnOf(r);
        cell = { column, type: t, kind: context.styles[Number(s)] ?? "number", value: "", hasFormula: false };
      } else if (name === "f" && cell !== undefined) cell.hasFormula = true;
      isValue = name === "v" || (name === "t" && cell?.type === "inlineStr");
    },
    text: (text) => {
      if (isValue && cell !== undefined) cell.value += text;
    },
    close: (name) => {
      if (name === "v" || name === "t") isValue = false;
      else if (name === "c" && cell !== undefined) {
        const text = textOf(cell, { ...context, row });
        if (text !== "") cells.set(cell.column, text);
        cell = undefined;
      } else if (name === "row" && cells.size > 0) onRow(cells, row);
    },
  });
}

/** The column of a place such as "AB12", from 0 on. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of place.match(/^[A-Z]+/i)?.[0].toUpperCase() ?? "")
    column = 26 * column + letter.charCodeAt(0) - 64;
  if (column < 1 || column > MOST_COLUMNS) throw new Error(`"${place}" is no place in a sheet`);
  return column - 1;
}

function textOf(cell: Cell, context: SheetContext & { row: number }): string {
  const { type, value, kind } = cell;
  if (value === "" && cell.hasFormula && type !== "str") throw formulaWithoutValue(cell, context);
  if (value === "") return "";
  if (type === "s") return context.texts[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "true" : "false";
  if (type !== "n") return unescaped(value);
  const days = Number(value);
  return kind === "number" || !Number.isFinite(days) ? value : dateText(days, { kind, ...context });
}

/** Days since the workbook's beginning as ISO 8601 text, to the second. */
function dateText(days: number, { kind, startsIn1904 }: { kind: NumberKind; startsIn1904: boolean }): string {
  const early = !startsIn1904 && days >= 1 && days < BEFORE_MARCH_1900 ? 1 : 0;
  const milliseconds = Math.round((days + early) * 86_400) * 1000;
  const date = new Date((startsIn1904 ? START_OF_1904 : BEFORE_1900) + milliseconds);
  if (Number.isNaN(date.getTime())) return String(days);
  const text = date.toISOString().slice(0, 19);
  if (kind === "time" && days >= 0 && days < 1) return text.slice(11);
  return kind === "date" && milliseconds % DAY_MS === 0 ? text.slice(0, 10) : text;
}

function formulaWithoutValue(cell: Cell, { source, row }: SheetContext & { row: number }): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "xlsx-formula",
    message: `${source}, row ${row}, column ${cell.column + 1}: a formula has no value saved beside it.`,
    details: { source, row, column: cell.column + 1 },
    hint: "Open the file in a spreadsheet program, which computes it, and save it.",
  });
}
