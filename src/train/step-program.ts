import type { BlockNormalization } from "../data/dataset.ts";
import { gradients } from "../graph/differentiate.ts";
import { add, concatenate, input, reshape } from "../graph/operations/index.ts";
import { simplify } from "../graph/simplify.ts";
import { BATCH, type DType, type Tensor } from "../graph/tensor.ts";
import { batchLoss, lossDefinition, type TargetKind } from "../nn/losses/index.ts";
import { targetType } from "../nn/losses/outputs.ts";
import { buildNetwork, describeNetwork, type NetworkDescription } from "../nn/network.ts";
import { l1Penalty, l2Penalty } from "../nn/penalties.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { LoopProgram, NamedTensor } from "../runtime/program.ts";
import { batchWeight } from "./batch-weight.ts";
import { FlatInputs } from "./flat-inputs.ts";
import { type Layout, layOut, layOutParameters, type Piece } from "./layout.ts";
import { LossScale } from "./loss-scale.ts";
import { mixExamples, mixedLoss } from "./mix-examples.ts";
import { checkMixup, MIXUP_SHARE } from "./mixup.ts";
import { normalizeRows } from "./normalization.ts";
import { PORTS } from "./ports.ts";
import { type ProbePlan, planProbes } from "./probes.ts";
import { type HostScalar, ScalarInputs } from "./scalar-inputs.ts";
import { buildUpdate } from "./update-program.ts";

export type { HostScalar } from "./scalar-inputs.ts";

/** A block of the data as the network sees it: one row an example. */
export interface BlockType {
  readonly name: string;
  readonly dtype: DType;
  readonly rowShape: readonly number[];
  /** The number of different codes, for a block of category codes. */
  readonly cardinality?: number;
  /** How the graph scales the block's numbers; the network sees floats then. */
  readonly normalization?: BlockNormalization;
}

/** What a step program is built for. */
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
  /** The vectors that are carried beside parameters and buffers: the optimizer's, sums of gradients, averages, loss scale. */
  readonly slots: readonly string[];
  readonly scalars: readonly HostScalar[];
  /** Layers with randomness, in the order of their key inputs. */
  readonly randomLayers: readonly string[];
  /** What the step descends, and its derivatives by the pieces of the parameters, before they are clipped. */
  readonly descent: {
    readonly objective: Tensor;
    readonly gradients: readonly Tensor[];
    /** What the batch counts against others, a scalar; undefined for its number of rows. */
    readonly weight: Tensor | undefined;
  };
  /** Where probes are wanted: the same step, which also returns what they look at, and which statistics are taken. */
  readonly probing?: { readonly program: LoopProgram; readonly probes: ProbePlan };
}

/**
 * Builds the training step of a recipe as one program: forward, loss, penalties, backward, clipping, optimizer
 * update and running statistics. What varies between trials is an input of the program; whether a penalty,
 * clipping or dropout is there at all is structure.
 */
export function buildStepProgram(recipe: Recipe, options: StepOptions): StepProgram {
  const dtype = options.dtype ?? "float32";
  const network = describe(recipe, options);
  const parameters = layOutParameters(network.parameters, recipe);
  const buffers = layOut(network.buffers.map((spec) => ({ ...spec, decay: false })));
  const optimizer = optimizerDefinition(recipe.optimizer.kind);
  const scalars = new ScalarInputs(dtype, optimizer.constants(recipe.optimizer));
  const keys = new Map(
    network.randomLayers.map((layer) => [layer, input(`key:${layer}`, { dtype: "uint32", shape: [] })]),
  );

  const state = new FlatInputs(PORTS.parameters, parameters, dtype);
  const bufferState = new FlatInputs(PORTS.buffers, buffers, dtype);
  const blocks = options.inputs.map((block) => ({ name: block.name, rows: rowsOf(block, dtype) }));
  const normalized = blocks.map(({ rows }, index) => normalizeRows(rows, options.inputs[index], dtype));
  const target = input(PORTS.target, targetType(recipe.loss, { ...options, dtype }));
  const weights = options.weighted ? input(PORTS.weights, { dtype, shape: [BATCH] }) : undefined;

  const share = recipe.training.mixup > 0 ? scalars.get(MIXUP_SHARE) : undefined;
  if (share) checkMixup(options.inputs);
  const mixed = normalized.map(({ rows }) => (share ? mixExamples(rows, share) : rows));

  const built = buildNetwork(recipe.network.layers, {
    inputs: new Map(blocks.map(({ name }, index) => [name, mixed[index]])),
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
    training: true,
    parameter: (spec) => state.member(spec.name),
    buffer: (spec) => bufferState.member(spec.name),
    key: (layer) => keys.get(layer)!,
    hyperparameter: (address, value) => scalars.get(address, value),
  });
  const loss = lossDefinition(recipe.loss.kind);
  const lossOf = (target: Tensor, weights: Tensor | undefined) =>
    batchLoss(loss, { output: built.output, target, options: recipe.loss, ...(weights ? { weights } : {}) });
  const dataLoss = share ? mixedLoss(lossOf, { target, weights, share }) : lossOf(target, weights);
  const decayedPieces = state.pieces.filter((_, index) => parameters.pieces[index].decay);
  const penalty = penaltyOf(recipe, decayedPieces, scalars);
  const pieceGradients = gradientsOfPieces(dataLoss, penalty, { state, layout: parameters });
  const lossScale =
    recipe.training.precision === "mixed" && dtype === "float32" ? new LossScale() : undefined;
  const updateGradients = lossScale
    ? gradientsOfPieces(dataLoss, penalty, { state, layout: parameters, lossScale })
    : pieceGradients;
  const judged = lossScale?.judge(updateGradients);
  const newBuffers = buffers.pieces.map((piece) => updatedBuffers(piece, bufferState, built.bufferUpdates));
  const weight = batchWeight(loss, { output: built.output, target, options: recipe.loss, weights });
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
  const probed = probes
    ? probedOutputs(probes, { gradients: update.gradients, layers: built.layerOutputs })
    : [];

  const outputs = simplify([
    ...update.parameters,
    ...slots.flatMap((slot) => slot.outputs),
    ...newBuffers,
    dataLoss,
    ...probed.map((output) => output.tensor),
  ]);
  const take = (count: number) => outputs.splice(0, count);
  const carried = [state, ...slots.map((slot) => slot.flat)].map((flat) =>
    carry(flat, take(flat.pieces.length)),
  );
  if (buffers.size > 0) carried.push(carry(bufferState, take(buffers.pieces.length)));
  const [lossOutput, ...probedTensors] = outputs;
  const program: LoopProgram = {
    kind: "loop",
    carried,
    blocks: [
      ...blocks,
      { name: PORTS.target, rows: target },
      ...(weights ? [{ name: PORTS.weights, rows: weights }] : []),
    ],
    stepInputs: [...scalars.inputs({ constant: false }), ...keys.values()],
    callInputs: [...scalars.inputs({ constant: true }), ...normalized.flatMap(({ inputs }) => inputs)],
    stepOutputs: [{ name: "loss", tensor: lossOutput }],
  };
  const probedStep = probed.map(({ name }, index) => ({ name, tensor: probedTensors[index] }));
  return {
    program,
    network,
    parameters,
    buffers,
    slots: slots.map((slot) => slot.flat.name),
    scalars: scalars.all(),
    randomLayers: network.randomLayers,
    descent: { objective: penalty ? add(dataLoss, penalty) : dataLoss, gradients: pieceGradients, weight },
    ...(probes
      ? {
          probing: { program: { ...program, stepOutputs: [...program.stepOutputs, ...probedStep] }, probes },
        }
      : {}),
  };
}

