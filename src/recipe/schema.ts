import * as z from "zod/mini";
import { TrainwellError } from "../base/errors.ts";
import { IMAGE_FITS } from "../data/image-fits.ts";
import {
  CATEGORY_ENCODINGS,
  MISSING_NUMBERS,
  NORMALIZATION_NAMES,
  ROW_WEIGHTS,
} from "../data/preprocessing-choices.ts";
import { SPLIT_METHODS, SPLITS } from "../data/split-methods.ts";
import { COLUMN_TYPES } from "../data/table.ts";
import { TASKS } from "../data/target.ts";
import { allLosses } from "../nn/losses/index.ts";
import { allOptimizers } from "../optim/optimizers/index.ts";
import { allSchedules } from "../optim/schedules/index.ts";
import { PRECISIONS } from "../runtime/device.ts";
import { parseAugment } from "./augment.ts";
import { refuseHostileKeys } from "./hostile-keys.ts";
import { invalid, parseAt } from "./issues.ts";
import { parseKind } from "./kinds.ts";
import { parseLayers } from "./layers.ts";
import {
  type ColumnType,
  type OptimizerRecipe,
  RECIPE_SCHEMA,
  type Recipe,
  type ScheduleRecipe,
} from "./types.ts";

export type { LayerSpec } from "./layers.ts";
export type * from "./types.ts";

const share = z.optional(z.number().check(z.gte(0), z.lt(1)));
const count = z.int().check(z.positive());
const seed = z._default(z.int().check(z.nonnegative()), 1);
const strength = z._default(z.number().check(z.nonnegative()), 0);
const columnName = z.string().check(z.minLength(1));
/** Rows that layer-sequential initialization looks at. */
const CALIBRATION_ROWS = 256;
const kindFrame = z.looseObject({ kind: z.string() });

const splitSchema = z.strictObject({
  method: z._default(z.enum(SPLIT_METHODS), "auto"),
  column: z.optional(columnName),
  train: z.optional(z.number().check(z.gt(0), z.lte(1))),
  dev: share,
  test: share,
  trainDev: share,
  seed,
});

const imageSchema = z.strictObject({
  width: z.optional(count),
  height: z.optional(count),
  channels: z.optional(z.union([z.literal(1), z.literal(3)])),
  fit: z.optional(z.enum(IMAGE_FITS)),
});

const dataSchema = z.strictObject({
  target: z.union([columnName, z.array(columnName).check(z.minLength(1))]),
  task: z._default(z.enum([...TASKS, "auto"]), "auto"),
  types: z._default(z.record(columnName, z.enum(COLUMN_TYPES)), {}),
  exclude: z._default(z.array(columnName), []),
  split: z.prefault(splitSchema, {}),
  missing: z._default(z.enum(MISSING_NUMBERS), "mean"),
  normalize: z._default(z.enum(NORMALIZATION_NAMES), "standardize"),
  categories: z._default(z.enum(CATEGORY_ENCODINGS), "auto"),
  classWeights: z._default(z.enum(ROW_WEIGHTS), "none"),
  augment: z._default(z.array(kindFrame), []),
  image: z.prefault(imageSchema, {}),
});

const averagingSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ema"),
    decay: z._default(z.number().check(z.gte(0), z.lt(1)), 0.999),
  }),
  z.strictObject({
    kind: z.literal("swa"),
    startFraction: z._default(z.number().check(z.gte(0), z.lt(1)), 0.75),
  }),
]);

const trainingSchema = z.strictObject({
  batchSize: z._default(z.union([count, z.literal("all")]), 64),
  epochs: z._default(count, 30),
  lastBatch: z._default(z.enum(["keep", "drop"]), "keep"),
  accumulate: z._default(count, 1),
  averaging: z._default(z.nullable(averagingSchema), null),
  earlyStopping: z._default(
    z.nullable(z.strictObject({ patience: z._default(count, 10), minimumDelta: strength })),
    null,
  ),
  mixup: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
  precision: z._default(z.enum(PRECISIONS), "float32"),
  members: z._default(count, 1),
  seed,
});

