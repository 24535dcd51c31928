import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import type { DType } from "../graph/tensor.ts";
import { COPY_PORTS, copyModel } from "./copy-model.ts";
import type { OrtModule } from "./ort-module.ts";
import type { HostArray, HostData } from "./session.ts";

/** Carries tensors to the place where a model computes, and back. */
export interface TensorTransport {
  /** The tensor of an array, where the model can take it without a copy. */
  upload(array: HostArray): Promise<OrtTensor>;
  download(tensor: OrtTensor): Promise<HostArray>;
  release(): Promise<void>;
}

/** A tensor over an array in the memory of JavaScript. */
export function hostTensor(ort: OrtModule, { dtype, shape, data }: HostArray): OrtTensor {
  return new ort.Tensor(dtype, data, shape);
}

/** The array of a tensor in the memory of JavaScript. */
export function hostArrayOf(tensor: OrtTensor): HostArray {
  return { dtype: tensor.type as DType, shape: tensor.dims, data: tensor.data as HostData };
}

/** Where models compute in the memory of JavaScript, nothing is to be carried. */
export function hostTransport(ort: OrtModule): TensorTransport {
  return {
    upload: async (array) => hostTensor(ort, array),
    download: async (tensor) => hostArrayOf(tensor),
    async release() {},
  };
}

/**
 * Carries tensors to WebGPU's buffers and back, by models that copy; one session for each type, rank and
 * direction.
 */
export function webgpuTransport(ort: OrtModule, options: InferenceSession.SessionOptions): TensorTransport {
  const sessions = new Map<string, Promise<InferenceSession>>();
  const copy = async (tensor: OrtTensor, place: "cpu" | "gpu-buffer") => {
    const { type, dims } = tensor;
    const key = `${type} ${dims.length} ${place}`;
    if (!sessions.has(key)) {
      const model = copyModel(type as DType, dims.length);
      const created = ort.InferenceSession.create(model, { ...options, preferredOutputLocation: place });
      sessions.set(key, created);
    }
    const session = await sessions.get(key)!;
    return (await session.run({ [COPY_PORTS.input]: tensor }))[COPY_PORTS.output] as OrtTensor;
  };
  return {
    upload: (array) => copy(hostTensor(ort, array), "gpu-buffer"),
    download: async (tensor) => hostArrayOf(await copy(tensor, "cpu")),
    async release() {
      const created = await Promise.all(sessions.values());
      await Promise.all(created.map((session) => session.release()));
    },
  };
}
