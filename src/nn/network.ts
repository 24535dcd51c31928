import { TrainwellError } from "../base/errors.ts";
import { operationOf, withinLayer, withNodeLimit } from "../graph/operation.ts";
import { input, scalar } from "../graph/operations/index.ts";
import {
  formatShape,
  isFloat,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  type TensorType,
} from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/traverse.ts";
import { finalValue, type Hyperparameter } from "./hyperparameter.ts";
import type { Fans } from "./initializers/fans.ts";
import type { InitializerSpec } from "./initializers/specification.ts";
import type { BuildContext } from "./layer.ts";
import { type LayerSpec, layerInputs, layerOptions } from "./layer-spec.ts";
import { factsOf, type LayerFacts, type LayerTraits } from "./layer-traits.ts";
import { layerDefinition } from "./layers/index.ts";
import { checkNetworkSize, checkParameters, type NetworkSize } from "./network-limits.ts";
import { ownerOf } from "./sharing.ts";

export type { LayerSpec } from "./layer-spec.ts";

/** A trained tensor. `name` is `${layer}.${local name}`, unique in the network. */
export interface ParameterSpec {
  readonly name: string;
  readonly layer: string;
  readonly shape: readonly number[];
  readonly initializer: InitializerSpec;
  /** Whether weight decay and penalties apply to it. */
  readonly decay: boolean;
  /** For the initializer, where they do not follow from the shape. */
  readonly fans?: Fans;
  /** That it has a row for each code or place, which no input is multiplied by; see `LayerTraits.tables`. */
  readonly table?: boolean;
  /** The axis of its units, where its layer tells; see `LayerTraits.unitAxes`. */
  readonly unitAxis?: number;
}

/** State that is carried along but never differentiated; it begins filled with `value`. */
export interface BufferSpec {
  readonly name: string;
  readonly layer: string;
  readonly shape: readonly number[];
  readonly value: number;
}

/** A forward pass of more operations takes long to compile, and is one unrolled by mistake. */
const MOST_OPERATIONS = 30_000;

/** Where a network's parts come from when it is built. */
export interface NetworkSources {
  /** The data blocks by name, "features" among them, each [batch, ...]. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** The number of codes of each block of categories. */
  readonly cardinalities?: ReadonlyMap<string, number>;
  /** Units that the target asks for: the number of classes, or 1. */
  readonly outputs: number;
  readonly training: boolean;
  parameter(spec: ParameterSpec): Tensor;
  buffer(spec: BufferSpec): Tensor;
  /** The random key of a layer; needed in training only. */
  key?(layer: string): Tensor;
  /** A scalar that varies between trials; where left out, the value becomes a constant. */
  hyperparameter?(address: string, value: Hyperparameter): Tensor;
}

/** A network as graph nodes. */
export interface BuiltNetwork {
  /** The last layer's output. */
  readonly output: Tensor;
  /** Each layer's output by its id. */
  readonly layerOutputs: ReadonlyMap<string, Tensor>;
  /** The buffers' values after this step by full name; empty in evaluation. */
  readonly bufferUpdates: ReadonlyMap<string, Tensor>;
}

/**
 * Builds a network's graph. Layers are taken in order; one without `inputs` consumes the layer before it, the
 * first one "features". One that shares another is that layer applied to its own inputs: with the same
 * parameters, with random numbers of its own, and behind it where running statistics are concerned.
 *
 * @throws TrainwellError when there is no layer, an id is taken twice, an input or a kind is unknown, an
 * option is wrong, a layer that must be the last is not, or shapes do not fit; the message names the layer.
 */
export function buildNetwork(layers: readonly LayerSpec[], sources: NetworkSources): BuiltNetwork {
  if (layers.length === 0) {
    throw new TrainwellError({
      kind: "input",
      code: "empty-network",
      message: "network.layers is empty; expected at least one layer.",
      hint: 'Add a layer such as { "id": "output", "kind": "dense", "units": "outputs" }.',
    });
  }
  const layerOutputs = new Map<string, Tensor>();
  const bufferUpdates = new Map<string, Tensor>();
  const parameters = new Map<string, Tensor>();
  const build = (layer: LayerSpec, position: number) => {
    const inputNames = layerInputs(layers, position, sources.inputs);
    const inputs = inputNames.map((name) => layerOutputs.get(name) ?? sources.inputs.get(name)!);
    const owner = ownerOf(layers, position);
    const definition = layerDefinition(owner.kind);
    const { traits } = definition;
    if (traits.averagesMembers && position < layers.length - 1) throw notLast(layer.id, owner.kind);
    const place = { sources, inputNames, inputs, bufferUpdates, parameters, owner: owner.id, traits };
    const context = new LayerContext(layer.id, place);
    const options = layerOptions(owner, definition);
    const output = withinLayer(layer.id, () => definition.build(context, inputs, options));
    layerOutputs.set(layer.id, output);
  };
  withNodeLimit(MOST_OPERATIONS, () => layers.forEach(build));
  return { output: layerOutputs.get(layers.at(-1)!.id)!, layerOutputs, bufferUpdates };
}

