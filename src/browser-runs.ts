import type { Model } from "./model/model.ts";

export { decodeModel, encodeModel } from "./model/model.ts";
export { predictTable } from "./model/predict-table.ts";
export { newRun, newRunId } from "./run/record.ts";
export { openIndexedDbStore } from "./store/indexeddb-store.ts";
export { decodeCheckpoint, encodeCheckpoint } from "./train/trainer/checkpoint.ts";

/**
 * A trained model as one ONNX file that takes raw columns, for other programs; the exporter is loaded when
 * this is first called.
 *
 * @param model a trained model, such as `decodeModel` gives.
 */
export async function modelToOnnx(model: Model): Promise<Uint8Array> {
  const exporter = await import("./model/export-onnx.ts");
  return exporter.modelToOnnx(model);
}
