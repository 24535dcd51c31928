import { add, concatenate, input, reshape } from "../graph/operations/index.ts";
import { simplify } from "../graph/simplify.ts";
import { BATCH, type Tensor } from "../graph/tensor.ts";
import { batchLoss, lossDefinition, type TargetKind } from "../nn/losses/index.ts";
import { targetType } from "../nn/losses/outputs.ts";
import { type BuiltNetwork, buildNetwork, type NetworkDescription } from "../nn/network.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { LoopProgram, NamedTensor } from "../runtime/program.ts";
import { batchWeight } from "./batch-weight.ts";
import { type BlockType, blockInputs, cardinalities } from "./block-inputs.ts";
import { checkOutputs } from "./check-outputs.ts";
import { describeRecipe } from "./describe-recipe.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { type Layout, layOutBuffers, layOutParameters, type Piece } from "./layout.ts";
import { LossScale } from "./loss-scale.ts";
import { mixExamples, mixedLoss } from "./mix-examples.ts";
import { checkMixup, MIXUP_SHARE } from "./mixup.ts";
import { gradientsOfPieces, penaltyOf } from "./piece-gradients.ts";
import { PORTS } from "./ports.ts";
import { type ProbePlan, planProbes } from "./probes.ts";
import { type HostScalar, ScalarInputs } from "./scalar-inputs.ts";
import { buildUpdate, type CarriedFlat } from "./update-program.ts";

export type { HostScalar } from "./scalar-inputs.ts";

/** The data, the outputs and the precision that a step program is built for. */
export interface StepOptions {
  readonly inputs: readonly BlockType[];
  readonly target: TargetKind;
  /** Units of the output layer: one a class, a label or a value (of quantiles, one each). */
  readonly outputs: number;
  /** Whether the data carries example weights. */
  readonly weighted: boolean;
  readonly probes: boolean;
  /** float32 for training; float64 for the reference. */
  readonly dtype?: "float32" | "float64";
}

/** The whole training step as one program, with what the host must know to run it. */
export interface StepProgram {
  readonly program: LoopProgram;
  readonly network: NetworkDescription;
  readonly parameters: Layout;
  readonly buffers: Layout;
  /**
   * The vectors that are carried beside parameters and buffers: the optimizer's, sums of gradients, averages,
   * loss scale.
   */
  readonly slots: readonly string[];
  readonly scalars: readonly HostScalar[];
  /** Layers with randomness, in the order of their key inputs. */
  readonly randomLayers: readonly string[];
  /**
   * The objective that the step descends, and its derivatives by the pieces of the parameters, before they
   * are clipped.
   */
  readonly descent: {
    readonly objective: Tensor;
    readonly gradients: readonly Tensor[];
    /** The weight of the batch beside others, a scalar; undefined for its number of rows. */
    readonly weight: Tensor | undefined;
  };
  /**
   * Where probes are wanted: the same step, which also returns what they look at, and which statistics are
   * taken.
   */
  readonly probing?: { readonly program: LoopProgram; readonly probes: ProbePlan };
}

/**
 * Builds the training step of a recipe as one program: forward, loss, penalties, backward, clipping,
 * optimizer update and running statistics. What varies between trials is an input of the program; whether a
 * penalty, clipping or dropout is there at all is structure.
 */
export function buildStepProgram(recipe: Recipe, options: StepOptions): StepProgram {
  const dtype = options.dtype ?? "float32";
  const network = describeRecipe(recipe, options);
  const parameters = layOutParameters(network.parameters, recipe);
  const buffers = layOutBuffers(network.buffers);
  const scalars = new ScalarInputs(
    dtype,
    optimizerDefinition(recipe.optimizer.kind).constants(recipe.optimizer),
  );
  const state = new FlatInputs(PORTS.parameters, parameters, dtype);
  const bufferState = new FlatInputs(PORTS.buffers, buffers, dtype);
  const forward = buildForward(recipe, options, { dtype, network, scalars, state, bufferState });
  const { loss, weight } = forward;

  const decayedPieces = state.pieces.filter((_, index) => parameters.pieces[index].decay);
  const penalty = penaltyOf(recipe, decayedPieces, scalars);
  const pieceGradients = gradientsOfPieces(loss, penalty, { state, layout: parameters });
  const lossScale =
    recipe.training.precision === "mixed" && dtype === "float32" ? new LossScale() : undefined;
  const updateGradients = lossScale
    ? gradientsOfPieces(loss, penalty, { state, layout: parameters, lossScale })
    : pieceGradients;
  const judged = lossScale?.judge(updateGradients);
  const newBuffers = buffers.pieces.map((piece) =>
    updatedBuffers(piece, bufferState, forward.built.bufferUpdates),
  );
  const update = buildUpdate({
    recipe,
    scalars,
    dtype,
    parameters,
    state,
    gradients: updateGradients,
    finite: judged?.finite,
    weight,
    buffers,
    newBuffers,
  });
  const slots = [
    ...update.slots,
    ...(lossScale && judged ? [{ flat: lossScale.flat, outputs: [judged.state] }] : []),
  ];
  const probes = options.probes ? planProbes(network, parameters) : undefined;
  const layers = forward.built.layerOutputs;
  const probed = probes ? probedOutputs(probes, { gradients: update.gradients, layers }) : [];
  const programs = assemble(forward, scalars, {
    carried: [
      { flat: state, outputs: update.parameters },
      ...slots,
      ...(buffers.size > 0 ? [{ flat: bufferState, outputs: newBuffers }] : []),
    ],
    probed,
  });
  return {
    program: programs.plain,
    network,
    parameters,
    buffers,
    slots: slots.map((slot) => slot.flat.name),
    scalars: scalars.all(),
    randomLayers: network.randomLayers,
    descent: { objective: penalty ? add(loss, penalty) : loss, gradients: pieceGradients, weight },
    ...(probes ? { probing: { program: programs.probing, probes } } : {}),
  };
}

