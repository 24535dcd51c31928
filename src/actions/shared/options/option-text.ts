import { TrainwellError } from "../../../base/errors.ts";
import { SPLIT_METHODS, SPLITS, type SplitMethod } from "../../../data/split/split-methods.ts";
import { TOLD_TYPES, type ToldType, toldTypeProblem } from "../../../data/table/column-types.ts";

/** One `--set path=value`. The value is what the text means as JSON, or else the text itself. */
export interface AssignmentArgument {
  readonly path: string;
  readonly value: unknown;
}

/** One `--type column=type`. */
export interface ColumnTypeArgument {
  readonly column: string;
  readonly type: ToldType;
}

/** How rows are divided: the method, its column where it has one, and the parts where they were told. */
export interface SplitArgument {
  readonly method: SplitMethod;
  readonly column: string | null;
}

/** The sizes of the train, dev and test parts; they sum to 1. */
export interface SplitSizesArgument {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
}

/** The milliseconds of a unit of time by its name. */
export const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

function unreadable(message: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "unreadable-option",
    message,
    hint: "See --help after the command.",
  });
}

function isOneOf<T extends string>(text: string, names: readonly T[]): text is T {
  return (names as readonly string[]).includes(text);
}

/** Reads an age as milliseconds: "7d", "12h", "30m", "90s", "2w". */
export function parseAge(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)\s*$/.exec(text);
  if (!match) throw unreadable(`Expected an age such as "7d", "12h" or "2w", received "${text}".`);
  return Number(match[1]) * MS_PER_UNIT[match[2]];
}

function splitAtEquals(text: string, options: { last: boolean; form: string }): [string, string] {
  const at = options.last ? text.lastIndexOf("=") : text.indexOf("=");
  if (at <= 0) throw unreadable(`Expected ${options.form}, received "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Collects `--set path=value`. */
export function collectAssignment(
  text: string,
  previous: readonly AssignmentArgument[],
): AssignmentArgument[] {
  const [path, raw] = splitAtEquals(text, { last: false, form: "path=value" });
  return [...previous, { path, value: parseValue(raw) }];
}

function parseValue(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

/** Reads a number above 0. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw unreadable("Expected a number above 0.");
}

/** Collects `--type column=type`. The column's own name may contain "=". */
export function collectColumnType(
  text: string,
  previous: readonly ColumnTypeArgument[],
): ColumnTypeArgument[] {
  const [column, type] = splitAtEquals(text, { last: true, form: "column=type" });
  const problem = toldTypeProblem(type);
  if (problem !== undefined) {
    throw unreadable(
      `Expected one of ${TOLD_TYPES.join(", ")} or date:FORMAT, such as date:%d.%m.%Y, after "=", received ` +
        `"${type}": ${problem}.`,
    );
  }
  return [...previous, { column, type: type as ToldType }];
}

/** Reads a split: "random", "stratified", "group:COLUMN", "time:COLUMN" or "column:COLUMN". */
export function parseSplit(text: string): SplitArgument {
  const at = text.indexOf(":");
  const method = at < 0 ? text : text.slice(0, at);
  const column = at < 0 ? "" : text.slice(at + 1);
  if (!isOneOf(method, SPLIT_METHODS)) {
    throw unreadable(`Expected one of ${SPLIT_METHODS.join(", ")}, received "${method}".`);
  }
  const { needsColumn } = SPLITS[method];
  if (needsColumn !== (column !== "")) {
    const form = needsColumn ? `"${method}:COLUMN"` : `"${method}" without a column`;
    throw unreadable(`Expected ${form}, received "${text}".`);
  }
  return { method, column: column === "" ? null : column };
}

/** Reads the sizes of train, dev and test, as shares or percentages: "0.6/0.2/0.2", "60/20/20". */
export function parseSplitSizes(text: string): SplitSizesArgument {
  const parts = text.split("/").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const total = parts.reduce((sum, part) => sum + part, 0);
  const sumsToWhole = Math.abs(total - 1) < 1e-6 || Math.abs(total - 100) < 1e-4;
  if (parts.length !== 3 || !sumsToWhole || !(parts[0] > 0) || !(parts[1] > 0) || !(parts[2] >= 0)) {
    throw unreadable(
      `Expected train/dev/test that make up the whole, such as "60/20/20", received "${text}".`,
    );
  }
  const [train, dev, test] = parts.map((part) => part / total);
  return { train, dev, test };
}

/** Makes a reader of integers from `minimum` to `most`, which is by default as large as integers can be. */
export function integerFrom(minimum: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < minimum || value > most) {
      const limit = most < Number.MAX_SAFE_INTEGER ? ` and at most ${most}` : "";
      throw unreadable(`Expected an integer of at least ${minimum}${limit}, received "${text}".`);
    }
    return value;
  };
}

/** Reads a share between 0 and 1, also as a percentage: "0.02", "2%". */
export function parseNonNegative(text: string): number {
  const percent = text.trim().endsWith("%");
  const digits = percent ? text.trim().slice(0, -1) : text;
  const value = digits.trim() === "" ? Number.NaN : Number(digits);
  if (!Number.isFinite(value) || value < 0) {
    throw unreadable(`Expected a number of at least 0, such as "0.02" or "2%", received "${text}".`);
  }
  return percent ? value / 100 : value;
}

/** Reads a shape: "12", "3x32x32". */
export function parseShape(text: string): number[] {
  const sizes = text.split("x").map(Number);
  if (sizes.every((size) => Number.isSafeInteger(size) && size > 0)) return sizes;
  throw unreadable(`Expected a shape such as "12" or "3x32x32", received "${text}".`);
}

/** Collects `--target column`: one column, or the list of several. */
export function collectColumn(
  text: string,
  previous: string | readonly string[] | null,
): string | readonly string[] {
  return previous === null ? text : [previous, text].flat();
}

/** Collects `--missing cells`: one spelling, or several with commas between; a comma alone is itself. */
export function collectGaps(text: string, previous: readonly string[]): string[] {
  const cells = text === "," ? [text] : text.split(",").map((cell) => cell.trim());
  return [...previous, ...cells.filter((cell) => cell !== "")];
}
