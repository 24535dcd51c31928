import { TrainwellError } from "../../base/errors.ts";
import { hashName, normal, randomInteger, randomKey, STREAMS } from "../../base/random.ts";
import type { DataBlock, Dataset } from "../../data/prepare/dataset.ts";
import { sizeOf } from "../../graph/tensor.ts";
import { lossDefinition, type TargetKind } from "../../nn/losses/index.ts";
import { outputsForTarget } from "../../nn/losses/outputs.ts";
import type { NetworkDescription } from "../../nn/network.ts";
import { describeRecipe } from "../../program/describe-recipe.ts";
import { embeddedInputs } from "../../program/embedded-codes.ts";
import { CATEGORY_PREFIX, inputsOf, isDataBlock } from "../../recipe/layers.ts";
import type { Recipe } from "../../recipe/schema.ts";

/** The shapes of generated rows where the recipe leaves them open. */
export interface GeneratedShapes {
  /**
   * The shape of a row without the batch, such as `[1, 28, 28]`; by default the first that fits the network.
   */
  readonly rowShape?: readonly number[];
  /**
   * Classes, labels or values to predict, from 1; by default as many as the recipe names columns, the network
   * has outputs, or 3 classes.
   */
  readonly outputs?: number;
  /** Rows in the batch, from 1; by default as many as {@link rowsToCheck} says. */
  readonly rows?: number;
  /** Decides the rows; a whole number, 1 by default. */
  readonly seed?: number;
}

const DEFAULT_OUTPUTS = { classes: 3, labels: 3, values: 1 } as const;
const CODES = 5;

/** Enough for the statistics of a batch; images have many places beside. */
const ROWS = 5;
const LARGE_ROWS = 3;
/** A row of more numbers than a 16 × 16 image takes the float64 loops long. */
const LARGE_ROW = 256;

/** How many rows gradients are checked on where nothing is said: 5, or 3 of more than 256 numbers. */
export function rowsToCheck(blocks: readonly Pick<DataBlock, "rowShape">[]): number {
  const numbers = blocks.reduce((sum, { rowShape }) => sum + sizeOf(rowShape), 0);
  return numbers > LARGE_ROW ? LARGE_ROWS : ROWS;
}

/** Shapes of rows to try where nothing is said: a table's, a sequence's, images of growing size. */
const CANDIDATES: readonly (readonly number[])[] = [
  [7],
  [6, 5],
  [1, 8, 8],
  [2, 12, 12],
  [1, 16, 16],
  [1, 28, 28],
  [3, 32, 32],
  [3, 64, 64],
];

/**
 * Random rows that a recipe's network and loss can take: standard normal numbers, random codes, classes and
 * labels.
 *
 * @throws TrainwellError `rows-not-generated` when no shape of rows fits the network.
 */
export function generateData(recipe: Recipe, options: GeneratedShapes = {}): Dataset {
  const { seed = 1 } = options;
  const target = targetKind(recipe);
  const columns = Array.isArray(recipe.data.target) ? recipe.data.target.length : undefined;
  const wanted = options.outputs ?? columns ?? DEFAULT_OUTPUTS[target];
  const { blocks, network } = fittingBlocks(recipe, {
    candidates: options.rowShape ? [options.rowShape] : [...reshaped(recipe), ...CANDIDATES],
    outputs: target === "values" ? outputsForTarget(recipe.loss, wanted) : wanted,
  });
  const rows = options.rows ?? rowsToCheck(blocks);
  const codes = new Map(embeddedInputs(recipe).map(({ input, cardinality }) => [input, cardinality]));
  const units = network.outputShape.at(-1) ?? 1;
  const perValue = outputsForTarget(recipe.loss, 1);
  const width = target === "values" ? Math.max(1, Math.round(units / perValue)) : Math.max(wanted, units);
  return {
    rows,
    blocks: blocks.map((block) => ({
      ...block,
      data: dataOf({ cardinality: codes.get(block.name), ...block }, rows, seed),
    })),
    target: targetOf(recipe, { kind: target, width, rows, seed }),
  };
}

