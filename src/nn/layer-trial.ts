import type { ReferenceArray } from "../graph/operation.ts";
import { input, scalar } from "../graph/operations/index.ts";
import { BATCH, sizeOf, type Tensor } from "../graph/tensor.ts";
import { evaluateGraph } from "../runtime/reference.ts";
import { finalValue } from "./hyperparameter.ts";
import type { BuildContext, LayerDefinition } from "./layer.ts";
import { layerOptions } from "./layer-spec.ts";

/** An input of a layer under trial: rows of numbers, or of codes. */
export interface TrialInput {
  /** The shape of a row, without the batch. */
  readonly rowShape: readonly number[];
  /** Whole rows, one after the other; numbers without pattern, or codes in turn, where left out. */
  readonly data?: readonly number[];
  /** That the numbers are codes from 0; false by default. */
  readonly codes?: boolean;
  /** Of a block of categories, which tells the number of its codes; left out for other inputs. */
  readonly cardinality?: number;
}

/** A layer with its options, and what it is fed, in order. */
export interface LayerTrial {
  /** Those that are left out have the defaults of the layer's schema. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The inputs that the layer reads, in order. */
  readonly inputs: readonly TrialInput[];
  /** Units that the target asks for, from 1; 1 by default. */
  readonly outputs?: number;
}

/** A parameter that a layer asked for. */
export interface TrialParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly decay: boolean;
}

/** A layer by itself, in float64, with all that it asked for. */
export interface TriedLayer {
  readonly output: { readonly shape: readonly number[]; readonly data: Float64Array };
  readonly parameters: readonly TrialParameter[];
  readonly randomKeys: number;
  readonly buffers: number;
}

/** How a trial is carried out. */
export interface TrialOptions {
  readonly training?: boolean;
  /** The random key, 1 by default. */
  readonly key?: number;
  /** Changes a parameter's numbers before they are used. */
  readonly change?: (name: string, values: Float64Array) => Float64Array;
}

/** Rows of a trial whose inputs tell no numbers. */
const ROWS = 3;

/** Numbers without pattern, away from zero and from each other. */
function unlike(count: number, phase = 0): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => Math.sin(12.9898 * (index + 1) + phase) + 0.01);
}

/** The numbers that an input is fed. */
export function trialData({ data, rowShape, codes, cardinality }: TrialInput): Float64Array {
  if (data) return Float64Array.from(data);
  const size = ROWS * sizeOf(rowShape);
  if (!codes && cardinality === undefined) return unlike(size, 0.7);
  return Float64Array.from({ length: size }, (_, index) => index % (cardinality ?? 2));
}

/**
 * The options of a trial with their defaults.
 *
 * @throws TrainwellError `wrong-option` with the option's path.
 */
export function trialOptions(definition: LayerDefinition, { options }: LayerTrial): Record<string, unknown> {
  return layerOptions({ ...options, id: "layer", kind: definition.kind }, definition);
}

/**
 * Builds a layer by itself, which need not be registered, and evaluates it in float64 by the reference. Its
 * parameters are numbers without pattern, its buffers what they begin with.
 *
 * @throws TrainwellError what the layer throws, such as `shape-mismatch`, or `wrong-option`.
 */
export function tryLayer(
  definition: LayerDefinition,
  trial: LayerTrial,
  { training = false, key = 1, change = (_, values) => values }: TrialOptions = {},
): TriedLayer {
  const feeds = new Map<string, ReferenceArray>();
  const parameters: TrialParameter[] = [];
  let [randomKeys, buffers] = [0, 0];
  const feed = (name: string, shape: readonly number[], data: Float64Array) => {
    feeds.set(name, { dtype: "float64", shape, data });
    return input(name, { dtype: "float64", shape });
  };
  const inputs = trial.inputs.map((given, index) => inputOf(given, `input${index}`, feeds));
  const rows = trialData(trial.inputs[0]).length / sizeOf(trial.inputs[0].rowShape);
  const context: BuildContext = {
    training,
    outputs: trial.outputs ?? 1,
    inputNames: inputs.map((_, index) => `input${index}`),
    parameter(name, { shape, decay }) {
      parameters.push({ name, shape, decay });
      return feed(`parameter:${name}`, shape, change(name, unlike(sizeOf(shape))));
    },
    buffer(name, { shape, value }) {
      buffers++;
      return feed(`buffer:${name}`, shape, new Float64Array(sizeOf(shape)).fill(value));
    },
    updateBuffer: () => {},
    randomKey() {
      randomKeys++;
      feeds.set("key", { dtype: "uint32", shape: [], data: Float64Array.of(key) });
      return input("key", { dtype: "uint32", shape: [] });
    },
    hyperparameter: (_, value) => scalar(finalValue(value), "float64"),
    cardinality: (name) => trial.inputs[Number(name.slice("input".length))]?.cardinality,
  };
  const built = definition.build(context, inputs, trialOptions(definition, trial));
  const [{ shape, data }] = evaluateGraph([built], feeds, { batchSize: rows });
  return { output: { shape, data: Float64Array.from(data) }, parameters, randomKeys, buffers };
}

function inputOf(given: TrialInput, name: string, feeds: Map<string, ReferenceArray>): Tensor {
  const data = trialData(given);
  const dtype = given.codes || given.cardinality !== undefined ? "int32" : "float64";
  feeds.set(name, { dtype, shape: [data.length / sizeOf(given.rowShape), ...given.rowShape], data });
  return input(name, { dtype, shape: [BATCH, ...given.rowShape] });
}
