import type * as z from "zod/mini";
import type { Explanation } from "../../base/explanation.ts";

/**
 * The numbers of an image, [channels, height, width]; bytes are clamped and rounded when they are written.
 */
export type Pixels = Float32Array | Uint8ClampedArray;

/** The shape of an image. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Changes one image: reads `from`, writes the whole of `to`, and says true; or leaves `to` as it is and says
 * false where the image stays as it is. A function of the image and `key` alone; element i of its randomness
 * is `uniform(key, i)`.
 */
export type ImageTransform = (from: Pixels, to: Pixels, key: number) => boolean;

/** A column of a table as an example holds it: `width` numbers from `start` on in the row of a block. */
export interface ExampleColumn {
  /** Which of the table's blocks. */
  readonly block: number;
  readonly start: number;
  readonly width: number;
  /** A number (with, where it is wider than 1, an indicator behind it), or places or a code of a category. */
  readonly kind: "number" | "category";
}

/** The rows that an operation on tables may look at. */
export interface TableRows {
  readonly columns: readonly ExampleColumn[];
  readonly blocks: readonly { readonly width: number; readonly data: ArrayLike<number> }[];
  /** The training rows, as numbers into the blocks. */
  readonly trainRows: Int32Array;
}

/** One row of a block under change: `data[offset]` to `data[offset + width]`. */
export interface ExampleRow {
  readonly data: { [index: number]: number };
  offset: number;
}

/**
 * Changes one example of a table in place, given its row in each block. A function of the example and `key`
 * alone.
 */
export type TableTransform = (rows: readonly ExampleRow[], key: number) => void;

interface AugmentationBase<S extends z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  readonly paper?: string;
  /** Equation, when to take it, and what goes wrong; every augmentation of the toolkit has it. */
  readonly explanation?: Explanation;
  readonly options: S;
}

/** An operation on images. */
export interface ImageAugmentation<S extends z.ZodMiniObject = z.ZodMiniObject> extends AugmentationBase<S> {
  readonly data: "images";
  build(options: z.output<S>, image: ImageShape): ImageTransform;
}

/** An operation on the rows of a table. */
export interface TableAugmentation<S extends z.ZodMiniObject = z.ZodMiniObject> extends AugmentationBase<S> {
  readonly data: "tables";
  build(options: z.output<S>, table: TableRows): TableTransform;
}

/**
 * A kind of data augmentation: a random change of the training examples that leaves what they are as it is.
 * Whether it does is for whoever writes the recipe to know: a 6 that is flipped or turned far enough is a 9.
 */
export type AugmentationDefinition = ImageAugmentation | TableAugmentation;

/** An augmentation in a recipe: its kind, with that kind's options beside it. */
export interface AugmentationSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}