function notLast(id: string, kind: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "not-last",
    message: `layer "${id}" (${kind}) has others behind it; expected it as the last of network.layers.`,
    details: { layer: id },
    hint: `Move "${id}" to the end, or take dense in its place.`,
  });
}

interface LayerSurroundings {
  readonly sources: NetworkSources;
  readonly inputNames: readonly string[];
  readonly inputs: readonly Tensor[];
  readonly bufferUpdates: Map<string, Tensor>;
  /** The parameters so far by full name. */
  readonly parameters: Map<string, Tensor>;
  /** The layer that the parameters belong to: this one, or the one that it shares. */
  readonly owner: string;
  /** Of the layer's kind. */
  readonly traits: Pick<LayerTraits, "tables" | "unitAxes">;
}

class LayerContext implements BuildContext {
  readonly #layer: string;
  readonly #surroundings: LayerSurroundings;

  constructor(layer: string, surroundings: LayerSurroundings) {
    this.#layer = layer;
    this.#surroundings = surroundings;
  }

  get training(): boolean {
    return this.#surroundings.sources.training;
  }

  get outputs(): number {
    return this.#surroundings.sources.outputs;
  }

  get inputNames(): readonly string[] {
    return this.#surroundings.inputNames;
  }

  parameter(
    name: string,
    options: { shape: readonly number[]; initializer: InitializerSpec; decay: boolean; fans?: Fans },
  ): Tensor {
    const { sources, parameters, owner, traits } = this.#surroundings;
    const full = `${owner}.${name}`;
    const shared = parameters.get(full);
    if (shared === undefined) {
      const facts = parameterFacts(traits, name);
      parameters.set(full, sources.parameter({ name: full, layer: owner, ...options, ...facts }));
      return parameters.get(full)!;
    }
    if (!sameShape(shared.shape, options.shape)) throw this.#misfit(full, shared.shape, options.shape);
    return shared;
  }

  #misfit(name: string, shape: Shape, wanted: readonly number[]): TrainwellError {
    const { owner, inputs } = this.#surroundings;
    const received = inputs.map((x) => formatShape(x.shape)).join(", ");
    return new TrainwellError({
      kind: "input",
      code: "shape-mismatch",
      message:
        `layer "${this.#layer}" shares "${owner}", whose ${name} is ${formatShape(shape)}; expected ` +
        `inputs that fit it, received ${received}, which need ${formatShape(wanted)}.`,
      details: { layer: this.#layer, shares: owner, parameter: name },
      hint: `Give "${this.#layer}" inputs of the shape that "${owner}" has, or leave "shares" out.`,
    });
  }

  buffer(name: string, options: { shape: readonly number[]; value: number }): Tensor {
    const { sources, bufferUpdates, owner } = this.#surroundings;
    const full = `${owner}.${name}`;
    return bufferUpdates.get(full) ?? sources.buffer({ name: full, layer: owner, ...options });
  }

  updateBuffer(name: string, value: Tensor): void {
    this.#surroundings.bufferUpdates.set(`${this.#surroundings.owner}.${name}`, value);
  }

