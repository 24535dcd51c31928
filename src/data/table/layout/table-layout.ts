import { isMissingMark } from "../cells/missing-marks.ts";
import { numberedNames, uniqueNames } from "./column-names.ts";
import {
  type FileRow,
  filledCells,
  isBlankLine,
  isComment,
  isDateLike,
  isNumberLike,
  MOST_TELLING_COLUMNS,
} from "./file-row.ts";
import { guessHeader } from "./header-guess.ts";
import { RowTally } from "./row-tally.ts";

/** The facts that are told of a file's first rows. */
export interface LayoutOptions {
  /** Whether the first row names the columns; told from the rows where left out. */
  readonly header?: boolean | undefined;
  /** Names of columns that are expected, such as those that a type was told for. */
  readonly expected: readonly string[];
}

/** Where a table begins within a file's rows, and what its columns are called. */
export interface TableLayout {
  readonly names: readonly string[];
  /** The cells of the header as they stand; none where the file has no header. */
  readonly header: readonly string[] | undefined;
  /** The line of the header, or of the first row where there is none. */
  readonly line: number;
  /** The places, counted from 0, of columns whose name was empty. */
  readonly unnamed: readonly number[];
  /** The rows of the sample that belong to the table. */
  readonly rows: readonly FileRow[];
  /** Whether lines that begin with # stood above the table. */
  readonly hasComments: boolean;
  readonly notes: readonly string[];
}

/** A row is above the table only if so large a share of the rows below agree on their number of cells. */
const AGREEING_SHARE = 0.8;
/** From so many rows, of which each has a cell more than the header, these are names of rows. */
const FEWEST_NAMED_ROWS = 3;
const UNITS = /^(?:[[(].*[\])]|[a-zµμ°%‰Ωωåå²³/·^*\d\s.-]{1,12}|[$€£¥])$/i;

/**
 * Finds the table in the first rows of a file: what stands above it (comments, a title, blank lines), whether
 * a header names its columns, and a row of units below that.
 *
 * @returns undefined where there is no row at all.
 */
export function findLayout(sample: readonly FileRow[], options: LayoutOptions): TableLayout | undefined {
  const filled = sample.filter(({ cells }) => !isBlankLine(cells));
  if (filled.length === 0) return undefined;
  const top = withoutComments(filled);
  const begin = options.header === undefined ? titleRows(top.rows) : 0;
  const titles = top.rows.slice(0, begin).filter(({ cells }) => filledCells(cells) > 0);
  const below = withRowNames(sample.slice(sample.indexOf(top.rows[begin])), options);
  const notes = [...commentNote(top.comments), ...titleNote(titles)];
  const hasComments = top.comments.length > 0;
  return { ...headed(below, { ...options, comment: top.comments.at(-1), notes }), hasComments };
}

/** The rows with a name more, an empty one, where every row has a cell more, as R writes row names. */
function withRowNames([first, ...rest]: readonly FileRow[], { header }: LayoutOptions): readonly FileRow[] {
  const rows = rest.filter(({ cells }) => !isBlankLine(cells));
  const width = first.cells.length + 1;
  const areNamed = rows.every(({ cells }) => cells.length === width && cells[width - 1].trim() !== "");
  const isOneEach = new Set(rows.map(({ cells }) => cells[0].trim())).size === rows.length;
  const isHeader = header ?? isAllWords(first);
  const isFit = areNamed && isOneEach && isHeader && width > 2;
  if (!isFit || rows.length < FEWEST_NAMED_ROWS) return [first, ...rest];
  return [{ ...first, cells: ["", ...first.cells] }, ...rest];
}

/** Lines that begin with # above the table. A lone "#id,name" above rows of values is the header itself. */
function withoutComments(filled: readonly FileRow[]): { comments: FileRow[]; rows: readonly FileRow[] } {
  const first = filled.findIndex(({ cells }) => !isComment(cells));
  const comments = filled.slice(0, first < 0 ? filled.length : first);
  const rows = filled.slice(comments.length);
  const isHeader =
    comments.length === 1 &&
    /^\s*#\S/.test(comments[0].cells[0]) &&
    (rows.length === 0 || (comments[0].cells.length === rows[0].cells.length && !isAllWords(rows[0])));
  return isHeader || rows.length === 0 ? { comments: [], rows: filled } : { comments, rows };
}

