import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";

/** The interface that the packages onnxruntime-node and onnxruntime-web have in common. */
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
