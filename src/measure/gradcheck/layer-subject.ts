import { hashName, normal, randomInteger, randomKey, STREAMS, uniform } from "../../base/random.ts";
import { gradients } from "../../graph/differentiate.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { withinLayer } from "../../graph/operation.ts";
import { input, multiply, sum } from "../../graph/operations/index.ts";
import { BATCH, concreteShape, sizeOf, type Tensor, type TensorType } from "../../graph/tensor.ts";
import { batchLoss } from "../../nn/losses/batch-loss.ts";
import { allLosses, lossDefinition, type TargetKind } from "../../nn/losses/index.ts";
import { targetType } from "../../nn/losses/outputs.ts";
import { buildNetwork, type LayerSpec } from "../../nn/network.ts";
import { PORTS } from "../../program/ports.ts";
import { parseKind } from "../../recipe/kinds.ts";
import type { KindSpec } from "../../recipe/schema.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import type { GraphSubject, GraphTensor } from "./check-graph.ts";

/** A layer to check by itself: one of Trainwell's, or one that `defineLayer` registered. */
export interface LayerSubject {
  /** The layer as a recipe writes it, its id being optional. */
  readonly layer: KindSpec;
  /**
   * The shapes of its inputs' rows by name, in order, without the batch; for codes, how many different ones
   * there are.
   */
  readonly inputs: Readonly<
    Record<string, readonly number[] | { readonly rowShape: readonly number[]; readonly cardinality: number }>
  >;
  /** Rows in the batch, from 1; 5 by default. */
  readonly rows?: number;
  /** Units that the target asks for, for a layer that wants to know, from 1; 3 by default. */
  readonly outputs?: number;
  /** Decides the random inputs, parameters and masks; a whole number, 1 by default. */
  readonly seed?: number;
}

/** A loss to check by itself: one of Trainwell's, or one that `defineLoss` registered. */
export interface LossSubject {
  /** The loss as a recipe writes it. */
  readonly loss: KindSpec;
  /** The network's outputs a row, from 1; 3 by default, which is 3 classes, labels or values. */
  readonly outputs?: number;
  /** Which of the loss's kinds of target; by default its first. */
  readonly target?: TargetKind;
  /** Rows in the batch, from 1; 5 by default. */
  readonly rows?: number;
  /** Decides the random outputs and targets; a whole number, 1 by default. */
  readonly seed?: number;
}

const DEFAULT_ROWS = 5;
const DEFAULT_OUTPUTS = 3;
const LAYER_ID = "layer";

/** Collects inputs with random values and, where wanted, as tensors to check. */
class Feeds {
  readonly values = new Map<string, ReferenceArray>();
  readonly checked: Tensor[] = [];
  readonly #seed: number;
  readonly #rows: number;

  constructor(rows: number, seed: number) {
    this.#rows = rows;
    this.#seed = seed;
  }

