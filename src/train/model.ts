import { TrainwellError } from "../base/errors.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Preprocessing, parsePreprocessing } from "../data/preprocessing.ts";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../interop/safetensors.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import { compileProgram } from "../runtime/cache.ts";
import type { Runtime } from "../runtime/session.ts";
import { evaluate } from "./evaluate.ts";
import { buildEvaluationProgram } from "./evaluation-program.ts";
import { flatten, layOut, type Layout, namedViews } from "./layout.ts";
import { blockTypes } from "./plan-training.ts";
import type { NetworkState } from "./state.ts";
import { type BlockType, describe } from "./step-program.ts";

const FORMAT = "trainwell-model-1";

/**
 * A trained model: the recipe, the fitted preprocessing, and the weights and buffers of its members. A model with
 * several members predicts the mean of their predictions.
 */
export interface Model {
  readonly recipe: Recipe;
  readonly preprocessing: Preprocessing;
  readonly inputs: readonly BlockType[];
  readonly target: "classes" | "values";
  readonly outputs: number;
  readonly members: readonly NetworkState[];
}

/** How the state of a model's network lies in its flat vectors. */
export function modelLayouts(model: Pick<Model, "recipe" | "inputs" | "outputs">): { parameters: Layout; buffers: Layout } {
  const network = describe(model.recipe, model);
  return {
    parameters: layOut(network.parameters),
    buffers: layOut(network.buffers.map((spec) => ({ ...spec, decay: false }))),
  };
}

/**
 * The model as one file: safetensors with every weight under its name (`MEMBER.LAYER.PARAMETER`), and the recipe and
 * preprocessing as metadata.
 */
export function encodeModel(model: Model): Uint8Array {
  const layouts = modelLayouts(model);
  const tensors = new Map<string, NamedArray>();
  model.members.forEach((member, index) => {
    for (const [layout, flat] of [
      [layouts.parameters, member.parameters],
      [layouts.buffers, member.buffers],
    ] as const) {
      for (const [name, view] of namedViews(layout, flat)) {
        tensors.set(`${index}.${name}`, { dtype: "float32", shape: [...view.shape], data: view.data });
      }
    }
  });
  const { recipe, preprocessing, inputs, target, outputs } = model;
  const about = { recipe, preprocessing, inputs, target, outputs, members: model.members.length };
  return encodeSafetensors(tensors, { format: FORMAT, model: JSON.stringify(about) });
}

/**
 * Reads a model back, without loss.
 *
 * @throws TrainwellError `model-invalid` when the bytes are not such a file, naming `source`.
 */
export function decodeModel(bytes: Uint8Array, source: string): Model {
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  if (metadata.get("format") !== FORMAT) throw invalidModel(source, `its format is ${metadata.get("format") ?? "not stated"}`);
  const about = JSON.parse(metadata.get("model") ?? "null");
  const recipe = parseRecipe(about.recipe, { source });
  const shell = { ...about, recipe, preprocessing: parsePreprocessing(about.preprocessing, source) } as Model & { members: unknown };
  const layouts = modelLayouts(shell);
  const members = Array.from({ length: Number(about.members) }, (_, index) => ({
    parameters: readFlat(layouts.parameters, tensors, `${index}.`, source),
    buffers: readFlat(layouts.buffers, tensors, `${index}.`, source),
  }));
  return { ...shell, members };
}

function readFlat(layout: Layout, tensors: ReadonlyMap<string, NamedArray>, prefix: string, source: string): Float32Array {
  const named = new Map<string, ArrayLike<number>>();
  for (const member of layout.pieces.flatMap((piece) => piece.members)) {
    const tensor = tensors.get(prefix + member.name);
    if (tensor === undefined) throw invalidModel(source, `the weights "${prefix}${member.name}" are missing`);
    if (tensor.data.length !== member.size) throw invalidModel(source, `the weights "${prefix}${member.name}" have the wrong size`);
    named.set(member.name, tensor.data as Float32Array);
  }
  return flatten(layout, named);
}

function invalidModel(source: string, why: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "model-invalid",
    message: `${source} is not a model that Trainwell can read: ${why}.`,
    details: { source },
    hint: "Give the model.safetensors that fit or improve wrote.",
  });
}

/**
 * Predicts rows that were preprocessed with the model's preprocessing: class probabilities [rows, classes], or values
 * [rows] in the target's units. Several members' predictions are averaged.
 */
export async function predictDataset(model: Model, dataset: Pick<Dataset, "rows" | "blocks">, runtime: Runtime): Promise<Float32Array> {
  const session = await runtime.create(
    compileProgram(buildEvaluationProgram(model.recipe, { ...model, inputs: blockTypes(dataset) }, { withLoss: false })),
    { threads: 1 },
  );
  try {
    const layouts = modelLayouts(model);
    let total: Float32Array | undefined;
    for (const member of model.members) {
      const { prediction } = await evaluate(session, member, { ...layouts, rows: dataset.rows, blocks: dataset.blocks });
      total = total === undefined ? prediction : total.map((value, index) => value + prediction[index]);
    }
    const { length } = model.members;
    return total!.map((value) => toTargetUnits(value / length, model.preprocessing));
  } finally {
    session.release();
  }
}

function toTargetUnits(value: number, preprocessing: Preprocessing): number {
  const { target } = preprocessing;
  return target?.kind === "values" ? value * target.scale + target.mean : value;
}
