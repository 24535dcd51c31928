import { TrainwellError } from "../../base/errors.ts";
import { describeNumbers, medianOf, type NumberDescription, quantileOf } from "../table/describe-numbers.ts";
import {
  type CategoryColumn,
  type CellColumn,
  type Column,
  type DateColumn,
  gather,
  isMissing,
  type Table,
} from "../table/table.ts";
import { type LabelTarget, sortLabels, type Target } from "../target/task.ts";
import { chooseInputs, type InputChoice, presentValues } from "./choose-inputs.ts";
import { partOfDate, partsThatVary } from "./date-parts.ts";
import { withGapValues } from "./gap-values.ts";
import { bent, fitLogarithm, fitScores } from "./number-curve.ts";
import { statisticsPlaces } from "./place-categories.ts";
import type {
  CategoryInput,
  NumericInput,
  PreparedTarget,
  Preprocessing,
  TensorInput,
} from "./preprocessing.ts";
import { categoryBlockName, tensorBlockName } from "./preprocessing.ts";
import {
  type CategoryEncoding,
  type MissingNumber,
  NORMALIZATIONS,
  type Normalization,
} from "./preprocessing-choices.ts";
import {
  type CrossFitted,
  crossFit,
  smoothedMeans,
  statisticsFolds,
  targetQuantities,
} from "./target-statistics.ts";
import { fitTensor } from "./tensor-input.ts";

/** Up to so many categories a feature each is cheaper than an embedding. */
const MOST_ONE_HOT_CATEGORIES = 20;
/** A network without a layer for a column's codes was made for fewer; some rows may have a few more. */
const MOST_WITHOUT_LAYER = 2 * MOST_ONE_HOT_CATEGORIES;

/** No softly clipped feature reaches this multiple of its scale. */
const BOUND = 3;

/** The ways of scaling for which mean, spread and range are enough. */
export type MomentScaling = Exclude<Normalization, "robust" | "log" | "rank">;

/** Whether mean, spread and range are enough for a way of scaling. */
export function isMomentScaling(normalize: Normalization): normalize is MomentScaling {
  return Object.hasOwn(SCALES, normalize);
}

/** The shift that is subtracted and the spread that divides, by the statistics of the training part. */
const SCALES: Readonly<Record<MomentScaling, (of: NumberDescription) => [shift: number, spread: number]>> = {
  standardize: ({ mean, std }) => [mean, std],
  softClip: ({ mean, std }) => [mean, std],
  minMax: ({ min, max }) => [min, max - min],
  none: () => [0, 1],
};

/** How columns become numbers, as the recipe says it. */
export interface PreprocessingOptions extends InputChoice {
  /** Cells that mean "no value", such as "-999"; none by default. */
  readonly gaps?: readonly string[];
  /** The stand-in for a missing number; "mean" by default. */
  readonly missing?: MissingNumber;
  /** How numbers are scaled; "standardize" by default. */
  readonly normalize?: Normalization;
  /** How categories enter; "auto" by default, which goes by what the network reads where there is one. */
  readonly categories?: CategoryEncoding;
  /**
   * Whether numbers to learn are scaled to mean 0 and standard deviation 1 ("standardize", default), or left
   * as they are.
   */
  readonly targetScaling?: "standardize" | "none";
}

/** A preprocessing, with what it gives to the rows that it was fitted on and to no others. */
export interface TrainedPreprocessing {
  readonly preprocessing: Preprocessing;
  readonly crossFitted: CrossFitted;
}

/**
 * Fits the preprocessing on the training part: statistics and categories come from `trainRows` and no other
 * row.
 *
 * Columns that are empty or constant in training are dropped, and so are columns of words in which at least
 * 90% of the cells differ and columns that count the rows, because they name rows instead of describing them;
 * each with a note. What the network reads (`reads`) is there whatever the rows. A column of arrays becomes a
 * block of its own: "features" where it is the only input, else "tensor:COLUMN".
 *
 * Categories as "targetStatistics" become the shrunk mean of each value, label or class in them (of two
 * classes the second), scaled as numbers are, by what new rows of their categories get; training rows get
 * theirs from other folds: see `fitTraining`. Weights of classes do not enter.
 *
 * @param table the data; its columns are the inputs, but for the target and those excluded.
 * @param trainRows the rows to fit on; all have a target.
 * @param options the target, what is no input, and how numbers, categories and missing values are treated.
 * @throws TrainwellError `column-missing` for an excluded column that does not exist; `inputs-missing` when
 *   no input is left.
 * @example
 * const preprocessing = fitPreprocessing(table, split.train, { target });
 */
