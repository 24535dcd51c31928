import { modelToOnnx } from "../../../model/export-onnx.ts";
import { encodeModel, type Model } from "../../../model/model.ts";
import { formatRecipe } from "../../../recipe/recipe-json.ts";
import type { OutputFolder } from "./output-folder.ts";

/** The files that {@link writeModel} writes, by kind. */
export const MODEL_FILES = { recipe: "recipe.json", model: "model.safetensors", onnx: "model.onnx" } as const;

/** A kind of file that a training leaves. */
export type ModelFile = keyof typeof MODEL_FILES;

/**
 * Writes what a training leaves: `recipe.json`, `model.safetensors` and `model.onnx`.
 *
 * @param bytes the model encoded, where that has been done already.
 */
export async function writeModel(
  output: Pick<OutputFolder<ModelFile>, "write">,
  model: Model,
  bytes: Uint8Array = encodeModel(model),
): Promise<void> {
  await Promise.all([
    output.write("recipe", formatRecipe(model.recipe)),
    output.write("model", bytes),
    output.write("onnx", modelToOnnx(model)),
  ]);
}
