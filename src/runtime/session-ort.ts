import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { TrainwellError } from "../base/errors.ts";
import type { DType } from "../graph/tensor.ts";
import { checkFeeds } from "./feeds.ts";
import { publicName } from "./names.ts";
import type { HostArray, HostData, RuntimeSession, ValueSignature } from "./session.ts";

/** What the packages onnxruntime-node and onnxruntime-web have in common. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (
    type: OrtTensor.Type,
    data: OrtTensor.DataType,
    dims?: readonly number[],
  ) => OrtTensor;
}

const DTYPES: ReadonlySet<string> = new Set([
  "float32",
  "float64",
  "int32",
  "int64",
  "uint8",
  "uint32",
  "bool",
]);

/** The options that hold for every session: optimizations that fuse are slower to create and have had bugs. */
export const COMMON_OPTIONS: InferenceSession.SessionOptions = {
  graphOptimizationLevel: "basic",
  executionMode: "sequential",
  logSeverityLevel: 3,
};

/** Loads a model with a runtime package. */
export async function createSession(
  ort: OrtModule,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<RuntimeSession> {
  const session = await ort.InferenceSession.create(model, options).catch((cause: unknown) => {
    throw failure("session-failed", "ONNX Runtime refused the model", cause);
  });
  const inputs = session.inputMetadata.map(signatureOf);
  const outputs = session.outputMetadata.map(signatureOf);
  return {
    inputs,
    outputs,
    async run(feeds, fetches) {
      checkFeeds(inputs, feeds);
      const tensors: Record<string, OrtTensor> = {};
      session.inputNames.forEach((name, position) => {
        const { dtype, shape, data } = feeds[inputs[position].name];
        tensors[name] = new ort.Tensor(dtype, data, shape);
      });
      const wanted = session.outputNames.filter((name) => fetches?.includes(publicName(name)) ?? true);
      const results = await session.run(tensors, wanted).catch((cause: unknown) => {
        throw failure("run-failed", "ONNX Runtime failed to run the model", cause);
      });
      return Object.fromEntries(wanted.map((name) => [publicName(name), hostArrayOf(results[name])]));
    },
    release: () => session.release(),
  };
}

function hostArrayOf(tensor: OrtTensor): HostArray {
  return { dtype: tensor.type as DType, shape: tensor.dims, data: tensor.data as HostData };
}

function signatureOf(value: InferenceSession.ValueMetadata): ValueSignature {
  if (!value.isTensor || !DTYPES.has(value.type)) {
    const received = value.isTensor ? value.type : "no tensor";
    throw new TrainwellError({
      kind: "input",
      code: "value-type-unsupported",
      message: `The model's value "${value.name}" must be one of ${[...DTYPES].join(", ")}, received ${received}.`,
      details: { name: value.name, received },
    });
  }
  const shape = value.shape.map((dimension, axis) =>
    // A dimension without a name is free, so it must share its size with no other.
    typeof dimension === "string" && dimension === "" ? `${value.name}.${axis}` : dimension,
  );
  return { name: publicName(value.name), dtype: value.type as DType, shape };
}

function failure(code: string, what: string, cause: unknown): TrainwellError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrainwellError({
    kind: "failure",
    code,
    message: `${what}: ${reason}`,
    details: { reason },
    cause,
  });
}