function isAllWords({ cells }: FileRow): boolean {
  return cells.length > 1 && !cells.some(looksLikeValue);
}

function looksLikeValue(cell: string): boolean {
  const trimmed = cell.trim();
  return isNumberLike(trimmed) || isDateLike(trimmed);
}

/**
 * How many rows stand above the header: short ones, or, as spreadsheets pad them, rows of which at most one
 * cell is filled, followed by rows that agree on more cells.
 */
function titleRows(rows: readonly FileRow[]): number {
  const width = commonWidth(rows);
  if (width < 2) return 0;
  const isTitle = ({ cells }: FileRow) =>
    cells.length < width
      ? filledCells(cells) === 1 || 2 * cells.length <= width
      : cells.length === width && filledCells(cells) <= (width > 2 ? 1 : 0);
  const begin = rows.findIndex((row) => !isTitle(row));
  const below = rows.slice(begin);
  if (begin <= 0 || below.length < 2 || !isAllWords(below[0])) return 0;
  const agreeing = below.filter(({ cells }) => cells.length === width).length;
  return agreeing >= AGREEING_SHARE * below.length ? begin : 0;
}

/** The number of cells that most rows have; of equally common ones the larger. */
function commonWidth(rows: readonly FileRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].reduce((best, entry) =>
    entry[1] > best[1] || (entry[1] === best[1] && entry[0] > best[0]) ? entry : best,
  )[0];
}

