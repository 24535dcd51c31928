import { TrainwellError } from "../../base/errors.ts";
import { randomKey, STREAMS } from "../../base/random.ts";
import type { FeatureColumn } from "../prepare/dataset.ts";
import {
  type AugmentationSpec,
  augmentationDefinition,
  type ExampleColumn,
  type ExampleRow,
  type ImageShape,
  type ImageTransform,
  type Pixels,
  type TableRows,
  type TableTransform,
} from "./index.ts";

/** A block of rows, as far as augmentation needs to know it; changed in place. */
export interface AugmentedBlock {
  readonly name: string;
  readonly dtype: string;
  readonly rowShape: readonly number[];
  readonly data: { readonly length: number };
  readonly columns?: readonly FeatureColumn[];
}

/** The data that augmentation may look at. */
export interface AugmentationData {
  readonly blocks: readonly AugmentedBlock[];
  /** Training rows, as numbers into the blocks. */
  readonly trainRows: Int32Array;
  readonly seed: number;
}

interface ImageBlock {
  readonly position: number;
  readonly width: number;
  readonly steps: readonly { readonly operation: number; readonly transform: ImageTransform }[];
  readonly scratch: readonly [Pixels, Pixels];
}

interface TableStep {
  readonly operation: number;
  readonly transform: TableTransform;
}

/**
 * Carries out a recipe's augmentations, in their order. What becomes of an example is a function of the seed,
 * the epoch, the example and the place of the operation in the recipe: neither its batch nor the thread that
 * does it matters. All images of an example are changed alike.
 */
export class Augmenter {
  readonly #seed: number;
  readonly #images: readonly ImageBlock[];
  readonly #table: readonly TableStep[];
  /** The blocks that hold a table's columns, by position. */
  readonly #tableBlocks: readonly { readonly position: number; readonly width: number }[];

  /**
   * @throws TrainwellError `augmentation-unfit` when an operation is for images, or for tables, and the data
   * is none.
   */
  constructor(specs: readonly AugmentationSpec[], data: AugmentationData) {
    this.#seed = data.seed;
    const table = tableOf(data);
    this.#tableBlocks = table.positions.map((position) => ({
      position,
      width: widthOf(data.blocks[position]),
    }));
    const operations = specs.map((spec, operation) => ({
      operation,
      spec,
      definition: augmentationDefinition(spec.kind),
    }));
    this.#table = operations.flatMap(({ operation, spec, definition }) => {
      if (definition.data !== "tables") return [];
      if (table.rows.columns.length === 0) throw unfit(spec.kind, "tables", data.blocks);
      return [{ operation, transform: definition.build(optionsOf(spec) as never, table.rows) }];
    });
    this.#images = data.blocks.flatMap((block, position) => {
      const image = imageShapeOf(block);
      if (image === undefined) return [];
      const width = widthOf(block);
      const steps = operations.flatMap(({ operation, spec, definition }) =>
        definition.data === "images"
          ? [{ operation, transform: definition.build(optionsOf(spec) as never, image) }]
          : [],
      );
      const Scratch = block.dtype === "uint8" ? Uint8ClampedArray : Float32Array;
      return [{ position, width, steps, scratch: [new Scratch(width), new Scratch(width)] as const }];
    });
    const forImages = operations.find(({ definition }) => definition.data === "images");
    if (forImages && this.#images.length === 0) throw unfit(forImages.spec.kind, "images", data.blocks);
  }

  /**
   * Changes rows in place.
   *
   * @param blocks the same blocks as at the beginning, in the same order, with the rows to change.
   * @param options the epoch, counted from 0, and the number of each row's example.
   */
  apply(
    blocks: readonly AugmentedBlock[],
    { epoch, examples }: { epoch: number; examples: ArrayLike<number> },
  ): void {
    const keyOf = (example: number, operation: number) =>
      randomKey(this.#seed, STREAMS.augmentation, epoch, example, operation);
    for (const image of this.#images) {
      if (image.steps.length === 0) continue;
      const pixels = pixelsOf(blocks[image.position]);
      for (let row = 0; row < examples.length; row++)
        changeImage(image, pixels.subarray(row * image.width, (row + 1) * image.width), (operation) =>
          keyOf(examples[row], operation),
        );
    }
    if (this.#table.length === 0) return;
    const rows = this.#tableBlocks.map(
      ({ position }): ExampleRow => ({ data: blocks[position].data as ExampleRow["data"], offset: 0 }),
    );
    for (let row = 0; row < examples.length; row++) {
      this.#tableBlocks.forEach(({ width }, index) => {
        rows[index].offset = row * width;
      });
      for (const { operation, transform } of this.#table) transform(rows, keyOf(examples[row], operation));
    }
  }
}

