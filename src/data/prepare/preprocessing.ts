import * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import { columnReadingSchema } from "../table/column-reading.ts";
import { COLUMN_TYPES, type ColumnType } from "../table/column-types.ts";
import type { FeatureColumn } from "./dataset.ts";
import { datePartSchema, partName } from "./date-parts.ts";
import type { CategoryEncoding } from "./preprocessing-choices.ts";

const PREPROCESSING_VERSION = 1;

/** Scaled numbers are cut to this before they are squashed, so that their squares do not overflow. */
export const LARGEST_SQUASHED = 1e100;

const count = z.int().check(z.gte(0));
const positive = z.number().check(z.positive());

/**
 * The number of each category of a column: the shrunk mean of a quantity of the target over all training
 * rows of it. Training rows themselves were given theirs by other folds than their own.
 */
const targetMeans = z
  .strictObject({
    /** The quantity: `price`, or `class=yes` for the share of a class. */
    of: z.string(),
    /** Those seen in training, in order. */
    categories: z.array(z.string()),
    /** One for each category, and one more for unseen ones: the mean of all training rows. */
    values: z.array(z.number()),
    /** Of missing cells, where training rows had some; else they have that of unseen ones. */
    missing: z.optional(z.number()),
  })
  .check(
    z.refine(({ categories, values }) => values.length === categories.length + 1, "one value a category"),
  );

/**
 * A column of numbers, of booleans as 0 and 1, a part of a column of dates, or a mean of the target in the
 * categories of a column. Its feature is z = (x −
 * shift) / scale, with `imputation` for x where it is missing, with a `logUnit` m sign(x) · log(1 + |x| /
 * m) for x, and with a `curve` of knots [number, score] the score of x, straight between the knots and as
 * the outermost beyond them; and with a `bound` z / √(1 + (z / bound)²), which never reaches ±bound; with
 * `indicator`, a second feature is 1 where it is missing, else 0.
 */
const numericInput = z.strictObject({
  kind: z.literal("numeric"),
  column: z.string(),
  type: z.enum(["number", "boolean", "date", "category"]),
  /** Of dates: which of their parts the number is. */
  part: z.optional(datePartSchema),
  /** Of categories: the number of each. */
  targetMeans: z.optional(targetMeans),
  /** How its cells were read, where they were not only numbers as programs write them. */
  reading: z.optional(columnReadingSchema),
  imputation: z.number(),
  indicator: z.boolean(),
  shift: z.number(),
  scale: positive,
  bound: z.optional(positive),
  logUnit: z.optional(positive),
  curve: z.optional(z.array(z.tuple([z.number(), z.number()])).check(z.minLength(1))),
  /** Of the present cells of the training part, before scaling. The standard deviation divides by n. */
  statistics: z.strictObject({
    mean: z.number(),
    std: z.number(),
    min: z.number(),
    max: z.number(),
    missing: count,
  }),
});

/**
 * A column of categories seen in training, in order. One more place, after them, is for unseen and missing
 * ones. Encoded as one feature a place ("oneHot"), or as codes in a block of their own ("embedding").
 */
const categoryInput = z.strictObject({
  kind: z.literal("category"),
  column: z.string(),
  type: z.enum(COLUMN_TYPES),
  encoding: z.enum(["oneHot", "embedding"]),
  categories: z.array(z.string()),
  missing: count,
});

/**
 * A column of arrays, such as images: a block of its own, with the numbers by which the graph scales it, one
 * for each channel: z = (x − shift) / scale.
 */
const tensorInput = z.strictObject({
  kind: z.literal("tensor"),
  column: z.string(),
  type: z.literal("tensor"),
  dtype: z.enum(["uint8", "float32"]),
  rowShape: z.array(z.int().check(z.positive())),
  /** "features" where it is the only input, else "tensor:COLUMN". */
  block: z.string(),
  shift: z.array(z.number()),
  scale: z.array(positive),
});

const classesTarget = z.strictObject({
  kind: z.literal("classes"),
  column: z.string(),
  type: z.enum(COLUMN_TYPES),
  classes: z.array(z.string()),
  /** Rows of the training part by class. */
  counts: z.array(count),
});

const valuesTarget = z.strictObject({
  kind: z.literal("values"),
  /** One for each value that is learnt: scaled to (value − mean) / scale. */
  columns: z
    .array(
      z.strictObject({
        column: z.string(),
        type: z.enum(COLUMN_TYPES),
        /** As of inputs; its unit is that of the predictions. */
        reading: z.optional(columnReadingSchema),
        mean: z.number(),
        scale: positive,
      }),
    )
    .check(z.minLength(1)),
});

const labelsTarget = z.strictObject({
  kind: z.literal("labels"),
  columns: z
    .array(
      z.strictObject({
        column: z.string(),
        type: z.enum(COLUMN_TYPES),
        /** How the column writes that the label does not apply, and that it does. */
        words: z.tuple([z.string(), z.string()]),
        /** Rows of the training part that have the label. */
        count,
      }),
    )
    .check(z.minLength(1)),
});