  /** A float64 input of standard normal numbers, or of what `valueOf` makes of a key and an index. */
  random(name: string, type: TensorType, value = normal): Tensor {
    const shape = concreteShape(type.shape, this.#rows);
    const key = randomKey(this.#seed, STREAMS.sampling, hashName(name));
    const data = Float64Array.from({ length: sizeOf(shape) }, (_, index) => value(key, index));
    return this.given(name, type, data);
  }

  given(name: string, type: TensorType, data: Float64Array): Tensor {
    this.values.set(name, { dtype: type.dtype, shape: concreteShape(type.shape, this.#rows), data });
    return input(name, type);
  }

  /** Marks an input as one whose gradient is to be checked. */
  check(tensor: Tensor): Tensor {
    this.checked.push(tensor);
    return tensor;
  }

  subject(objective: Tensor): GraphSubject {
    const found = gradients(objective, this.checked);
    const tensors = this.checked.map((tensor, index): GraphTensor => {
      const name = String(tensor.attributes.name);
      const { shape, data } = this.values.get(name)!;
      return { name, shape, region: { input: tensor, offset: 0, size: data.length }, gradient: found[index] };
    });
    return { objective, tensors, feeds: this.values, batchSize: this.#rows };
  }
}

/**
 * A layer in training mode, behind a random weighing of its outputs to one number. Its parameters are checked
 * and its inputs, all of them random.
 *
 * @throws TrainwellError as `buildNetwork` does.
 */
export function layerSubject(subject: LayerSubject): GraphSubject {
  const { rows = DEFAULT_ROWS, outputs = DEFAULT_OUTPUTS, seed = 1 } = subject;
  const feeds = new Feeds(rows, seed);
  const float = (name: string, shape: readonly number[]) => feeds.random(name, { dtype: "float64", shape });
  const entries = Object.entries(subject.inputs);
  const inputs = entries.map(([name, about]) => {
    if (!("cardinality" in about)) return feeds.check(float(name, [BATCH, ...about]));
    const code = (key: number, index: number) => randomInteger(key, index, about.cardinality);
    return feeds.random(name, { dtype: "int32", shape: [BATCH, ...about.rowShape] }, code);
  });
  const names = entries.map(([name]) => name);
  const layer: LayerSpec = { id: LAYER_ID, inputs: names, ...subject.layer };
  const { output } = buildNetwork([layer], {
    inputs: new Map(names.map((name, index) => [name, inputs[index]])),
    cardinalities: new Map(
      entries.flatMap(([name, about]) =>
        "cardinality" in about ? [[name, about.cardinality] as const] : [],
      ),
    ),
    outputs,
    training: true,
    parameter: ({ name, shape }) => feeds.check(float(name, shape)),
    buffer: ({ name, shape, value }) =>
      feeds.given(name, { dtype: "float64", shape }, new Float64Array(sizeOf(shape)).fill(value)),
    key: (id) =>
      feeds.given(
        PORTS.key(id),
        { dtype: "uint32", shape: [] },
        Float64Array.of(randomKey(seed, STREAMS.dropout, hashName(id), 0)),
      ),
  });
  return feeds.subject(weighed(output, feeds, rows));
}

/**
 * Σ output · weights, with a random weight for each element, so that no error in one hides behind another.
 */
function weighed(output: Tensor, feeds: Feeds, rows: number): Tensor {
  const [{ shape, data }] = evaluateGraph([output], feeds.values, { batchSize: rows });
  const key = hashName(String(shape));
  const weights = input("weights of the outputs", { dtype: output.dtype, shape: output.shape });
  const values = data.map((_, index) => uniform(key, index) + 0.5);
  feeds.values.set("weights of the outputs", { dtype: output.dtype, shape, data: values });
  return sum(multiply(output, weights));
}

/**
 * The mean loss of a batch, of which the gradient by the network's output is checked.
 *
 * @throws TrainwellError `shape-mismatch` when the outputs do not fit the loss.
 */
export function lossSubject(subject: LossSubject): GraphSubject {
  const { rows = DEFAULT_ROWS, outputs = DEFAULT_OUTPUTS, seed = 1 } = subject;
  const loss = parseKind(subject.loss, allLosses(), { source: "the loss", path: ["loss"], what: "loss" });
  const definition = lossDefinition(loss.kind);
  const kind = subject.target ?? definition.targets[0];
  const feeds = new Feeds(rows, seed);
  const output = feeds.check(feeds.random("output", { dtype: "float64", shape: [BATCH, outputs] }));
  const type = targetType(loss, { target: kind, outputs, dtype: "float64" });
  const classes = Math.max(2, outputs);
  const whole = (limit: number) => (key: number, index: number) => randomInteger(key, index, limit);
  const value =
    kind === "values" ? positiveOr(definition.values?.domain) : whole(kind === "classes" ? classes : 2);
  const target = feeds.random("target", type, value);
  if (definition.values?.domain === "distribution") toDistributions(feeds.values.get("target")!);
  const objective = withinLayer("loss", () => batchLoss(definition, { output, target, options: loss }));
  return feeds.subject(objective);
}

function positiveOr(domain: string | undefined): (key: number, index: number) => number {
  return domain === undefined ? normal : (key, index) => uniform(key, index) + 0.1;
}

function toDistributions({ shape, data }: ReferenceArray): void {
  const width = shape[shape.length - 1];
  for (let start = 0; start < data.length; start += width) {
    const total = data.subarray(start, start + width).reduce((sum, value) => sum + value, 0);
    for (let i = start; i < start + width; i++) data[i] /= total;
  }
}
