import { TrainwellError } from "../../base/errors.ts";
import {
  countDistinct,
  describeNumbers,
  medianOf,
  type NumberDescription,
  quantileOf,
} from "../table/describe-numbers.ts";
import { countsRows, namesRows } from "../table/identifier.ts";
import {
  type CategoryColumn,
  type CellColumn,
  type Column,
  gather,
  isMissing,
  requireAnyColumn,
  type Table,
} from "../table/table.ts";
import { type LabelTarget, sortLabels, type Target } from "../target/task.ts";
import type {
  CategoryInput,
  DroppedColumn,
  NumericInput,
  PreparedTarget,
  Preprocessing,
  TensorInput,
} from "./preprocessing.ts";
import { tensorBlockName } from "./preprocessing.ts";
import {
  type CategoryEncoding,
  type MissingNumber,
  NORMALIZATIONS,
  type Normalization,
} from "./preprocessing-choices.ts";
import { fitTensor } from "./tensor-input.ts";

/** Up to so many categories a feature each is cheaper than an embedding. */
const MOST_ONE_HOT_CATEGORIES = 20;

/** No softly clipped feature reaches this multiple of its scale. */
const BOUND = 3;

/** What is subtracted and what divides, by the statistics of the training part. */
const SCALES: Readonly<
  Record<Exclude<Normalization, "robust">, (of: NumberDescription) => [shift: number, spread: number]>
> = {
  standardize: ({ mean, std }) => [mean, std],
  softClip: ({ mean, std }) => [mean, std],
  minMax: ({ min, max }) => [min, max - min],
  none: () => [0, 1],
};

/** How columns become numbers, as the recipe says it. */
export interface PreprocessingOptions {
  readonly target: Target;
  /** Columns that are no inputs. The target never is, nor the column that the split went by. */
  readonly exclude?: readonly string[];
  /** How the rows were divided; its column is no input. */
  readonly split?: { readonly column?: string };
  /** What stands for a missing number; "mean" by default. */
  readonly missing?: MissingNumber;
  /** How numbers are scaled; "standardize" by default. */
  readonly normalize?: Normalization;
  /** How categories enter; "auto" by default. */
  readonly categories?: CategoryEncoding;
  /**
   * Whether numbers to learn are scaled to mean 0 and standard deviation 1 ("standardize", default), or left
   * as they are.
   */
  readonly targetScaling?: "standardize" | "none";
}

/**
 * Fits the preprocessing on the training part: statistics and categories come from `trainRows` and no other
 * row.
 *
 * Columns that are constant in training are dropped, and so are columns of words in which at least 90% of the
 * cells differ and columns that count the rows, because they name rows instead of describing them; each with
 * a note. A column of arrays becomes a block of its own: "features" where it is the only input, else
 * "tensor:COLUMN".
 *
 * @param trainRows the rows to fit on; all have a target.
 * @throws TrainwellError `column-missing` for an excluded column that does not exist; `column-all-missing`
 *   when a column has no value in the training part; `inputs-missing` when no input is left.
 * @example
 * const preprocessing = fitPreprocessing(table, split.train, { target });
 */
export function fitPreprocessing(
  table: Table,
  trainRows: Int32Array,
  options: PreprocessingOptions,
): Preprocessing {
  const excluded = new Set(options.exclude);
  for (const name of excluded) requireAnyColumn(table, name, { role: "column to exclude" });
  const kept: Column[] = [];
  const dropped: DroppedColumn[] = [];
  for (const column of table.columns) {
    if (options.target.columns.some((target) => target === column)) continue;
    const reason = excluded.has(column.name)
      ? dropColumn(column, "excluded", "it was excluded")
      : column.name === options.split?.column || column.name === table.splitColumn
        ? dropColumn(column, "excluded", "the split went by it")
        : column.type === "tensor"
          ? undefined
          : (checkPresent(table, column, trainRows) ?? reasonToDrop(column, trainRows));
    if (reason !== undefined) dropped.push(reason);
    else kept.push(column);
  }
  if (kept.length === 0) throw noInputs(table, dropped);
  const inputs = kept.map((column) => fitInput(column, trainRows, { ...options, alone: kept.length === 1 }));
  return { version: 1, inputs, target: fitTarget(options.target, trainRows, options), dropped };
}

function fitInput(
  column: Column,
  trainRows: Int32Array,
  options: PreprocessingOptions & { alone: boolean },
): NumericInput | CategoryInput | TensorInput {
  if (column.type === "category") return fitCategory(column, trainRows, options);
  if (column.type !== "tensor") return fitNumeric(column, trainRows, options);
  const block = options.alone ? "features" : tensorBlockName(column.name);
  return fitTensor(column, trainRows, { block, normalize: options.normalize ?? "standardize" });
}

function fitNumeric(
  column: Exclude<CellColumn, CategoryColumn>,
  trainRows: Int32Array,
  options: PreprocessingOptions,
): NumericInput {
  const { missing = "mean", normalize = "standardize" } = options;
  const present = presentValues(column, trainRows);
  const statistics = describeNumbers(present);
  const absent = trainRows.length - present.length;
  const imputation = missing === "zero" ? 0 : missing === "median" ? medianOf(present) : statistics.mean;
  const scale = normalize === "robust" ? scaleBy(robustScale(present)) : numberScale(normalize, statistics);
  return {
    kind: "numeric",
    column: column.name,
    type: column.type,
    ...(column.reading === undefined ? {} : { reading: column.reading }),
    imputation,
    indicator: absent > 0,
    ...scale,
    ...(NORMALIZATIONS[normalize].bounded ? { bound: BOUND } : {}),
    statistics: { ...statistics, missing: absent },
  };
}