  randomKey(): Tensor {
    const { key } = this.#surroundings.sources;
    if (!key) throw new Error(`layer ${this.#layer} asks for a random key outside of training`);
    return key(this.#layer);
  }

  hyperparameter(name: string, value: Hyperparameter): Tensor {
    const { sources, inputs, owner } = this.#surroundings;
    const address = `network.layers.${owner}.${name}`;
    return (
      sources.hyperparameter?.(address, value) ??
      scalar(finalValue(value), inputs.find((x) => isFloat(x.dtype))?.dtype)
    );
  }

  cardinality(name: string): number | undefined {
    return this.#surroundings.sources.cardinalities?.get(name);
  }
}

/** The facts that a layer states of one of its parameters. */
export function parameterFacts(
  { tables, unitAxes }: Pick<LayerTraits, "tables" | "unitAxes">,
  name: string,
): Pick<ParameterSpec, "table" | "unitAxis"> {
  return {
    ...(tables?.includes(name) ? { table: true } : {}),
    ...(unitAxes !== undefined && Object.hasOwn(unitAxes, name) ? { unitAxis: unitAxes[name] } : {}),
  };
}

/** A network without its numbers: what it needs, and a row for each layer. */
export interface NetworkDescription {
  /** The sums over its layers. */
  readonly size: NetworkSize;
  readonly parameters: readonly ParameterSpec[];
  readonly buffers: readonly BufferSpec[];
  /** Ids of the layers that draw random numbers in training. */
  readonly randomLayers: readonly string[];
  readonly hyperparameters: readonly { readonly address: string; readonly value: Hyperparameter }[];
  readonly outputShape: Shape;
  readonly layers: readonly LayerSummary[];
}

/** A row of a network's summary. */
export interface LayerSummary {
  readonly id: string;
  /** Of a layer that shares another: the kind of that one. */
  readonly kind: string;
  /**
   * The facts of that kind, plain, so that a training's plan can tell them to threads which know no kinds.
   */
  readonly traits: LayerFacts;
  /** The layer whose parameters it applies, where it has none of its own. */
  readonly shares?: string;
  readonly inputs: readonly string[];
  readonly outputShape: Shape;
  /** The number of trained numbers; 0 of a layer that shares another. */
  readonly parameters: number;
  /**
   * The number of numbers that are carried along, such as running statistics; 0 of a layer that shares
   * another.
   */
  readonly buffers: number;
  /** Multiplications, each with an addition, in its products and convolutions, for one example, forward. */
  readonly multiplyAdds: number;
}

/** The facts about the data that a dry build takes. */
export interface DescribeOptions {
  readonly inputTypes: ReadonlyMap<string, TensorType>;
  readonly cardinalities?: ReadonlyMap<string, number>;
  readonly outputs: number;
}

/**
 * Builds a network dry, with placeholders, and says what it consists of.
 *
 * @throws TrainwellError as {@link buildNetwork} does, and `network-too-large` where a single example would
 * not fit into this machine.
 */
export function describeNetwork(layers: readonly LayerSpec[], options: DescribeOptions): NetworkDescription {
  const parameters: ParameterSpec[] = [];
  let parameterCount = 0;
  const buffers: BufferSpec[] = [];
  const randomLayers = new Set<string>();
  const hyperparameters = new Map<string, Hyperparameter>();
  const placeholder = (name: string, type: TensorType) => input(name, type);
  const inputs = new Map([...options.inputTypes].map(([name, type]) => [name, placeholder(name, type)]));
  const dtype = [...options.inputTypes.values()].find((type) => isFloat(type.dtype))?.dtype ?? "float32";
  const built = buildNetwork(layers, {
    inputs,
    cardinalities: options.cardinalities,
    outputs: options.outputs,
    training: true,
    parameter(spec) {
      parameters.push(spec);
      parameterCount += sizeOf(spec.shape);
      // At once, because a layer may go on to list numbers of each of its units.
      checkParameters(parameterCount, spec.layer);
      return placeholder(spec.name, { dtype, shape: spec.shape });
    },
    buffer(spec) {
      buffers.push(spec);
      return placeholder(spec.name, { dtype, shape: spec.shape });
    },
    key(layer) {
      randomLayers.add(layer);
      return placeholder(`random key of ${layer}`, { dtype: "uint32", shape: [] });
    },
    hyperparameter(address, value) {
      hyperparameters.set(address, value);
      return placeholder(address, { dtype, shape: [] });
    },
  });
  const { multiplyAdds, activations } = workOf(built.output);
  const totalWork = [...multiplyAdds.values()].reduce((sum, count) => sum + count, 0);
  const size = { parameters: parameterCount, activations, multiplyAdds: totalWork };
  checkNetworkSize(size);
  const [trained, carried] = [parameters, buffers].map(countByLayer);
  return {
    size,
    parameters,
    buffers,
    randomLayers: [...randomLayers],
    hyperparameters: [...hyperparameters].map(([address, value]) => ({ address, value })),
    outputShape: built.output.shape,
    layers: layers.map((layer, position) => ({
      id: layer.id,
      kind: ownerOf(layers, position).kind,
      traits: ownTraits(ownerOf(layers, position)),
      ...(layer.shares === undefined ? {} : { shares: layer.shares }),
      inputs: layerInputs(layers, position, inputs),
      outputShape: built.layerOutputs.get(layer.id)!.shape,
      parameters: trained.get(layer.id) ?? 0,
      buffers: carried.get(layer.id) ?? 0,
      multiplyAdds: multiplyAdds.get(layer.id) ?? 0,
    })),
  };
}

function ownTraits(owner: LayerSpec): LayerFacts {
  const definition = layerDefinition(owner.kind);
  return factsOf(definition, layerOptions(owner, definition));
}

function countByLayer(
  specs: readonly { readonly layer: string; readonly shape: Shape }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { layer, shape } of specs) counts.set(layer, (counts.get(layer) ?? 0) + sizeOf(shape));
  return counts;
}

/**
 * For one example the numbers computed, and the multiply-adds by the layer that does them; what is the same
 * for all examples is not counted.
 */
function workOf(output: Tensor): { multiplyAdds: Map<string, number>; activations: number } {
  const multiplyAdds = new Map<string, number>();
  let activations = 0;
  for (const node of topologicalOrder([output])) {
    activations += Math.max(0, -sizeOf(node.shape));
    const count = operationOf(node.operation).multiplyAdds?.(node.inputs, node.attributes, node) ?? 0;
    if (node.layer !== undefined && count < 0)
      multiplyAdds.set(node.layer, (multiplyAdds.get(node.layer) ?? 0) - count);
  }
  return { multiplyAdds, activations };
}
