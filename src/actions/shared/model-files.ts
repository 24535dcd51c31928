import { modelToOnnx } from "../../model/export-onnx.ts";
import { encodeModel, type Model } from "../../model/model.ts";
import { formatRecipe } from "../../recipe/recipe-json.ts";
import type { OutputFolder } from "./output-folder.ts";

/** The files that {@link writeModel} writes. */
export const MODEL_FILES = ["recipe.json", "model.safetensors", "model.onnx"] as const;

/**
 * Writes what a training leaves: `recipe.json`, `model.safetensors` and `model.onnx`.
 *
 * @param bytes the model encoded, where that has been done already.
 */
export async function writeModel(
  output: OutputFolder,
  model: Model,
  bytes: Uint8Array = encodeModel(model),
): Promise<void> {
  await Promise.all([
    output.write("recipe", "recipe.json", formatRecipe(model.recipe)),
    output.write("model", "model.safetensors", bytes),
    output.write("onnx", "model.onnx", modelToOnnx(model)),
  ]);
}
