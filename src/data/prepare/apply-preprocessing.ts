import { TrainwellError } from "../../base/errors.ts";
import type { ColumnReading } from "../table/column-reading.ts";
import type { ColumnType } from "../table/column-types.ts";
import { readAgain } from "../table/readings/column-of-words.ts";
import {
  type CellColumn,
  cellText,
  findColumn,
  isMissing,
  requireAnyColumn,
  requireColumn,
  type Table,
} from "../table/table.ts";
import { classCodes, presentRows } from "../target/task.ts";
import type { DataBlock, Dataset } from "./dataset.ts";
import { partOfDate } from "./date-parts.ts";
import { withGapValues } from "./gap-values.ts";
import { bent } from "./number-curve.ts";
import { categoryPlaces, statisticsPlaces } from "./place-categories.ts";
import {
  type CategoryInput,
  categoryBlockName,
  featureColumns,
  featureNames,
  LARGEST_SQUASHED,
  type NumericInput,
  type PreparedTarget,
  type Preprocessing,
  type TensorInput,
  targetColumns,
} from "./preprocessing.ts";
import type { RowWeights } from "./preprocessing-choices.ts";
import type { CrossFitted } from "./target-statistics.ts";
import { tensorBlock } from "./tensor-input.ts";

/** Where a column's features go: row i, feature j is data[i · width + j]. */
interface FeatureSpace {
  readonly data: Float32Array;
  readonly width: number;
}

/** How a table is turned into blocks. */
export interface ApplyOptions {
  /** "required" by default; "optional" takes the target where the column is there, "none" never. */
  readonly target?: "required" | "optional" | "none";
  /**
   * "none" (default) gives no weights, "balanced" gives each row n / (k · n_c), with n training rows, k
   * classes seen in training and n_c of the row's class.
   */
  readonly classWeights?: RowWeights;
  /**
   * Where the table is the one that the preprocessing was fitted on: what `fitTraining` gave to its training
   * rows. Left out, all rows are taken for new ones.
   */
  readonly crossFitted?: CrossFitted;
}

/**
 * Turns a table into blocks of numbers by a fitted preprocessing, for training and prediction alike: the
 * "features" block (numbers, indicators, one-hot places), a block of codes for each embedded column, and a
 * block for each column of arrays as it is. Columns that the
 * preprocessing does not know are passed over; unseen categories go to the place for them.
 *
 * Where categories enter by statistics of the target, rows of `crossFitted` get those of the other folds, so
 * that none has its own target among its features; all others those of all training rows. A training error
 * on such a dataset is thus one of rows that the statistics have not seen, though the weights have; the same
 * rows given to predict, as new ones, look better than they would be.
 *
 * @throws TrainwellError `column-missing` when an input or required target is not in the table; `column-type`
 *   when it has another type than in training; `number-too-large` when a scaled number is beyond float32.
 * @example
 * const dataset = applyPreprocessing(table, preprocessing, { target: "none" });
 */
export function applyPreprocessing(
  table: Table,
  preprocessing: Preprocessing,
  options: ApplyOptions = {},
): Dataset {
  const blocks = inputBlocks(table, preprocessing, options);
  const { target: wanted = "required", classWeights = "none" } = options;
  const prepared = preprocessing.target;
  const isThere = targetColumns(prepared).every(({ column }) => findColumn(table, column) !== undefined);
  if (wanted === "none" || (wanted === "optional" && !isThere)) return { rows: table.rows, blocks };
  const target = applyTarget(table, prepared);
  const balanced = classWeights === "balanced" && prepared.kind === "classes" && target.kind === "classes";
  const weights = balanced ? { weights: balancedWeights(target.data, prepared.counts) } : {};
  return { rows: table.rows, blocks, target, ...weights };
}

function inputBlocks(
  table: Table,
  preprocessing: Preprocessing,
  { crossFitted }: Pick<ApplyOptions, "crossFitted">,
): DataBlock[] {
  const names = featureNames(preprocessing);
  const features: FeatureSpace = { data: new Float32Array(table.rows * names.length), width: names.length };
  const ownBlocks: DataBlock[] = [];
  let offset = 0;
  for (const input of preprocessing.inputs) {
    if (input.kind === "tensor") {
      ownBlocks.push(readTensor(table, input));
      continue;
    }
    const column = inputColumn(table, input);
    if (input.kind === "numeric") {
      const numbers = numbersOf(column, input, crossFitted);
      writeNumbers(column, input, { ...features, numbers, offset, source: table.source });
      offset += input.indicator ? 2 : 1;
      continue;
    }
    const { codes, places: cardinality } = categoryPlaces(column, input.categories, table.rows);
    if (input.encoding === "embedding") {
      ownBlocks.push({
        name: categoryBlockName(input.column),
        dtype: "int32",
        rowShape: [],
        data: codes,
        cardinality,
      });
    } else {
      for (let row = 0; row < table.rows; row++)
        features.data[row * features.width + offset + codes[row]] = 1;
      offset += cardinality;
    }
  }
  if (names.length === 0) return ownBlocks;
  return [
    {
      name: "features",
      dtype: "float32",
      rowShape: [names.length],
      data: features.data,
      names,
      columns: featureColumns(preprocessing),
    },
    ...ownBlocks,
  ];
}