function changeImage(
  { steps, scratch }: ImageBlock,
  pixels: Pixels,
  keyOf: (operation: number) => number,
): void {
  let current = pixels;
  for (const { operation, transform } of steps) {
    const target = current === scratch[0] ? scratch[1] : scratch[0];
    if (transform(current, target, keyOf(operation))) current = target;
  }
  if (current !== pixels) pixels.set(current);
}

/** Bytes are seen as clamped ones, so that what is written is rounded and cut to 0 to 255. */
function pixelsOf({ data }: AugmentedBlock): Pixels {
  if (data instanceof Float32Array) return data;
  const bytes = data as Uint8Array;
  return new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The shape of a block's rows as images; undefined where they are none. */
function imageShapeOf({ rowShape, dtype }: AugmentedBlock): ImageShape | undefined {
  if (rowShape.length !== 3 || (dtype !== "uint8" && dtype !== "float32")) return undefined;
  const [channels, height, width] = rowShape;
  return { channels, height, width };
}

function tableOf({ blocks, trainRows }: AugmentationData): { positions: number[]; rows: TableRows } {
  const positions = blocks.flatMap((block, position) => (isTableBlock(block) ? [position] : []));
  const columns = positions.flatMap((position, block): ExampleColumn[] => {
    if (blocks[position].dtype === "int32") return [{ block, start: 0, width: 1, kind: "category" }];
    let start = 0;
    const own = blocks[position].columns ?? plainColumns(widthOf(blocks[position]));
    return own.map(({ kind, width }) => {
      start += width;
      return { block, start: start - width, width, kind };
    });
  });
  const data = positions.map((position) => ({
    width: widthOf(blocks[position]),
    data: blocks[position].data as ArrayLike<number> & { length: number },
  }));
  return { positions, rows: { columns, blocks: data, trainRows } };
}

function isTableBlock({ name, rowShape, dtype }: AugmentedBlock): boolean {
  if (name === "features") return rowShape.length === 1 && dtype === "float32";
  return name.startsWith("category:");
}

function plainColumns(width: number): FeatureColumn[] {
  return Array.from({ length: width }, () => ({ kind: "number", width: 1 }));
}

function widthOf({ rowShape }: AugmentedBlock): number {
  return rowShape.reduce((product, dimension) => product * dimension, 1);
}

function optionsOf({ kind: _, ...options }: AugmentationSpec): Record<string, unknown> {
  return options;
}

function unfit(kind: string, wanted: "images" | "tables", blocks: readonly AugmentedBlock[]): TrainwellError {
  const expected =
    wanted === "images" ? "rows of the shape [channels, height, width]" : "columns of numbers or categories";
  const received = blocks
    .filter(({ name }) => name === "features" || name.includes(":"))
    .map(({ name, rowShape }) => `"${name}" with rows [${rowShape.join(", ")}]`)
    .join(", ");
  return new TrainwellError({
    kind: "input",
    code: "augmentation-unfit",
    message:
      `data.augment: "${kind}" is for ${wanted}: expected ${expected}, received ` + `${received || "none"}.`,
    details: { path: "data.augment", augmentation: kind, expected, received },
    hint: `Take "${kind}" out of data.augment.`,
  });
}
