import { onnxDataType } from "../runtime/onnx/model-proto.ts";
import type { GraphWriter } from "./graph-writer.ts";

/** A cast to another element type. */
export function cast(writer: GraphWriter, value: string, dtype: "float32" | "float64" | "int32"): string {
  return writer.node("Cast", [value], { attributes: { to: { int: onnxDataType(dtype) } } });
}
