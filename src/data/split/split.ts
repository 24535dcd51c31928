import { nearest, TrainwellError } from "../../base/errors.ts";
import { type CellColumn, listed, requireColumn, type Table } from "../table/table.ts";
import type { ClassTarget, LabelTarget, Target } from "../target/task.ts";
import { findCopies } from "./copies.ts";
import { splitRandom, splitStratified } from "./split-by-class.ts";
import { splitByColumn, splitByGroup, splitByTime } from "./split-by-column.ts";
import { SPLIT_METHODS, type SplitMethod } from "./split-methods.ts";
import { type Parts, type SplitRequest, splitError, splitSizes } from "./split-parts.ts";

export type { SplitMethod } from "./split-methods.ts";

/** Fewer rows than this cannot be divided into three parts that say anything. */
const FEWEST_ROWS = 10;

/** How rows are to be divided, as the recipe says it. */
export interface SplitOptions {
  /**
   * "auto" (the default) goes by the data's own parts where it has them; else it is stratified for classes,
   * random for others.
   */
  readonly method?: SplitMethod;
  /**
   * The column that "group", "time" and "column" go by; by default the one that says the data's own parts.
   */
  readonly column?: string;
  /**
   * The share of train, above 0 and up to 1; by default it follows from the number of rows (`splitSizes`).
   */
  readonly train?: number;
  /** The share of dev, from 0 to 1; by default as that of train. */
  readonly dev?: number;
  /** The share of test, from 0 to 1; by default as that of train. */
  readonly test?: number;
  /**
   * The share of the training rows that is held apart from training, drawn by class or at random; 0 by
   * default.
   */
  readonly trainDev?: number;
  /** A whole number, 1 by default. */
  readonly seed?: number;
  /** Columns that are no inputs, none by default; rows that are equal in all others are copies. */
  readonly exclude?: readonly string[];
}

/** The rows of each part (numbers into the table, ascending), and how they were divided. */
export interface Split extends Parts {
  readonly method: Exclude<SplitMethod, "auto">;
  /**
   * Whether chance alone divided train from dev, so that another division of these rows would do as well:
   * false where a column told the dev rows, and where groups or times must stay apart.
   */
  readonly devIsDrawn: boolean;
  /**
   * For each row of the table the first row with the same inputs, itself where there is none; left out where
   * there are no copies, or where it was not chance that divided the rows. Chance does not part copies.
   */
  readonly copies?: Int32Array;
  /**
   * Rows like those of train that training never sees, where they were asked for: the error on them tells
   * what is variance, and the dev error beyond it what is a mismatch of train and dev (Ng, Machine Learning
   * Yearning, chapter 40).
   */
  readonly trainDev?: Int32Array;
  /** Sentences that a reader should know, such as that training never sees some class. */
  readonly notes: readonly string[];
}

/**
 * Divides the rows that have a target into train, dev and test, as a function of the data, the options and
 * the seed.
 *
 * - `random`: shuffled. `stratified`: so that every class has its share in every part, and is in train at
 *   least once. Both keep rows with the same inputs in one part (`findCopies`).
 * - `group`: all rows with the same value in `column` on one side; rows without one are each on their own.
 * - `time`: ordered by `column` (numbers, or dates as ISO 8601 text); the latest rows are test, those before
 *   them dev.
 * - `column`: by the words train, dev (or validation, val, valid) and test in `column`; where it has only
 *   test and another word, the rest is divided into train and dev by class or at random.
 *
 * @param table the data, with a row for each example.
 * @param options the method, its column, the shares, the seed, and `target` as `chooseTarget` read it.
 * @throws TrainwellError `rows-too-few`, `split-invalid` (shares, method, or a column that cannot be gone
 *   by), `column-missing`.
 * @example
 * const { train, dev, test } = splitRows(table, { target, method: "stratified", seed: 1 });
 */
export function splitRows(table: Table, options: SplitOptions & { target: Target }): Split {
  const { target, seed = 1 } = options;
  const method = chooseMethod(options, table);
  const rows = target.rows.length;
  if (rows < FEWEST_ROWS && method !== "column") {
    throw new TrainwellError({
      kind: "input",
      code: "rows-too-few",
      message:
        `${table.source} has ${rows} ${rows === 1 ? "row" : "rows"} with a target; at least ` +
        `${FEWEST_ROWS} are needed for train, dev and test.`,
      details: { source: table.source, rows, needed: FEWEST_ROWS },
      hint: "Give more rows.",
    });
  }
  const copies = findCopies(table, options)?.first;
  const sizes = splitSizes(rows, options);
  const request: SplitRequest = { table, target, seed, sizes, ...(copies ? { copies } : {}) };
  const { devIsDrawn, ...drawn } = divide(method, request, options.column ?? table.splitColumn);
  if (method === "column") requireTrainedClasses(drawn, target, table);
  const parts = sorted(drawn);
  const apart = options.trainDev ? holdApart(parts.train, request, options.trainDev) : {};
  const together = devIsDrawn && copies ? { copies } : {};
  return { ...parts, ...apart, ...together, method, devIsDrawn, notes: notesOn(parts, target) };
}