export function fitPreprocessing(
  table: Table,
  trainRows: Int32Array,
  options: PreprocessingOptions,
): Preprocessing {
  return fitTraining(table, trainRows, options).preprocessing;
}

/**
 * As {@link fitPreprocessing}, with the statistics of the target that each training row gets from the other
 * folds, for `applyPreprocessing` to give to these rows.
 */
export function fitTraining(
  table: Table,
  trainRows: Int32Array,
  options: PreprocessingOptions,
): TrainedPreprocessing {
  const { kept, dropped } = chooseInputs(withGaps(table, options), trainRows, options);
  const about = { ...options, alone: kept.length === 1 };
  const isByTarget = options.categories === "targetStatistics";
  const folds = isByTarget ? statisticsFolds(table, { ...options, rows: trainRows }) : [];
  const numbers = new Map<NumericInput, Float64Array>();
  const inputs = kept.flatMap((column) => {
    if (column.type === "date") return fitDate(column, trainRows, about);
    return column.type === "category" && isByTarget
      ? fitStatistics(column, trainRows, { ...about, folds, numbers })
      : fitInput(column, trainRows, about);
  });
  const target = fitTarget(options.target, trainRows, options);
  return {
    preprocessing: { version: 1, inputs, target, dropped },
    crossFitted: { rows: trainRows, numbers },
  };
}

/** The table whose cells that mean "no value" are missing, also where it was read without knowing them. */
function withGaps(table: Table, { gaps = [], target }: PreprocessingOptions): Table {
  if (gaps.length === 0) return table;
  const targets = new Set(target.columns.map(({ name }) => name));
  const columns = table.columns.map((column) =>
    column.type === "number" && !targets.has(column.name) ? withGapValues(column, gaps) : column,
  );
  return { ...table, columns };
}

/** The parts of dates that vary in the training rows, each as a number; the first has the indicator. */
function fitDate(column: DateColumn, trainRows: Int32Array, options: PreprocessingOptions): NumericInput[] {
  const parts = partsThatVary(presentValues(column, trainRows));
  return parts.map((part, place) => {
    const data = column.data.map((time) => partOfDate(time, part));
    const input = fitNumeric({ ...column, data }, trainRows, options);
    return { ...input, part, indicator: place === 0 && input.indicator };
  });
}

function fitInput(
  column: Exclude<Column, DateColumn>,
  trainRows: Int32Array,
  options: PreprocessingOptions & { alone: boolean },
): NumericInput | CategoryInput | TensorInput {
  if (column.type === "category") return fitCategory(column, trainRows, options);
  if (column.type !== "tensor") return fitNumeric(column, trainRows, options);
  const ownBlock = tensorBlockName(column.name);
  const block = options.alone && !options.reads?.has(ownBlock) ? "features" : ownBlock;
  return fitTensor(column, trainRows, { block, normalize: options.normalize ?? "standardize" });
}

function fitNumeric(
  column: Exclude<CellColumn, CategoryColumn>,
  trainRows: Int32Array,
  options: PreprocessingOptions,
): NumericInput {
  const { missing = "mean", normalize = "standardize" } = options;
  const values = presentValues(column, trainRows);
  const absent = trainRows.length - values.length;
  // Empty only in these rows, and kept because the network reads it.
  const present = values.length === 0 ? Float64Array.of(0) : values;
  const statistics = describeNumbers(present);
  const imputation = missing === "zero" ? 0 : missing === "median" ? medianOf(present) : statistics.mean;
  return {
    kind: "numeric",
    column: column.name,
    type: column.type,
    ...(column.reading === undefined ? {} : { reading: column.reading }),
    imputation,
    indicator: absent > 0,
    ...scalingOf(present, statistics, scalingFor(column, normalize)),
    statistics: { ...statistics, missing: absent },
  };
}

/** Two values have no tail to bend. */
function scalingFor({ type }: CellColumn, normalize: Normalization): Normalization {
  return type === "boolean" && !isMomentScaling(normalize) && normalize !== "robust"
    ? "standardize"
    : normalize;
}

type Scaling = Partial<NumericInput> & { readonly shift: number; readonly scale: number };

