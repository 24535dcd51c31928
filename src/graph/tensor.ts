/** Element types of the graph. */
export type DType = "float32" | "float64" | "int32" | "int64" | "uint8" | "uint32" | "bool";

/**
 * A static shape with at most one dynamic axis. A dimension is a positive integer, or a negative integer −k
 * that stands for k times the batch size; so the product of a shape's dimensions is its size in the same
 * notation.
 */
export type Shape = readonly number[];

/** The dynamic batch axis. */
export const BATCH = -1;

/** The type and shape of a tensor, which are known before anything runs. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Plain data that an operation is given beside its tensors. */
export type AttributeValue = number | string | boolean | readonly number[] | readonly string[] | Float64Array;
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/**
 * A symbolic tensor: one node of the graph, immutable. Every operation has exactly one output, so a node and
 * its value are the same thing. `layer` names the layer that built it, for error messages and probes.
 */
export interface Tensor extends TensorType {
  readonly id: number;
  readonly operation: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly layer: string | undefined;
}

/** The number of elements of a shape: negative −k for k times the batch size. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Whether a shape has the batch axis. */
export function isDynamic(shape: Shape): boolean {
  return shape.some((dimension) => dimension < 0);
}

/** A shape in concrete numbers, for a given batch size. */
export function concreteShape(shape: Shape, batchSize: number): number[] {
  return shape.map((dimension) => (dimension < 0 ? -dimension * batchSize : dimension));
}

/** A shape for people: `[batch, 64]`, `[8·batch, 3]`. */
export function formatShape(shape: Shape): string {
  const dimension = (d: number) => (d === BATCH ? "batch" : d < 0 ? `${-d}·batch` : String(d));
  return `[${shape.map(dimension).join(", ")}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}