/** The first half of a step: the inputs of a batch, and its loss. */
interface Forward {
  /**
   * The blocks that the rows of a batch are gathered from, the target and the examples' weights among them.
   */
  readonly blocks: LoopProgram["blocks"];
  readonly scalings: readonly Tensor[];
  /** The random key of each layer with randomness. */
  readonly keys: readonly Tensor[];
  readonly built: BuiltNetwork;
  readonly loss: Tensor;
  /** The weight of the batch beside others, a scalar; undefined for its number of rows. */
  readonly weight: Tensor | undefined;
}

interface ForwardParts {
  readonly dtype: "float32" | "float64";
  readonly network: NetworkDescription;
  readonly scalars: ScalarInputs;
  readonly state: FlatInputs;
  readonly bufferState: FlatInputs;
}

function buildForward(recipe: Recipe, options: StepOptions, parts: ForwardParts): Forward {
  const { dtype, network, scalars, state, bufferState } = parts;
  const keys = new Map(
    network.randomLayers.map((layer) => [layer, input(PORTS.key(layer), { dtype: "uint32", shape: [] })]),
  );
  const { blocks, normalized, scalings } = blockInputs(options.inputs, dtype);
  const target = input(PORTS.target, targetType(recipe.loss, { ...options, dtype }));
  const weights = options.weighted ? input(PORTS.weights, { dtype, shape: [BATCH] }) : undefined;
  const share = recipe.training.mixup > 0 ? scalars.get(MIXUP_SHARE) : undefined;
  if (share) checkMixup(options.inputs);
  const mixed = (rows: Tensor) => (share ? mixExamples(rows, share) : rows);
  const built = buildNetwork(recipe.network.layers, {
    inputs: new Map([...normalized].map(([name, rows]) => [name, mixed(rows)])),
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
    training: true,
    parameter: (spec) => state.member(spec.name),
    buffer: (spec) => bufferState.member(spec.name),
    key: (layer) => keys.get(layer)!,
    hyperparameter: (address, value) => scalars.get(address, value),
  });
  checkOutputs(recipe, built.output, options);
  const loss = lossDefinition(recipe.loss.kind);
  const lossOf = (target: Tensor, weights: Tensor | undefined) =>
    batchLoss(loss, { output: built.output, target, options: recipe.loss, ...(weights ? { weights } : {}) });
  return {
    blocks: [
      ...blocks,
      { name: PORTS.target, rows: target },
      ...(weights ? [{ name: PORTS.weights, rows: weights }] : []),
    ],
    scalings,
    keys: [...keys.values()],
    built,
    loss: share ? mixedLoss(lossOf, { target, weights, share }) : lossOf(target, weights),
    weight: batchWeight(loss, { output: built.output, target, options: recipe.loss, weights }),
  };
}

/** The step's two programs: the one for training, and the one that also returns what probes look at. */
function assemble(
  forward: Forward,
  scalars: ScalarInputs,
  results: { carried: readonly CarriedFlat[]; probed: readonly NamedTensor[] },
): { plain: LoopProgram; probing: LoopProgram } {
  const named = [{ name: "loss", tensor: forward.loss }, ...results.probed];
  const outputs = simplify([
    ...results.carried.flatMap((carried) => carried.outputs),
    ...named.map(({ tensor }) => tensor),
  ]);
  const carried = results.carried.map(({ flat }) => carry(flat, outputs.splice(0, flat.pieces.length)));
  const stepOutputs = named.map(({ name }, index) => ({ name, tensor: outputs[index] }));
  const probing: LoopProgram = {
    kind: "loop",
    carried,
    blocks: forward.blocks,
    stepInputs: [...scalars.inputs({ constant: false }), ...forward.keys],
    callInputs: [...scalars.inputs({ constant: true }), ...forward.scalings],
    stepOutputs,
  };
  return { plain: { ...probing, stepOutputs: stepOutputs.slice(0, 1) }, probing };
}

/** The outputs of a probed step beside the loss: the gradient of each piece and the activations. */
function probedOutputs(
  probes: ProbePlan,
  { gradients, layers }: { gradients: readonly Tensor[]; layers: ReadonlyMap<string, Tensor> },
): NamedTensor[] {
  return [
    ...gradients.map((tensor, piece) => ({ name: PORTS.gradient(piece), tensor })),
    ...probes.activations.map(({ layer }) => ({ name: PORTS.activation(layer), tensor: layers.get(layer)! })),
  ];
}

function updatedBuffers(piece: Piece, state: FlatInputs, updates: ReadonlyMap<string, Tensor>): Tensor {
  const parts = piece.members.map((member) =>
    reshape(updates.get(member.name) ?? state.member(member.name), [member.size]),
  );
  return reshape(parts.length === 1 ? parts[0] : concatenate(parts, 0), piece.shape);
}

function carry(flat: FlatInputs, outputs: readonly Tensor[]): LoopProgram["carried"][number] {
  return {
    name: flat.name,
    pieces: flat.pieces.map((piece, index) => ({ input: piece, output: outputs[index] })),
  };
}