const frameSchema = z.strictObject({
  schema: z.number(),
  data: dataSchema,
  network: z.strictObject({
    layers: z.array(z.unknown()),
    outputBias: z.optional(z.enum(["zero", "baseRate"])),
    initialization: z.optional(
      z.strictObject({ kind: z.literal("lsuv"), rows: z._default(count, CALIBRATION_ROWS) }),
    ),
  }),
  loss: kindFrame,
  penalties: z.prefault(z.strictObject({ l1: strength, l2: strength, maxNorm: strength }), {}),
  optimizer: z._default(kindFrame, { kind: "adam" }),
  schedule: z._default(kindFrame, { kind: "constant" }),
  clip: z.prefault(z.strictObject({ value: strength, globalNorm: strength }), {}),
  training: z.prefault(trainingSchema, {}),
});

/**
 * Checks data that should be a recipe, and fills in its defaults. Unknown keys are errors, so that a misspelt option is
 * never silently ignored; the components' options are checked by their registered kinds.
 *
 * @param json plain data, such as `JSON.parse` gives.
 * @param options `source` names where it came from, for messages: a file, or "--set".
 * @throws TrainwellError of kind `input`, with the recipe path, what was expected and what was received.
 *
 * @example
 * const recipe = parseRecipe(JSON.parse(text), { source: "recipe.json" });
 */
export function parseRecipe(json: unknown, { source }: { source: string }): Recipe {
  const place = { source, path: [] };
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalid(place, { expected: "an object", received: json });
  }
  refuseHostileKeys(json, source);
  checkVersion(json, source);
  const frame = parseAt(frameSchema, json, place);
  const { target: given, task, types, ...data } = frame.data;
  const target = oneOrSeveral(given);
  checkSplit(data.split, source);
  return {
    schema: RECIPE_SCHEMA,
    data: {
      target,
      task,
      types: withoutPrototype(types),
      ...data,
      augment: parseAugment(data.augment, { source, path: ["data", "augment"] }),
    },
    network: {
      ...frame.network,
      layers: parseLayers(frame.network.layers, { source, path: ["network", "layers"] }),
    },
    loss: parseKind(frame.loss, allLosses(), { source, path: ["loss"], what: "loss" }),
    penalties: frame.penalties,
    // Every optimizer declares its learning rate and weight decay, and every schedule its warm-up.
    optimizer: parseKind(frame.optimizer, allOptimizers(), {
      source,
      path: ["optimizer"],
      what: "optimizer",
    }) as OptimizerRecipe,
    schedule: parseKind(frame.schedule, allSchedules(), {
      source,
      path: ["schedule"],
      what: "schedule",
    }) as ScheduleRecipe,
    clip: frame.clip,
    training: frame.training,
  };
}

/** One column is written as a name, however it was given, so that equal recipes are equal. */
function oneOrSeveral(target: string | readonly string[]): string | readonly string[] {
  return typeof target !== "string" && target.length === 1 ? target[0] : target;
}

function checkVersion(json: object, source: string): void {
  const version = Object.hasOwn(json, "schema") ? (json as { schema: unknown }).schema : undefined;
  if (version === RECIPE_SCHEMA) return;
  if (typeof version === "number" && version > RECIPE_SCHEMA) {
    throw new TrainwellError({
      kind: "input",
      code: "recipe-newer",
      message: `${source} was made by a newer Trainwell: its schema is ${version}, and this one reads ${RECIPE_SCHEMA}.`,
      details: { source, schema: version },
      hint: "Update Trainwell, or make the recipe anew with this version.",
    });
  }
  throw invalid(
    { source, path: ["schema"] },
    { expected: String(RECIPE_SCHEMA), received: version, hint: 'Add "schema": 1.' },
  );
}

function checkSplit(split: z.output<typeof splitSchema>, source: string): void {
  const at = (key: string) => ({ source, path: ["data", "split", key] });
  if (SPLITS[split.method].needsColumn && split.column === undefined) {
    throw invalid(at("column"), {
      expected: `the column to split by, because the method is "${split.method}"`,
      received: undefined,
    });
  }
  const sizes = [split.train, split.dev, split.test].filter((size) => size !== undefined);
  const sum = sizes.reduce((total, size) => total + size, 0);
  const whole = sizes.length === 3;
  if (sum > 1 + 1e-9 || (whole && sum < 1 - 1e-9)) {
    const received = [split.train, split.dev, split.test];
    const expected = `sizes of train, dev and test that sum to ${whole ? "1" : "at most 1"}`;
    throw invalid(
      { source, path: ["data", "split"] },
      { expected, received: received.filter((size) => size !== undefined) },
    );
  }
}

function withoutPrototype(types: Record<string, ColumnType>): Record<string, ColumnType> {
  return Object.assign(Object.create(null), types);
}