/** Training rows without the share that is held apart, and that share. */
function holdApart(
  rows: Int32Array,
  request: SplitRequest,
  share: number,
): { train: Int32Array; trainDev: Int32Array } {
  const { train, dev } = splitByClass(rows, { ...request, sizes: { train: 1 - share, dev: share, test: 0 } });
  return { train: train.toSorted(), trainDev: dev.toSorted() };
}

/**
 * A class that comes in dev or test alone cannot be learnt; where a column told the parts, that is a mistake
 * in it.
 */
function requireTrainedClasses(parts: Parts, target: Target, table: Table): void {
  if (target.task !== "classification") return;
  const trained = new Set(Array.from(parts.train, (row) => target.codes[row]));
  for (const name of ["dev", "test"] as const) {
    const codes = new Set(Array.from(parts[name], (row) => target.codes[row]));
    const absent = target.classes.filter((_, code) => codes.has(code) && !trained.has(code));
    if (absent.length === 0) continue;
    const classes = `${absent.length === 1 ? "class" : "classes"} ${listed(absent)}`;
    throw splitError(
      `In ${table.source}, the ${classes} ${absent.length === 1 ? "comes" : "come"} in ${name} and not in ` +
        `train`,
      "Add training rows of every class, or leave the class out.",
    );
  }
}

function chooseMethod(options: SplitOptions & { target: Target }, table: Table): Split["method"] {
  const { method = "auto", target } = options;
  if (!SPLIT_METHODS.includes(method)) {
    const suggestion = nearest(method, SPLIT_METHODS);
    const hint =
      suggestion === undefined
        ? `Choose one of ${SPLIT_METHODS.join(", ")}.`
        : `Did you mean "${suggestion}"?`;
    throw splitError(`"${method}" is no way to split rows`, hint);
  }
  if (method === "auto" && table.splitColumn !== undefined) return "column";
  if (method === "auto") return target.task === "classification" ? "stratified" : "random";
  if (method === "stratified" && target.task !== "classification") {
    const what = target.task === "regression" ? "a number" : "labels";
    throw splitError(`A stratified split needs classes, and the target is ${what}`, "Split at random.");
  }
  return method;
}

function divide(
  method: Split["method"],
  request: SplitRequest,
  columnName: string | undefined,
): Parts & Pick<Split, "devIsDrawn"> {
  const { rows } = request.target;
  if (method === "random") return { ...splitRandom(rows, request), devIsDrawn: true };
  if (method === "stratified") return { ...splitByClass(rows, request), devIsDrawn: true };
  const column = splitColumn(request, method, columnName);
  if (method === "group") return { ...splitByGroup(column, request), devIsDrawn: false };
  if (method === "time") return { ...splitByTime(column, request), devIsDrawn: false };
  return splitByColumn(column, request, (rows, sizes) => splitByClass(rows, { ...request, sizes }));
}

function splitColumn(request: SplitRequest, method: string, name: string | undefined): CellColumn {
  if (name === undefined)
    throw splitError(`A ${method} split needs a column to go by`, "Name it: split.column.");
  const column = requireColumn(request.table, name, { role: `column of the ${method} split` });
  if (request.target.columns.every((target) => target !== column)) return column;
  throw splitError(
    `The target "${name}" cannot be the column of the ${method} split`,
    "Name another column.",
  );
}

function splitByClass(
  rows: Int32Array,
  request: Pick<SplitRequest, "target" | "sizes" | "seed" | "copies">,
): Parts {
  const { target } = request;
  return target.task === "classification"
    ? splitStratified(rows, { ...request, target })
    : splitRandom(rows, request);
}

function sorted(parts: Parts): Parts {
  return { train: parts.train.toSorted(), dev: parts.dev.toSorted(), test: parts.test.toSorted() };
}

function notesOn(parts: Parts, target: Target): string[] {
  const notes: string[] = [];
  if (target.missing > 0) {
    notes.push(
      target.missing === 1
        ? "1 row has no target and is left out."
        : `${target.missing} rows have no target and are left out.`,
    );
  }
  if (target.task === "regression") return notes;
  for (const name of ["train", "dev", "test"] as const) {
    if (parts[name].length === 0) continue;
    const absent =
      target.task === "classification"
        ? absentClasses(parts[name], target)
        : absentLabels(parts[name], target);
    if (absent.length > 0) notes.push(`The ${name} part has no row of ${listed(absent)}.`);
  }
  return notes;
}

function absentClasses(rows: Int32Array, { classes, codes }: ClassTarget): string[] {
  const seen = new Set(Array.from(rows, (row) => codes[row]));
  return classes.filter((_, code) => !seen.has(code));
}

function absentLabels(rows: Int32Array, { labels, truth }: LabelTarget): string[] {
  return labels.filter((_, place) => !rows.some((row) => truth[row * labels.length + place] === 1));
}
