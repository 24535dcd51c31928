import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import {
  CATEGORY_ENCODINGS,
  MISSING_NUMBERS,
  NORMALIZATION_NAMES,
  ROW_WEIGHTS,
} from "../../data/prepare/preprocessing-choices.ts";
import { DECIMAL_MARKS } from "../../data/table/cells/decimal-mark.ts";
import { TOLD_TYPES, type ToldType, toldTypeProblem } from "../../data/table/column-types.ts";
import { TASKS } from "../../data/target/target.ts";
import { parseAugment } from "../augment.ts";
import { type KindSpec, kindFrame } from "../kinds.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { imageSchema } from "./image-section.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";
import { checkSplit, splitSchema } from "./split-section.ts";

const columnName = z.string().check(z.minLength(1));

/** The schema of told types. */
const toldTypeSchema = z.union([
  z.enum(TOLD_TYPES),
  z.string().check(
    z.regex(/^date:./, { error: '"date:" with a format such as %d.%m.%Y', abort: true }),
    z.refine((text) => toldTypeProblem(text) === undefined, "a format of the words of dates"),
  ),
]);

/** Whether the first row of a file names its columns. */
const HEADERS = ["auto", "present", "absent"] as const;

/** The schema of `data`; the augmentations' options are checked by their kinds. */
export const dataSchema = z.strictObject({
  target: option(z.union([columnName, z.array(columnName).check(z.minLength(1))]), {
    help:
      "The column to predict, or several: numbers for several outputs, booleans (or 0 and 1) for " +
      "several labels.",
  }),
  task: option(z._default(z.enum([...TASKS, "auto"]), "auto"), {
    help: 'What is to be learned of the target; "auto" follows from its values and the loss.',
  }),
  types: option(z._default(z.record(columnName, toldTypeSchema), {}), {
    help:
      'Types of columns by their names, over those inferred; "percent" is numbers with %, written or ' +
      'not, "date:%d.%m.%Y" dates in that format, and in a category column NA is a value.',
  }),
  header: option(z._default(z.enum(HEADERS), "auto"), {
    help: 'Whether the first row of a file names the columns; "auto" is told from the rows.',
  }),
  sheet: option(z._default(z.nullable(z.string().check(z.minLength(1))), null), {
    help: "The sheet of an Excel file; null is the first.",
  }),
  decimal: option(z._default(z.enum(["auto", ...DECIMAL_MARKS]), "auto"), {
    help:
      'The mark before decimals; "auto" is what all cells of a column show, or else those of the other ' +
      "columns.",
  }),
  gaps: option(z._default(z.array(z.string().check(z.minLength(1))), []), {
    help: 'Cells that mean "no value", beside the empty one, NA and the like; such as -999.',
  }),
  exclude: option(z._default(z.array(columnName), []), { help: "Columns that the network must not see." }),
  split: option(z.prefault(splitSchema, {}), { help: "How rows are split into train, dev and test." }),
  missing: option(z._default(z.enum(MISSING_NUMBERS), "mean"), {
    help:
      "What replaces a missing number; where the training rows miss some, an indicator beside it " +
      "says so.",
    scale: "choices",
  }),
  normalize: option(z._default(z.enum(NORMALIZATION_NAMES), "standardize"), {
    help:
      "How numbers are scaled, by the training rows: to mean 0 and spread 1, the same with far " +
      "values bent, by median and quartiles, by their logarithm, by their rank among the others, to 0 " +
      "to 1, or not.",
    scale: "choices",
    choices: ["standardize", "softClip", "robust", "log", "rank"],
    tune: true,
    paper: "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998",
  }),
  categories: option(z._default(z.enum(CATEGORY_ENCODINGS), "auto"), {
    help:
      "What becomes of categories: a place for each value, a code for an embedding layer, or the mean " +
      "of the target in it, shrunk towards that of all rows and taken from other rows than the one that " +
      'is trained on; "auto" is one place each up to 20 values, and codes above.',
    paper:
      "Guo & Berkhahn, Entity Embeddings of Categorical Variables, 2016; Micci-Barreca, A Preprocessing " +
      "Scheme for High-Cardinality Categorical Attributes, 2001",
  }),
  classWeights: option(z._default(z.enum(ROW_WEIGHTS), "none"), {
    help: "Whether rows of rare classes count more, by the inverse of their frequency.",
    scale: "choices",
  }),
  augment: option(z._default(z.array(kindFrame), []), {
    help:
      "Random changes of the training examples, in this order, each kind at most once; never of dev " +
      "and test rows.",
  }),
  image: option(z.prefault(imageSchema, {}), { help: "How images are brought to one size." }),
});

/**
 * Which data, and how a table becomes numbers. `types` has no prototype, because columns may have any name.
 */
export interface DataRecipe extends Omit<DeepReadonly<z.output<typeof dataSchema>>, "augment" | "types"> {
  readonly types: Readonly<Record<string, ToldType>>;
  readonly augment: readonly KindSpec[];
}

/** The type of a column's values. */
export type { ColumnType, ToldType } from "../../data/table/column-types.ts";

/**
 * Checks data that should be a recipe's `data`, and fills in its defaults.
 *
 * @throws TrainwellError of kind `input`, with the recipe path, what was expected and what was received.
 */
export function parseDataSection(json: unknown, { source }: SectionSource): DataRecipe {
  return finishData(parseSection(dataSchema, json, { source, path: ["data"] }), source);
}

const readingSchema = z.pick(dataSchema, {
  types: true,
  header: true,
  sheet: true,
  decimal: true,
  gaps: true,
  image: true,
});

/** The part of a recipe's `data` that says how it is read, and so must be known before the rest. */
export type DataReading = Pick<DataRecipe, "types" | "header" | "sheet" | "decimal" | "gaps" | "image">;

/** Checks what of a recipe's `data` says how it is read, as {@link parseDataSection} does. */
export function parseDataReading(json: unknown, { source }: SectionSource): DataReading {
  const { types, ...rest } = parseSection(readingSchema, json, { source, path: ["data"] });
  return { types: withoutPrototype(types), ...rest };
}

/**
 * Checks that the schema cannot make: the split as a whole, and the augmentations by their kinds.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function finishData(data: z.output<typeof dataSchema>, source: string): DataRecipe {
  const { target, task, types, ...rest } = data;
  checkSplit(rest.split, source);
  return {
    target: oneOrSeveral(target),
    task,
    types: withoutPrototype(types),
    ...rest,
    augment: parseAugment(rest.augment, { source, path: ["data", "augment"] }),
  };
}

/** One column is written as a name, however it was given, so that equal recipes are equal. */
function oneOrSeveral(target: string | readonly string[]): string | readonly string[] {
  return typeof target !== "string" && target.length === 1 ? target[0] : target;
}

/** Told types as the schema has checked them. */
function withoutPrototype(types: Record<string, string>): Record<string, ToldType> {
  return Object.assign(Object.create(null), types);
}
