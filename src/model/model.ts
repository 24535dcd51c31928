import * as z from "zod/mini";
import { TrainwellError } from "../base/errors.ts";
import { type Preprocessing, parsePreprocessing } from "../data/prepare/preprocessing.ts";
import { decodeSafetensors, encodeSafetensors } from "../interop/safetensors.ts";
import type { Calibration } from "../nn/judging/calibration.ts";
import type { TargetKind } from "../nn/losses/index.ts";
import type { BlockType } from "../program/block-inputs.ts";
import { describeRecipe } from "../program/describe-recipe.ts";
import { flatten, type Layout, layOutBuffers, layOutParameters, namedViews } from "../program/layout.ts";
import type { NetworkState } from "../program/network-state.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import type { HostArray } from "../runtime/session.ts";

const FORMAT = "trainwell-model-1";
/** Of models whose members have recipes or weights of their own, which older versions would overlook. */
const BLEND_FORMAT = "trainwell-model-2";

/** One trained network of a model, with the preprocessing that was fitted on the rows it was trained on. */
export interface ModelMember extends NetworkState {
  readonly preprocessing: Preprocessing;
  readonly inputs: readonly BlockType[];
  /** The recipe that it was trained by, where that is not the model's. */
  readonly recipe?: Recipe;
  /** Its share in the mean, from 0 to 1 and of all members 1; left out, all have the same. */
  readonly weight?: number;
}

/**
 * A trained model: the recipe, and for each member the fitted preprocessing, weights and buffers. A model
 * with several members predicts the mean of their predictions (Hansen & Salamon, "Neural Network Ensembles",
 * 1990; with members from the folds of a cross-validation, Krogh & Vedelsby, 1995); where they have weights,
 * the weighted one, over members of different recipes (Caruana et al., "Ensemble Selection from Libraries of
 * Models", 2004).
 */
export interface Model {
  readonly recipe: Recipe;
  readonly target: TargetKind;
  /** Units of the output layer: one a class, a label or a value (of quantiles, one each). */
  readonly outputs: number;
  readonly members: readonly ModelMember[];
  /**
   * How the mean probabilities of classes are corrected, where errors have costs: the prediction is the class
   * of least expected cost.
   */
  readonly calibration?: Calibration;
}

/** The share of a member's predictions in those of its model. */
export function weightIn({ members }: { readonly members: readonly unknown[] }, member: { weight?: number }) {
  return member.weight ?? 1 / members.length;
}

/** How the state of a network lies in its flat vectors, and how many numbers it computes for a row. */
export function networkLayouts(
  model: Pick<Model, "recipe" | "outputs">,
  inputs: readonly BlockType[],
): { parameters: Layout; buffers: Layout; activations: number } {
  const network = describeRecipe(model.recipe, { inputs, outputs: model.outputs });
  return {
    parameters: layOutParameters(network.parameters, model.recipe),
    buffers: layOutBuffers(network.buffers),
    activations: network.size.activations,
  };
}

/**
 * The model as one file: safetensors with every weight under its name (`MEMBER.LAYER.PARAMETER`), and the
 * recipe and the preprocessing as metadata.
 *
 * @param model a trained model.
 * @throws TrainwellError `safetensors-invalid` when a weight's name cannot be written.
 */
export function encodeModel(model: Model): Uint8Array {
  const tensors = new Map<string, HostArray>();
  model.members.forEach((member, index) => {
    const layouts = networkLayouts({ ...model, ...recipeOf(member) }, member.inputs);
    const views = [
      ...namedViews(layouts.parameters, member.parameters),
      ...namedViews(layouts.buffers, member.buffers),
    ];
    for (const [name, view] of views) {
      tensors.set(`${index}.${name}`, { dtype: "float32", shape: [...view.shape], data: view.data });
    }
  });
  const { recipe, target, outputs, calibration } = model;
  const members = model.members.map(({ preprocessing, inputs, recipe, weight }) => ({
    preprocessing,
    inputs,
    recipe,
    weight,
  }));
  const isBlend = members.some(({ recipe, weight }) => recipe !== undefined || weight !== undefined);
  return encodeSafetensors(tensors, {
    format: isBlend ? BLEND_FORMAT : FORMAT,
    model: JSON.stringify({ recipe, target, outputs, members, calibration }),
  });
}

