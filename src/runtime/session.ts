import { type DType, sizeOf } from "../graph/tensor.ts";
import type { Device } from "./lower.ts";

/** The elements of a host array: booleans as 0 and 1 in a Uint8Array, int64 as bigints. */
export type HostData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Uint32Array;

/** A tensor in the memory of JavaScript, row-major. A session reads it in place and never changes it. */
export interface HostArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: HostData;
}

/**
 * The name, type and shape of a model's input or output: a name as dimension stands for a size that may
 * differ per call.
 */
export interface ValueSignature {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

/** How a model is to be run. */
export interface SessionOptions {
  /** Default: `cpu`. */
  readonly device?: Device;
  /**
   * Threads within an operation; 1 is best for steps under a millisecond and for parallel trials. Default: 1.
   */
  readonly threads?: number;
  /**
   * Whether waiting threads spin: faster on a quiet machine, twice as slow on a contended one. Default:
   * false.
   */
  readonly spinning?: boolean;
  /**
   * Whether the model is one step of a loop program, as lowered for WebGPU. The session is then fed and
   * answers as one of the whole loop, keeps data and state on the device between steps and calls, and knows
   * an array that it was fed with or returned before by its identity: such an array must not be changed.
   * Default: false.
   */
  readonly steps?: boolean;
}

/** A model loaded for running. */
export interface RuntimeSession {
  readonly inputs: readonly ValueSignature[];
  readonly outputs: readonly ValueSignature[];
  /**
   * Runs the model once. All outputs are computed; `fetches` names those to return (default: all).
   *
   * @throws TrainwellError `feed-missing`, `feed-unknown`, `feed-type`, `feed-shape`, `batches-invalid`,
   * naming the input; `run-failed`.
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

/** The typed array of each element type. */
export const CONSTRUCTORS = {
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
  return { dtype, shape, data: new CONSTRUCTORS[dtype](sizeOf(shape)) };
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