/** What is subtracted from numbers and what divides them, by what they are like. */
export function numberScale(
  normalize: Exclude<Normalization, "robust">,
  statistics: NumberDescription,
): { shift: number; scale: number } {
  return scaleBy(SCALES[normalize](statistics));
}

function scaleBy([shift, spread]: readonly [number, number]): { shift: number; scale: number } {
  // A constant column is kept only for its indicator; and a spread beyond all numbers is cut to the largest.
  return { shift, scale: spread > 0 ? Math.min(spread, Number.MAX_VALUE) : 1 };
}

/** The median, and the distance of the quartiles; half the range where that is 0. */
function robustScale(values: Float64Array): [shift: number, spread: number] {
  const [min, first, median, third, max] = [0, 0.25, 0.5, 0.75, 1].map((share) => quantileOf(values, share));
  return [median, third > first ? third - first : max / 2 - min / 2];
}

function fitCategory(
  column: CategoryColumn,
  trainRows: Int32Array,
  options: PreprocessingOptions,
): CategoryInput {
  const { categories: encoding = "auto" } = options;
  const codes = new Set(presentValues(column, trainRows));
  const categories = sortLabels(Array.from(codes, (code) => column.categories[code]));
  const isSmall = categories.length <= MOST_ONE_HOT_CATEGORIES;
  return {
    kind: "category",
    column: column.name,
    type: column.type,
    encoding: encoding === "auto" ? (isSmall ? "oneHot" : "embedding") : encoding,
    categories,
    missing: trainRows.reduce((sum, row) => sum + Number(isMissing(column, row)), 0),
  };
}

function fitTarget(
  target: Target,
  trainRows: Int32Array,
  options: Pick<PreprocessingOptions, "targetScaling">,
): PreparedTarget {
  if (target.task === "classification") {
    const [{ name: column, type }] = target.columns;
    const counts = target.classes.map(() => 0);
    for (const row of trainRows) counts[target.codes[row]]++;
    return { kind: "classes", column, type, classes: [...target.classes], counts };
  }
  if (target.task === "multiLabel") return { kind: "labels", columns: fitLabels(target, trainRows) };
  const isScaled = options.targetScaling !== "none";
  const width = target.columns.length;
  const columns = target.columns.map((about, place) => {
    const { name: column, type } = about;
    const reading = about.type === "number" && about.reading !== undefined ? { reading: about.reading } : {};
    const places = trainRows.map((row) => row * width + place);
    const { mean, std } = describeNumbers(gather(target.values, places));
    return { column, type, ...reading, mean: isScaled ? mean : 0, scale: isScaled && std > 0 ? std : 1 };
  });
  return { kind: "values", columns };
}

function fitLabels({ columns, truth }: LabelTarget, trainRows: Int32Array) {
  return columns.map((column, place) => {
    const words: [string, string] = column.type === "boolean" ? [...column.labels] : ["0", "1"];
    const count = trainRows.reduce((sum, row) => sum + truth[row * columns.length + place], 0);
    return { column: column.name, type: column.type, words, count };
  });
}

function presentValues(column: CellColumn, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) if (!isMissing(column, row)) values[count++] = column.data[row];
  return values.subarray(0, count);
}

function reasonToDrop(column: CellColumn, trainRows: Int32Array): DroppedColumn | undefined {
  const values = presentValues(column, trainRows);
  const first = values[0];
  if (values.length === trainRows.length && values.every((value) => value === first)) {
    return dropColumn(column, "constant", "it has the same value in every training row");
  }
  const distinct = column.type === "category" ? countDistinct(values) : 0;
  if (namesRows(column, { distinct, present: values.length })) {
    return dropColumn(
      column,
      "identifier",
      `${distinct} of its ${values.length} training cells differ, so it names rows`,
    );
  }
  return countsRows(column) ? dropColumn(column, "identifier", "it counts the rows") : undefined;
}

function dropColumn(column: Column, reason: DroppedColumn["reason"], why: string): DroppedColumn {
  return { column: column.name, reason, note: `Column "${column.name}" is no input: ${why}.` };
}

function checkPresent(table: Table, column: CellColumn, trainRows: Int32Array): undefined {
  if (trainRows.some((row) => !isMissing(column, row))) return undefined;
  throw new TrainwellError({
    kind: "input",
    code: "column-all-missing",
    message:
      `Column "${column.name}" of ${table.source} has no value in any of the ${trainRows.length} ` +
      `training rows.`,
    details: { source: table.source, column: column.name, trainRows: trainRows.length },
    hint: `Fill the column, remove it, or exclude it: data.exclude = ["${column.name}"].`,
  });
}

function noInputs(table: Table, dropped: readonly DroppedColumn[]): TrainwellError {
  const [first] = dropped;
  return new TrainwellError({
    kind: "input",
    code: "inputs-missing",
    message: `${table.source} has no column to predict the target from.`,
    details: { source: table.source, dropped: dropped.map(({ column }) => column) },
    hint: first === undefined ? "Add columns beside the target." : first.note,
  });
}