function scalingOf(present: Float64Array, statistics: NumberDescription, normalize: Normalization): Scaling {
  if (normalize === "rank") return { shift: 0, scale: 1, ...fitScores(present) };
  if (normalize === "log") {
    const curve = fitLogarithm(present);
    const { mean, std } = describeNumbers(present.map((value) => bent(value, curve)));
    return { ...scaleBy([mean, std]), ...curve };
  }
  const scale = normalize === "robust" ? scaleBy(robustScale(present)) : numberScale(normalize, statistics);
  return { ...scale, ...(NORMALIZATIONS[normalize].bounded ? { bound: BOUND } : {}) };
}

/** The shift that is subtracted from numbers and the scale that divides them, by their statistics. */
export function numberScale(
  normalize: MomentScaling,
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
  const { categories, missing } = categoriesIn(column, trainRows);
  const encoding = encodingOf(column, categories.length, options);
  return { kind: "category", column: column.name, type: column.type, encoding, categories, missing };
}

function categoriesIn(column: CategoryColumn, trainRows: Int32Array) {
  const codes = new Set(presentValues(column, trainRows));
  return {
    categories: sortLabels(Array.from(codes, (code) => column.categories[code])),
    missing: trainRows.reduce((sum, row) => sum + Number(isMissing(column, row)), 0),
  };
}

/**
 * A mean for each quantity of the target, scaled by those of all training rows, as new rows get them. Where
 * no training row finds its category in another fold, so that nothing is learned of it, new rows get the mean
 * of all too. The means of the training rows by the other folds are written into `numbers`.
 */
function fitStatistics(
  column: CategoryColumn,
  trainRows: Int32Array,
  options: PreprocessingOptions & { folds: readonly Int32Array[]; numbers: Map<NumericInput, Float64Array> },
): NumericInput[] {
  const { target, normalize = "standardize", folds, numbers } = options;
  const { categories, missing } = categoriesIn(column, trainRows);
  const places = statisticsPlaces(column, categories, column.data.length);
  return targetQuantities(target).map((quantity) => {
    const means = smoothedMeans(places, trainRows, quantity);
    const learned = gather(
      crossFit(new Float64Array(column.data.length), places, { folds, quantity }),
      trainRows,
    );
    const isTold = learned.some((value) => value !== learned[0]);
    const values = isTold ? means : means.fill(learned[0]);
    const seen = Float64Array.from(trainRows, (row) => values[places.codes[row]]);
    const statistics = describeNumbers(seen);
    const [ofMissing] = values.subarray(-1);
    const input: NumericInput = {
      kind: "numeric",
      column: column.name,
      type: column.type,
      targetMeans: {
        of: quantity.name,
        categories,
        values: Array.from(values.subarray(0, -1)),
        ...(missing > 0 ? { missing: ofMissing } : {}),
      },
      imputation: values[categories.length],
      indicator: false,
      ...scalingOf(seen, statistics, normalize),
      statistics: { ...statistics, missing },
    };
    numbers.set(input, learned);
    return input;
  });
}

function encodingOf(
  column: CategoryColumn,
  count: number,
  { categories = "auto", reads }: PreprocessingOptions,
): CategoryInput["encoding"] {
  if (categories === "oneHot" || categories === "embedding") return categories;
  if (reads?.has(categoryBlockName(column.name))) return "embedding";
  return count <= (reads ? MOST_WITHOUT_LAYER : MOST_ONE_HOT_CATEGORIES) ? "oneHot" : "embedding";
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
    if (Math.max(Math.abs(mean), std) > LARGEST_TARGET) throw targetTooLarge(column, Math.abs(mean) + std);
    return { column, type, ...reading, mean: isScaled ? mean : 0, scale: isScaled && std > 0 ? std : 1 };
  });
  return { kind: "values", columns };
}

/** Predictions are 32-bit floats, of which the largest is 3.4e38; the rest is room for those further out. */
const LARGEST_TARGET = 1e36;

function targetTooLarge(column: string, size: number): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "target-too-large",
    message:
      `Target "${column}" has values of about ${size.toPrecision(3)}; a network predicts numbers up to ` +
      `${LARGEST_TARGET}.`,
    details: { column, size },
    hint: "Give it in another unit, for example divided by a power of ten.",
  });
}

function fitLabels({ columns, truth }: LabelTarget, trainRows: Int32Array) {
  return columns.map((column, place) => {
    const words: [string, string] = column.type === "boolean" ? [...column.labels] : ["0", "1"];
    const count = trainRows.reduce((sum, row) => sum + truth[row * columns.length + place], 0);
    return { column: column.name, type: column.type, words, count };
  });
}
