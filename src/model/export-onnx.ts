import { exportOnnx } from "../interop/onnx-export.ts";
import { quantilesOf } from "../nn/losses/outputs.ts";
import { buildEvaluationProgram } from "../program/evaluation-program.ts";
import { normalizationFeeds } from "../program/normalization-feeds.ts";
import { lowerProgram } from "../runtime/lower.ts";
import { costsOfModel } from "./decided-classes.ts";
import { stateFeeds } from "./evaluate.ts";
import { type Model, networkLayouts, weightIn } from "./model.ts";

/**
 * A trained model as one self-contained ONNX file that takes raw columns and predicts what `predictTable`
 * does; `exportOnnx` describes its inputs, outputs and metadata.
 *
 * @example
 * await writeFile("model.onnx", modelToOnnx(model));
 */
export function modelToOnnx(model: Model): Uint8Array {
  const { target, outputs } = model;
  const members = model.members.map((member) => {
    const { inputs, preprocessing, recipe = model.recipe } = member;
    const program = buildEvaluationProgram(recipe, { inputs, target, outputs }, { withLoss: false });
    return {
      preprocessing,
      weight: weightIn(model, member),
      model: lowerProgram(program),
      constants: {
        ...stateFeeds(member, networkLayouts({ ...model, recipe }, inputs)),
        ...normalizationFeeds(inputs),
      },
    };
  });
  const quantiles = quantilesOf(model.recipe.loss);
  const costs = costsOfModel(model);
  return exportOnnx({
    members,
    target: model.members[0].preprocessing.target,
    ...(quantiles ? { quantiles } : {}),
    ...(model.calibration ? { calibration: model.calibration } : {}),
    ...(costs ? { costs } : {}),
  });
}
