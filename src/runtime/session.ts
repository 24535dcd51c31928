import { nearest, TrainwellError } from "../base/errors.ts";
import type { DType } from "../graph/tensor.ts";
import type { Device } from "./lower.ts";

/** The elements of a host array: booleans as 0 and 1 in a Uint8Array, int64 as bigints. */
export type HostData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Uint32Array;

/** A tensor in the memory of JavaScript, row-major. A session reads it in place and never changes it. */
export interface HostArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: HostData;
}

/** What a model says of an input or output: a name as dimension stands for a size that may differ per call. */
export interface ValueSignature {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

/** How a model is to be run. */
export interface SessionOptions {
  /** Default: `cpu`. */
  readonly device?: Device;
  /** Threads within an operation; 1 is best for steps under a millisecond and for parallel trials. Default: 1. */
  readonly threads?: number;
  /** Whether waiting threads spin: faster on a quiet machine, twice as slow on a contended one. Default: false. */
  readonly spinning?: boolean;
}

/** A model loaded for running. */
export interface RuntimeSession {
  readonly inputs: readonly ValueSignature[];
  readonly outputs: readonly ValueSignature[];
  /**
   * Runs the model once. All outputs are computed; `fetches` names those to return (default: all).
   *
   * @throws TrainwellError `feed-missing`, `feed-unknown`, `feed-type`, `feed-shape`, naming the input; `run-failed`.
   */
  run(
    feeds: Readonly<Record<string, HostArray>>,
    fetches?: readonly string[],
  ): Promise<Record<string, HostArray>>;
  /** Frees the model. A session must not be run afterwards. */
  release(): Promise<void>;
}

/** A way to run models: onnxruntime-node, or onnxruntime-web. */
export interface Runtime {
  readonly name: "node" | "web";
  /** @throws TrainwellError `session-failed` when the model is refused. */
  create(model: Uint8Array, options?: SessionOptions): Promise<RuntimeSession>;
}

const CONSTRUCTORS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
  bool: Uint8Array,
} as const;

/** A host array of zeros. */
export function hostZeros(dtype: DType, shape: readonly number[]): HostArray {
  return { dtype, shape, data: new CONSTRUCTORS[dtype](elementCount(shape)) };
}

/**
 * A host array from plain numbers.
 *
 * @example
 * hostArray("float32", [2, 2], [1, 2, 3, 4]);
 */
export function hostArray(dtype: DType, shape: readonly number[], values: ArrayLike<number>): HostArray {
  const array = hostZeros(dtype, shape);
  const { data } = array;
  for (let i = 0; i < values.length; i++) {
    if (data instanceof BigInt64Array) data[i] = BigInt(values[i]);
    else data[i] = values[i];
  }
  return array;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * Checks feeds before the runtime sees them: it ignores unknown ones, and its messages do not always name the input.
 *
 * @throws TrainwellError `feed-missing`, `feed-unknown`, `feed-type`, `feed-shape`.
 */
export function checkFeeds(
  inputs: readonly ValueSignature[],
  feeds: Readonly<Record<string, HostArray>>,
): void {
  const names = new Set(inputs.map((input) => input.name));
  for (const name of Object.keys(feeds)) {
    if (!names.has(name)) throw unknownFeed(name, names);
  }
  const sizes = new Map<string, { size: number; input: string }>();
  for (const input of inputs) {
    if (!Object.hasOwn(feeds, input.name)) throw missingFeed(input);
    checkFeed(input, feeds[input.name], sizes);
  }
}

function checkFeed(
  input: ValueSignature,
  feed: HostArray,
  sizes: Map<string, { size: number; input: string }>,
): void {
  if (feed.dtype !== input.dtype || !(feed.data instanceof CONSTRUCTORS[input.dtype]))
    throw wrongType(input, feed);
  const fits = feed.shape.length === input.shape.length;
  if (!fits || feed.data.length !== elementCount(feed.shape)) throw wrongShape(input, feed);
  input.shape.forEach((dimension, axis) => {
    const size = feed.shape[axis];
    if (typeof dimension === "number") {
      if (dimension !== size) throw wrongShape(input, feed);
      return;
    }
    const known = sizes.get(dimension);
    if (known === undefined) sizes.set(dimension, { size, input: input.name });
    else if (known.size !== size) {
      throw wrongShape(input, feed, `${dimension} is ${known.size} in input "${known.input}"`);
    }
  });
}

function unknownFeed(name: string, names: ReadonlySet<string>): TrainwellError {
  const meant = nearest(name, names);
  return new TrainwellError({
    kind: "input",
    code: "feed-unknown",
    message: `The model has no input "${name}"; it has ${[...names].map((known) => `"${known}"`).join(", ") || "none"}.`,
    details: { input: name, known: [...names] },
    hint: meant === undefined ? "Leave it out." : `Did you mean "${meant}"?`,
  });
}

function missingFeed(input: ValueSignature): TrainwellError {
  const expected = formatSignature(input);
  return new TrainwellError({
    kind: "input",
    code: "feed-missing",
    message: `Input "${input.name}" is missing: expected ${expected}.`,
    details: { input: input.name, expected },
    hint: `Feed "${input.name}".`,
  });
}

function wrongType(input: ValueSignature, feed: HostArray): TrainwellError {
  const kind = feed.data?.constructor?.name ?? typeof feed.data;
  return new TrainwellError({
    kind: "input",
    code: "feed-type",
    message: `Input "${input.name}": expected ${input.dtype} in a ${CONSTRUCTORS[input.dtype].name}, received ${feed.dtype} in a ${kind}.`,
    details: { input: input.name, expected: input.dtype, received: feed.dtype },
    hint: "Convert the array.",
  });
}

function wrongShape(input: ValueSignature, feed: HostArray, reason?: string): TrainwellError {
  const expected = formatSignature(input);
  const received = `${feed.dtype}[${feed.shape.join(", ")}] with ${feed.data.length} elements`;
  return new TrainwellError({
    kind: "input",
    code: "feed-shape",
    message: `Input "${input.name}": expected ${expected}${reason === undefined ? "" : ` (${reason})`}, received ${received}.`,
    details: { input: input.name, expected, received },
    hint: "Check the shape and the number of elements.",
  });
}

function formatSignature(value: ValueSignature): string {
  return `${value.dtype}[${value.shape.join(", ")}]`;
}