/** The number of each row before it is bent and scaled; NaN where it is missing. */
function numbersOf(
  column: CellColumn,
  input: NumericInput,
  crossFitted: CrossFitted | undefined,
): ArrayLike<number> {
  const { part, targetMeans } = input;
  if (targetMeans !== undefined) {
    const { categories, values, missing = values[categories.length] } = targetMeans;
    const { codes } = statisticsPlaces(column, categories, column.data.length);
    const numbers = Float64Array.from(codes, (code) => values[code] ?? missing);
    const own = crossFitted?.numbers.get(input);
    own?.forEach((number, place) => {
      numbers[crossFitted!.rows[place]] = number;
    });
    return numbers;
  }
  if (part === undefined && column.type === "number") return column.data;
  return Float64Array.from(column.data, (value, row) => {
    if (isMissing(column, row)) return Number.NaN;
    return part === undefined ? value : partOfDate(value, part);
  });
}

function writeNumbers(
  column: CellColumn,
  input: NumericInput,
  space: FeatureSpace & { numbers: ArrayLike<number>; offset: number; source: string },
): void {
  const { data, numbers, width, offset } = space;
  const { imputation, shift, scale, bound, indicator } = input;
  for (let row = 0; row < column.data.length; row++) {
    const absent = Number.isNaN(numbers[row]);
    const place = row * width + offset;
    const scaled = (bent(absent ? imputation : numbers[row], input) - shift) / scale;
    data[place] = bound === undefined ? scaled : squash(scaled, bound);
    if (indicator && absent) data[place + 1] = 1;
    if (!Number.isFinite(data[place])) throw tooLarge(column, row, space.source);
  }
}

/** z / √(1 + (z / bound)²): z where it is small, and never beyond ±bound. */
function squash(scaled: number, bound: number): number {
  const value = Math.min(Math.max(scaled, -LARGEST_SQUASHED), LARGEST_SQUASHED);
  const share = value / bound;
  return value / Math.sqrt(1 + share * share);
}

function readTensor(table: Table, input: TensorInput): DataBlock {
  const column = requireAnyColumn(table, input.column, { role: "input" });
  if (column.type === "tensor") return tensorBlock(column, input, table);
  throw new TrainwellError({
    kind: "input",
    code: "column-type",
    message:
      `Column "${input.column}" of ${table.source} had rows of shape [${input.rowShape.join(", ")}] ` +
      `in training; here it is a ${column.type} column.`,
    details: { source: table.source, column: input.column, expected: "tensor", received: column.type },
    hint: "Give data of the kind that the network was trained on.",
  });
}

function inputColumn(table: Table, input: NumericInput | CategoryInput): CellColumn {
  const column = requireColumn(table, input.column, { role: "input" });
  const reading = input.kind === "numeric" ? input.reading : undefined;
  if (column.type === "number" && input.type === "number") return withGapValues(column, reading?.gaps ?? []);
  if (column.type === input.type) return column;
  return readAs(column, { type: input.type, reading, source: table.source });
}

/** A column without any value can be of any type, and one of words what they say; another type cannot. */
function readAs(
  column: CellColumn,
  wanted: { type: ColumnType; reading?: ColumnReading | undefined; source: string },
): CellColumn {
  const { length } = column.data;
  const isEmpty = presentRows(column, length).length === 0;
  if (isEmpty) return { type: "number", name: column.name, data: new Float64Array(length).fill(NaN) };
  const again = column.type === "category" ? readAgain(column, wanted) : undefined;
  if (again !== undefined) return again;
  throw new TrainwellError({
    kind: "input",
    code: "column-type",
    message:
      `Column "${column.name}" of ${wanted.source} was a ${wanted.type} column in training; here it ` +
      `is a ${column.type} column.`,
    details: { source: wanted.source, column: column.name, expected: wanted.type, received: column.type },
    hint: `Read it as it was read in training: --type ${column.name}=${wanted.type}.`,
  });
}

function applyTarget(table: Table, target: PreparedTarget): NonNullable<Dataset["target"]> {
  if (target.kind === "classes") {
    const column = requireColumn(table, target.column, { role: "target" });
    const data = classCodes(column, { rows: table.rows, classes: target.classes });
    return { kind: "classes", data, classes: target.classes };
  }
  const width = target.columns.length;
  const names = target.columns.map(({ column }) => column);
  const data = new Float32Array(table.rows * width);
  if (target.kind === "labels") {
    target.columns.forEach((about, place) => {
      const column = targetColumn(table, about);
      for (let row = 0; row < table.rows; row++)
        data[row * width + place] = isMissing(column, row) ? Number.NaN : column.data[row];
    });
    return { kind: "labels", data, labels: names };
  }
  const [mean, scale] = [
    target.columns.map((about) => about.mean),
    target.columns.map((about) => about.scale),
  ];
  target.columns.forEach((about, place) => {
    const column = targetColumn(table, { ...about, type: "number" });
    for (let row = 0; row < table.rows; row++)
      data[row * width + place] = (column.data[row] - mean[place]) / scale[place];
  });
  return { kind: "values", data, width, mean, scale, names };
}

function targetColumn(
  table: Table,
  { column: name, type }: { column: string; type: ColumnType },
): CellColumn {
  const column = requireColumn(table, name, { role: "target" });
  return column.type === type ? column : readAs(column, { type, source: table.source });
}

function balancedWeights(codes: Int32Array, counts: readonly number[]): Float32Array {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const seen = counts.filter((count) => count > 0).length;
  const weights = counts.map((count) => (count === 0 ? 0 : rows / (seen * count)));
  return new Float32Array(codes.length).map((_, row) => weights[codes[row]] ?? 0);
}

function tooLarge(column: CellColumn, row: number, source: string): TrainwellError {
  const received = cellText(column, row) ?? "a missing value";
  return new TrainwellError({
    kind: "input",
    code: "number-too-large",
    message:
      `${source}, row ${row + 1} of the data, column "${column.name}": ${received} is too large for ` +
      `a network once scaled.`,
    details: { source, row: row + 1, column: column.name, received },
    hint: "Correct the cell, or give the column in another unit.",
  });
}