/** The network of a recipe, dry: names, shapes and counts. */
export function describe(
  recipe: Recipe,
  options: Pick<StepOptions, "inputs" | "outputs">,
): NetworkDescription {
  return describeNetwork(recipe.network.layers, {
    inputTypes: new Map(
      options.inputs.map((block) => [
        block.name,
        { dtype: block.normalization ? "float32" : block.dtype, shape: [BATCH, ...block.rowShape] },
      ]),
    ),
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
  });
}

export function cardinalities(blocks: readonly BlockType[]): Map<string, number> {
  return new Map(
    blocks.flatMap((block) =>
      block.cardinality === undefined ? [] : [[block.name, block.cardinality] as const],
    ),
  );
}

/** The input node of a block's rows in a batch. */
export function rowsOf(block: BlockType, dtype: "float32" | "float64"): Tensor {
  const rowType = block.dtype === "float32" ? dtype : block.dtype;
  return input(block.name, { dtype: rowType, shape: [BATCH, ...block.rowShape] });
}

/** What a probed step returns beside the loss: the gradient of each piece and the activations. */
function probedOutputs(
  probes: ProbePlan,
  { gradients, layers }: { gradients: readonly Tensor[]; layers: ReadonlyMap<string, Tensor> },
): NamedTensor[] {
  return [
    ...gradients.map((tensor, piece) => ({ name: PORTS.gradient(piece), tensor })),
    ...probes.activations.map(({ layer }) => ({ name: PORTS.activation(layer), tensor: layers.get(layer)! })),
  ];
}

/** The penalties on the decayed pieces, or undefined where the recipe has none. */
function penaltyOf(recipe: Recipe, pieces: readonly Tensor[], scalars: ScalarInputs): Tensor | undefined {
  const { l1, l2 } = recipe.penalties;
  if (pieces.length === 0) return undefined;
  const terms = [
    ...(l1 > 0 ? [l1Penalty(pieces, scalars.get("penalties.l1", l1))] : []),
    ...(l2 > 0 ? [l2Penalty(pieces, scalars.get("penalties.l2", l2))] : []),
  ];
  return terms.length === 0 ? undefined : terms.reduce((sum, term) => add(sum, term));
}

/**
 * The gradient of each piece. The loss is differentiated with respect to the members, whose gradients are then
 * concatenated once instead of padded and added; the penalty with respect to the pieces.
 */
function gradientsOfPieces(
  dataLoss: Tensor,
  penalty: Tensor | undefined,
  parts: { state: FlatInputs; layout: Layout; lossScale?: LossScale },
): Tensor[] {
  const { state, layout, lossScale } = parts;
  const byMember = gradients(
    lossScale ? lossScale.scaled(dataLoss) : dataLoss,
    layout.pieces.flatMap((piece) => piece.members.map((member) => state.member(member.name))),
  );
  const ofLoss = layout.pieces
    .map((piece) => {
      const members = byMember.splice(0, piece.members.length);
      if (piece.shape === piece.members[0].shape) return members[0];
      const flat = members.map((member, index) => reshape(member, [piece.members[index].size]));
      return flat.length === 1 ? flat[0] : concatenate(flat, 0);
    })
    .map((gradient) => lossScale?.unscaled(gradient) ?? gradient);
  if (penalty === undefined) return ofLoss;
  const decayed = layout.pieces.flatMap((piece, index) => (piece.decay ? [index] : []));
  const ofPenalty = gradients(
    penalty,
    decayed.map((index) => state.pieces[index]),
  );
  decayed.forEach((piece, index) => {
    ofLoss[piece] = add(ofLoss[piece], ofPenalty[index]);
  });
  return ofLoss;
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