/** The kind of target that the loss names first; labels where the recipe names several columns or says so. */
function targetKind({ data, loss }: Recipe): TargetKind {
  const { targets } = lossDefinition(loss.kind);
  const several = data.task === "multiLabel" || Array.isArray(data.target);
  return several && targets.includes("labels") ? "labels" : targets[0];
}

type BlockShape = Omit<DataBlock, "data">;

function fittingBlocks(
  recipe: Recipe,
  { candidates, outputs }: { candidates: readonly (readonly number[])[]; outputs: number },
): { blocks: BlockShape[]; network: NetworkDescription } {
  const { layers } = recipe.network;
  const names = new Set(layers.flatMap((_, index) => inputsOf(layers, index).filter(isDataBlock)));
  let failure: unknown;
  for (const candidate of candidates) {
    const blocks = [...names].map((name) => blockOf(name, candidate));
    try {
      return { blocks, network: describeRecipe(recipe, { inputs: blocks, outputs }) };
    } catch (error) {
      if (!(error instanceof TrainwellError)) throw error;
      failure ??= error;
    }
  }
  throw new TrainwellError({
    kind: "input",
    code: "rows-not-generated",
    message:
      `No rows could be generated that fit the network: ` +
      `${failure instanceof Error ? failure.message : ""}`,
    hint: "Say the shape of a row, such as --input 3x32x32, or give the data with --data.",
    cause: failure,
  });
}

/** The input that a first layer asks for which reshapes it: that many numbers in a row. */
function reshaped(recipe: Recipe): number[][] {
  const [first] = recipe.network.layers;
  return Array.isArray(first.shape) ? [[sizeOf(first.shape as number[])]] : [];
}

function blockOf(name: string, rowShape: readonly number[]): BlockShape {
  return name.startsWith(CATEGORY_PREFIX)
    ? { name, dtype: "int32", rowShape: [], cardinality: CODES }
    : { name, dtype: "float32", rowShape };
}

function dataOf(
  { name, rowShape, cardinality, dtype }: BlockShape,
  rows: number,
  seed: number,
): DataBlock["data"] {
  const key = randomKey(seed, STREAMS.sampling, hashName(name));
  const length = rows * sizeOf(rowShape);
  if (cardinality === undefined) return Float32Array.from({ length }, (_, index) => normal(key, index));
  const codes = Int32Array.from({ length }, (_, index) => randomInteger(key, index, cardinality));
  return dtype === "int32" ? codes : Float32Array.from(codes);
}

function targetOf(
  recipe: Recipe,
  { kind, width, rows, seed }: { kind: TargetKind; width: number; rows: number; seed: number },
): NonNullable<Dataset["target"]> {
  const key = randomKey(seed, STREAMS.sampling, hashName("target"));
  const names = Array.from({ length: width }, (_, index) => String(index));
  // Every class occurs, the first ones more often.
  if (kind === "classes") {
    const classes = width === 1 ? ["0", "1"] : names;
    return { kind, classes, data: Int32Array.from({ length: rows }, (_, row) => row % classes.length) };
  }
  if (kind === "labels")
    return {
      kind,
      labels: names,
      data: Float32Array.from({ length: rows * width }, (_, index) => randomInteger(key, index, 2)),
    };
  const data = Float32Array.from({ length: rows * width }, (_, index) => normal(key, index));
  const { domain } = lossDefinition(recipe.loss.kind).values ?? {};
  return {
    kind,
    width,
    data: domain === undefined ? data : inDomain(data, { domain, width }),
    mean: names.map(() => 0),
    scale: names.map(() => 1),
  };
}

function inDomain(
  data: Float32Array,
  { domain, width }: { domain: "nonNegative" | "distribution"; width: number },
): Float32Array {
  const positive = data.map((value) => Math.abs(value) + 0.1);
  if (domain === "nonNegative") return positive;
  return positive.map((value, index) => {
    const start = Math.floor(index / width) * width;
    return value / positive.subarray(start, start + width).reduce((sum, part) => sum + part, 0);
  });
}