const preprocessingSchema = z.strictObject({
  version: z.literal(PREPROCESSING_VERSION),
  inputs: z.array(z.discriminatedUnion("kind", [numericInput, categoryInput, tensorInput])),
  target: z.discriminatedUnion("kind", [classesTarget, valuesTarget, labelsTarget]),
  /** Columns that are no inputs, and why. */
  dropped: z.array(
    z.strictObject({
      column: z.string(),
      reason: z.enum(["excluded", "empty", "constant", "identifier", "text"]),
      note: z.string(),
    }),
  ),
});

/** How a column of numbers or booleans becomes one or two features. */
export type NumericInput = Readonly<z.infer<typeof numericInput>>;
/** How a column of words becomes features or codes. */
export type CategoryInput = Readonly<z.infer<typeof categoryInput>>;
/** How a column of arrays becomes a block. */
export type TensorInput = Readonly<z.infer<typeof tensorInput>>;
/** The classes, the scales or the labels of what is learnt. */
export type PreparedTarget =
  | Readonly<z.infer<typeof classesTarget>>
  | Readonly<z.infer<typeof valuesTarget>>
  | Readonly<z.infer<typeof labelsTarget>>;
/** A column that is no input, and why. */
export type DroppedColumn = Readonly<z.infer<typeof preprocessingSchema>["dropped"][number]>;

/**
 * How a table becomes numbers, fitted on the training part alone: plain JSON with a version, stored with the
 * model and applied at prediction time as it was in training.
 */
export interface Preprocessing {
  readonly version: 1;
  readonly inputs: readonly (NumericInput | CategoryInput | TensorInput)[];
  readonly target: PreparedTarget;
  readonly dropped: readonly DroppedColumn[];
}

/**
 * Reads a preprocessing from JSON that was parsed.
 *
 * @param source names the file in the error.
 * @throws TrainwellError `preprocessing-invalid`, naming the first thing that is wrong.
 */
export function parsePreprocessing(value: unknown, source: string): Preprocessing {
  const result = preprocessingSchema.safeParse(withTargetColumns(value));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = ["preprocessing", ...issue.path].join(".");
  throw new TrainwellError({
    kind: "input",
    code: "preprocessing-invalid",
    message: `${source}: ${path} is not as expected: ${issue.message}.`,
    details: { source, path },
    hint: "Use the file as it was written, with the version of Trainwell that wrote it or a newer one.",
  });
}

/** A target of values that was written before there could be several is one of one column. */
function withTargetColumns(value: unknown): unknown {
  const record = (candidate: unknown): candidate is Record<string, unknown> =>
    typeof candidate === "object" && candidate !== null;
  if (!record(value) || !record(value.target)) return value;
  const { kind, ...column } = value.target;
  return kind !== "values" || "columns" in column ? value : { ...value, target: { kind, columns: [column] } };
}

/** The columns of a target, with their types in training. */
export function targetColumns(
  target: PreparedTarget,
): readonly { readonly column: string; readonly type: ColumnType }[] {
  return target.kind === "classes" ? [target] : target.columns;
}

/** The name of the block of an embedded column. */
export function categoryBlockName(column: string): string {
  return `category:${column}`;
}

/** The name of the block of a column of arrays that is not the only input. */
export function tensorBlockName(column: string): string {
  return `tensor:${column}`;
}

/** The names of a preprocessing's features, in order: as many as the "features" block is wide. */
export function featureNames(preprocessing: Preprocessing): string[] {
  return preprocessing.inputs.flatMap((input) => {
    if (input.kind === "numeric") {
      const name = numberName(input);
      return input.indicator ? [name, `${input.column} is missing`] : [name];
    }
    if (input.kind === "tensor" || input.encoding === "embedding") return [];
    return [...input.categories.map((category) => `${input.column}=${category}`), `${input.column}=other`];
  });
}

function numberName({ column, part, targetMeans: means }: NumericInput): string {
  if (means !== undefined) return `${column} (mean of ${means.of})`;
  return part === undefined ? column : `${column} (${partName(part)})`;
}

/** A column of categories, and how it reaches the network. */
export interface EncodedColumn {
  readonly column: string;
  /** Categories that the training part has. */
  readonly count: number;
  readonly encoding: Exclude<CategoryEncoding, "auto">;
}

/** The columns of categories among the inputs, each once, and how they are encoded. */
export function categoryColumns({ inputs }: Preprocessing): EncodedColumn[] {
  return inputs.flatMap((input, place): EncodedColumn[] => {
    const { kind, column } = input;
    if (kind === "category") return [{ column, count: input.categories.length, encoding: input.encoding }];
    if (kind !== "numeric" || input.targetMeans === undefined || inputs[place - 1]?.column === column)
      return [];
    return [{ column, count: input.targetMeans.categories.length, encoding: "targetStatistics" }];
  });
}

/** The columns that the features come from, in the order of {@link featureNames}. */
export function featureColumns(preprocessing: Preprocessing): FeatureColumn[] {
  return preprocessing.inputs.flatMap((input): FeatureColumn[] => {
    if (input.kind === "numeric") return [{ kind: "number", width: input.indicator ? 2 : 1 }];
    if (input.kind === "tensor" || input.encoding === "embedding") return [];
    return [{ kind: "category", width: input.categories.length + 1 }];
  });
}