/** The table from the row on that is its header or, where there is none, its first row. */
function headed(
  below: readonly FileRow[],
  options: LayoutOptions & { comment: FileRow | undefined; notes: readonly string[] },
): Omit<TableLayout, "hasComments"> {
  const { comment, notes } = options;
  const [first, ...rest] = below;
  const guess = told(first, options) ?? guessHeader(first.cells, fittingRows(first, rest));
  if (guess !== "values") {
    const unsure = guess === "unsure" && options.header === undefined ? [unsureNote(first)] : [];
    return named(first, { rows: rest, notes: [...notes, ...unsure] });
  }
  if (comment !== undefined && comment.cells.length === first.cells.length && isAllNames(comment)) {
    const [cell, ...others] = comment.cells;
    const header = { ...comment, cells: [cell.replace(/^\s*#+\s*/, ""), ...others] };
    const note = `Row ${comment.line}, a comment above the first row, names the columns.`;
    return named(header, { rows: below, notes: [note] });
  }
  const names = numberedNames(first.cells.length);
  const note = options.header === undefined ? [headerlessNote(first, names)] : [];
  return {
    names,
    header: undefined,
    line: first.line,
    unnamed: [],
    rows: below,
    notes: [...notes, ...note],
  };
}

function isAllNames({ cells }: FileRow): boolean {
  return !cells.some((cell) => looksLikeValue(cell.replace(/^\s*#+/, "")));
}

/** The answer of options or expected names about the first row. */
function told({ cells }: FileRow, { header, expected }: LayoutOptions): "names" | "values" | undefined {
  if (header !== undefined) return header ? "names" : "values";
  if (expected.length === 0) return undefined;
  const names = new Set(cells.map((cell) => oneLine(cell.trim())));
  if (expected.some((name) => names.has(name))) return "names";
  return expected.every((name) => /^column\d+$/.test(name)) ? "values" : undefined;
}

function fittingRows(first: FileRow, rest: readonly FileRow[]): (readonly string[])[] {
  return rest
    .map(({ cells }) => cells)
    .filter(
      (cells) =>
        cells.length === first.cells.length && cells.some((cell, index) => cell !== first.cells[index]),
    );
}

function named(
  header: FileRow,
  { rows, notes }: { rows: readonly FileRow[]; notes: readonly string[] },
): Omit<TableLayout, "hasComments"> {
  const cells = header.cells.map((cell) => cell.trim());
  const { names, unnamed, notes: renamed } = uniqueNames(cells.map(oneLine));
  const units = rows.findIndex((row) => !isBlankLine(row.cells));
  const isUnits = units >= 0 && holdsUnits(rows[units], fittingRows(header, rows.slice(units + 1)));
  return {
    names,
    header: cells,
    line: header.line,
    unnamed,
    rows: isUnits ? rows.toSpliced(units, 1) : rows,
    notes: [...notes, ...renamed, ...(isUnits ? [unitsNote(rows[units])] : [])],
  };
}

/** A name that a sheet breaks into lines, in one. */
function oneLine(name: string): string {
  return name.replace(/\s*[\r\n]\s*/g, " ");
}

/** Whether a row of words, such as units or types, stands above columns of numbers. */
function holdsUnits({ cells }: FileRow, below: readonly (readonly string[])[]): boolean {
  if (below.length < 2 || below[0].length !== cells.length) return false;
  const above = cells.slice(0, MOST_TELLING_COLUMNS).map((cell) => cell.trim());
  const isNumbers = above.map(
    (_, index) =>
      below.every((row) => isNumberLike(row[index].trim()) || isMissingMark(row[index].trim())) &&
      below.some((row) => isNumberLike(row[index].trim())),
  );
  const overNumbers = above.filter((cell, index) => isNumbers[index] && !isMissingMark(cell));
  const overWords = above.filter((cell, index) => !isNumbers[index] && !isMissingMark(cell));
  if (overNumbers.length === 0 || overNumbers.some(looksLikeValue)) return false;
  const isBracketed = overNumbers.every((cell) => /^[[(].*[\])]$/.test(cell));
  const areUnits = overNumbers.every((cell) => UNITS.test(cell)) && overNumbers.length > 1;
  return isBracketed || (areUnits && !overWords.some((word) => comesAmong(word, below)));
}

function comesAmong(word: string, rows: readonly (readonly string[])[]): boolean {
  return rows.some((row) => row.some((cell) => cell.trim() === word));
}

function commentNote(comments: readonly FileRow[]): string[] {
  if (comments.length === 0) return [];
  const tally = tallyOf(comments);
  return [`${tally} above the table ${tally.are} left out as comments that begin with #.`];
}

function titleNote(titles: readonly FileRow[]): string[] {
  if (titles.length === 0) return [];
  const [{ cells }] = titles;
  const text = quoted(cells.find((cell) => cell.trim() !== "") ?? "");
  const tally = tallyOf(titles);
  return [
    `${tally} above the header ${tally.are} left out as a title: ${text}; --header reads the first row as ` +
      `names.`,
  ];
}

function unitsNote({ cells, line }: FileRow): string {
  const units = cells.filter((cell) => cell.trim() !== "").map((cell) => quoted(cell));
  return `Row ${line} below the header holds units (${units.slice(0, 4).join(", ")}) and is left out.`;
}

function headerlessNote({ cells, line }: FileRow, names: readonly string[]): string {
  const which =
    names.length === 1 ? "column is called column1" : `columns are called column1 to ${names.at(-1)}`;
  return (
    `Row ${line} (${quoted(cells[0])}, ...) holds values like the rows below it, so the file has no header ` +
    `and its ` +
    `${which}; --header reads the row as names.`
  );
}

function unsureNote({ cells, line }: FileRow): string {
  return (
    `Row ${line} (${cells.slice(0, 3).join(", ")}) is read as names of columns, though it could be a row ` +
    `of numbers; ` +
    `--no-header reads it so.`
  );
}

function quoted(cell: string): string {
  const text = cell.trim();
  return `"${text.length > 40 ? `${text.slice(0, 37)}...` : text}"`;
}

function tallyOf(rows: readonly FileRow[]): RowTally {
  const tally = new RowTally();
  for (const { line } of rows) tally.add(line);
  return tally;
}