/**
 * Reads a model back, without loss.
 *
 * @param bytes the file's content.
 * @param source names the file in errors.
 * @throws TrainwellError `model-invalid` when the bytes are not such a file, naming `source`.
 */
export function decodeModel(bytes: Uint8Array, source: string): Model {
  const { tensors, metadata } = decodeSafetensors(bytes, source);
  const format = metadata.get("format");
  if (format !== FORMAT && format !== BLEND_FORMAT)
    throw invalidModel(source, `its format is ${format ?? "not stated"}`);
  const about = readAbout(metadata.get("model"), source);
  const shell = {
    recipe: parseRecipe(about.recipe, { source }),
    target: about.target,
    outputs: about.outputs,
  };
  const members = about.members.map((member, index): ModelMember => {
    const own = {
      ...(member.recipe === undefined ? {} : { recipe: parseRecipe(member.recipe, { source }) }),
      ...(member.weight === undefined ? {} : { weight: member.weight }),
    };
    const layouts = networkLayouts({ ...shell, ...recipeOf(own) }, member.inputs);
    return {
      preprocessing: parsePreprocessing(member.preprocessing, source),
      inputs: member.inputs,
      parameters: readFlat(layouts.parameters, tensors, { prefix: `${index}.`, source }),
      buffers: readFlat(layouts.buffers, tensors, { prefix: `${index}.`, source }),
      ...own,
    };
  });
  const calibration = readCalibration(about.calibration, shell.outputs);
  return { ...shell, members, ...(calibration ? { calibration } : {}) };
}

/** A member's recipe, where it has one of its own. */
function recipeOf({ recipe }: { readonly recipe?: Recipe }): { readonly recipe?: Recipe } {
  return recipe === undefined ? {} : { recipe };
}

const whole = z.int().check(z.nonnegative());
/** Of what a model's file says of itself: the parts that are not checked where they are used. */
const aboutSchema = z.object({
  recipe: z.unknown(),
  target: z.enum(["classes", "values", "labels"]),
  outputs: z.int().check(z.positive()),
  members: z
    .array(
      z.object({
        preprocessing: z.unknown(),
        inputs: z.array(
          z.object({
            name: z.string(),
            dtype: z.enum(["float32", "float64", "int32", "int64", "uint8", "uint32", "bool"]),
            rowShape: z.array(whole),
            cardinality: z.optional(whole),
            normalization: z.optional(z.custom<BlockType["normalization"]>()),
          }),
        ),
        recipe: z.optional(z.unknown()),
        weight: z.optional(z.number().check(z.positive())),
      }),
    )
    .check(z.minLength(1)),
  calibration: z.optional(z.unknown()),
});

function readAbout(text: string | undefined, source: string): z.infer<typeof aboutSchema> {
  try {
    return z.parse(aboutSchema, JSON.parse(text ?? ""));
  } catch {
    throw invalidModel(source, "what it says of its network is damaged");
  }
}

/** A calibration as plain data may hold it; undefined where there is none. */
function readCalibration(json: unknown, classes: number): Calibration | undefined {
  const { scale, offsets } = (json ?? {}) as Partial<Record<keyof Calibration, unknown>>;
  if (!Number.isFinite(scale) || !Array.isArray(offsets) || offsets.length !== classes) return undefined;
  return { scale: Number(scale), offsets: offsets.map(Number) };
}

function readFlat(
  layout: Layout,
  tensors: ReadonlyMap<string, HostArray>,
  { prefix, source }: { prefix: string; source: string },
) {
  const named = new Map<string, ArrayLike<number>>();
  for (const member of layout.pieces.flatMap((piece) => piece.members)) {
    const tensor = tensors.get(prefix + member.name);
    if (tensor === undefined) throw invalidModel(source, `the weights "${prefix}${member.name}" are missing`);
    if (tensor.data.length !== member.size)
      throw invalidModel(source, `the weights "${prefix}${member.name}" have the wrong size`);
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
