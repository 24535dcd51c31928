import { hashName, randomKey, STREAMS } from "../../base/random.ts";
import { addScaled, scaled } from "../../base/vectors.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { concreteShape, type DType } from "../../graph/tensor.ts";
import { hyperparameterAt } from "../../nn/hyperparameter.ts";
import { blockTypes, evaluationData, outputsOf } from "../../program/dataset-blocks.ts";
import { initialWeights } from "../../program/initial-weights.ts";
import type { Layout } from "../../program/layout.ts";
import { balancedLoss, checkLossTarget } from "../../program/loss-target.ts";
import { PORTS } from "../../program/ports.ts";
import { rowsPerCall } from "../../program/rows-per-call.ts";
import { buildStepProgram, type StepProgram } from "../../program/step-program.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { compileProgram } from "../../runtime/cache.ts";
import { openProgram } from "../../runtime/open-program.ts";
import { inputName, type SingleProgram } from "../../runtime/program.ts";
import { runReference } from "../../runtime/reference-program.ts";
import { hostArray, type Runtime } from "../../runtime/session.ts";
import type { LossSurface } from "./surface.ts";
import { answerPort, buildSurfaceProgram, type SurfaceQuestion, vectorPort } from "./surface-program.ts";

/** The data that a surface is of, and how it is computed. */
export interface SurfaceOptions {
  readonly dataset: Dataset;
  /** The rows whose mean loss it is. */
  readonly rows: Int32Array;
  /** ONNX Runtime; without one the float64 reference computes, slowly and exactly. */
  readonly runtime?: Runtime;
  /** Threads within an operation; 1 by default. */
  readonly threads?: number;
  /**
   * Rows of one call; by default 1,024, or as many as have 2^19 numbers where rows are arrays. Batch
   * normalization takes its statistics from the rows of a call; without it, calls change nothing but
   * rounding.
   */
  readonly rowsPerCall?: number;
  /** Asked before each call; throwing from it stops the work. */
  readonly checkpoint?: () => void;
}

const ROWS_PER_CALL = 1024;

/** The inputs of a call, by name. */
type Values = ReadonlyMap<string, ArrayLike<number>>;
type Answers = Readonly<Record<string, ArrayLike<number>>>;

interface Asked {
  ask(values: Values, batchSize: number): Promise<Answers>;
  release(): Promise<void>;
}

/**
 * The objective that a recipe's training step descends, as a function of its parameters: the mean loss over
 * some rows, with the penalties, in training mode. So batch normalization takes its statistics from the rows,
 * and no running statistics have to be carried from point to point. Dropout and noise are switched off, mixup
 * and augmentation are left out: the surface is that of the whole network on the data as they are, and has no
 * randomness.
 *
 * `release` it when it is no longer needed.
 */
export class RecipeSurface implements LossSurface {
  readonly size: number;
  /** How the parameters lie in a point. */
  readonly layout: Layout;
  /** The recipe's initial weights. */
  readonly initial: Float64Array;
  readonly recipe: Recipe;
  /** How many rows of data it is the mean over. */
  readonly rows: number;
  readonly #step: StepProgram;
  readonly #options: SurfaceOptions;
  readonly #batches: readonly Batch[];
  readonly #constants: readonly [string, ArrayLike<number>][];
  readonly #asked = new Map<SurfaceQuestion, Promise<Asked>>();

  /**
   * @throws TrainwellError when the dataset has no target, or the network or the loss does not fit the data.
   */
  constructor(given: Recipe, options: SurfaceOptions) {
    const { dataset, rows } = options;
    const target = dataset.target!;
    checkLossTarget(given.loss, target);
    const loss = balancedLoss(given.loss, target, rows);
    this.recipe = { ...given, loss, training: { ...given.training, mixup: 0, precision: "float32" } };
    this.#step = buildStepProgram(this.recipe, {
      inputs: blockTypes(dataset),
      target: target.kind,
      outputs: outputsOf(dataset, loss),
      weighted: dataset.weights !== undefined,
      probes: false,
      dtype: options.runtime ? "float32" : "float64",
    });
    this.#options = options;
    this.rows = rows.length;
    this.layout = this.#step.parameters;
    this.size = this.layout.size;
    const { parameters, buffers } = initialWeights(this.#step, given.training.seed);
    this.initial = Float64Array.from(parameters);
    this.#constants = constantsOf(this.#step, { recipe: this.recipe, dataset, buffers });
    this.#batches = batchesOf(
      dataset,
      rows,
      options.rowsPerCall ?? rowsPerCall(dataset.blocks, { most: ROWS_PER_CALL }),
    );
  }

  /** The loss at a point: as many numbers as `size`. */
  async loss(point: Float64Array): Promise<number> {
    return (await this.#over(this.#batches, "loss", { point })).loss;
  }

  /** The loss and its gradient at a point. */
  async gradient(point: Float64Array): Promise<{ loss: number; gradient: Float64Array }> {
    const { loss, answer } = await this.#over(this.#batches, "gradient", { point });
    return { loss, gradient: answer };
  }

  /** The gradient at a point of the mean loss of some rows of the dataset, in one call. */
  async gradientOn(point: Float64Array, rows: Int32Array): Promise<Float64Array> {
    const batches = batchesOf(this.#options.dataset, rows, rows.length);
    return (await this.#over(batches, "gradient", { point })).answer;
  }

  /** The product of the Hessian at a point with a vector. */
  async hessianVector(point: Float64Array, vector: Float64Array): Promise<Float64Array> {
    return (await this.#over(this.#batches, "hessianVector", { point, vector })).answer;
  }

  /** Frees what computes the surface. */
  async release(): Promise<void> {
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    await Promise.all(asked.map(async (program) => (await program).release()));
  }

  /** The mean over batches, each by what it counts. */
  async #over(
    batches: readonly Batch[],
    question: SurfaceQuestion,
    at: { point: Float64Array; vector?: Float64Array },
  ): Promise<{ loss: number; answer: Float64Array }> {
    const program = await this.#programFor(question);
    const fixed: [string, ArrayLike<number>][] = [
      ...this.#pieces((piece) => PORTS.piece(PORTS.parameters, piece), at.point),
      ...(at.vector ? this.#pieces(vectorPort, at.vector) : []),
      ...this.#constants,
    ];
    let [loss, total] = [0, 0];
    const answer = new Float64Array(question === "loss" ? 0 : this.size);
    for (const { rows, values } of batches) {
      this.#options.checkpoint?.();
      const outputs = await program.ask(new Map([...fixed, ...values]), rows);
      const weight = Number(outputs.weight?.[0] ?? rows);
      total += weight;
      loss += weight * Number(outputs.loss[0]);
      if (answer.length > 0) addScaled(answer, this.#joined(outputs), weight);
    }
    return { loss: loss / total, answer: scaled(answer, 1 / total) };
  }

  #programFor(question: SurfaceQuestion): Promise<Asked> {
    const known = this.#asked.get(question);
    if (known) return known;
    const program = buildSurfaceProgram(this.#step, question);
    const { runtime, threads = 1 } = this.#options;
    const asked = runtime ? onRuntime(program, { runtime, threads }) : Promise.resolve(onReference(program));
    this.#asked.set(question, asked);
    return asked;
  }

  #pieces(name: (piece: number) => string, flat: Float64Array): [string, ArrayLike<number>][] {
    let start = 0;
    return this.layout.pieces.map((piece, index) => {
      const data = flat.subarray(start, start + piece.size);
      start += piece.size;
      return [name(index), data];
    });
  }

  #joined(outputs: Answers): Float64Array {
    const flat = new Float64Array(this.size);
    let start = 0;
    this.layout.pieces.forEach((piece, index) => {
      flat.set(outputs[answerPort(index)], start);
      start += piece.size;
    });
    return flat;
  }
}

async function onRuntime(
  program: SingleProgram,
  { runtime, threads }: { runtime: Runtime; threads: number },
): Promise<Asked> {
  const session = await openProgram(runtime, compileProgram(program), { threads });
  return {
    async ask(values, batchSize) {
      const results = await session.run(feedsFor(program, values, batchSize, hostArray));
      return Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data as ArrayLike<number>]),
      );
    },
    release: () => session.release(),
  };
}

function onReference(program: SingleProgram): Asked {
  return {
    async ask(values, batchSize) {
      const feeds = feedsFor(program, values, batchSize, (dtype, shape, data) => ({
        dtype,
        shape,
        data: Float64Array.from(data),
      }));
      const results = runReference(program, feeds);
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
    },
    async release() {},
  };
}

function feedsFor<T>(
  program: SingleProgram,
  values: Values,
  batchSize: number,
  array: (dtype: DType, shape: readonly number[], data: ArrayLike<number>) => T,
): Record<string, T> {
  return Object.fromEntries(
    program.inputs.map((node) => {
      const name = inputName(node);
      return [name, array(node.dtype, concreteShape(node.shape, batchSize), values.get(name)!)];
    }),
  );
}

interface Batch {
  readonly rows: number;
  readonly values: readonly [string, ArrayLike<number>][];
}

function batchesOf(dataset: Dataset, rows: Int32Array, rowsPerCall: number): Batch[] {
  const count = Math.ceil(rows.length / rowsPerCall);
  return Array.from({ length: count }, (_, index) => {
    // Of one size, as far as it goes, because batch normalization tells small batches from large ones.
    const [from, to] = [index, index + 1].map((place) => Math.round((place * rows.length) / count));
    const data = evaluationData(dataset, rows.subarray(from, to));
    const blocks = [...data.blocks, { ...data.target, name: PORTS.target }];
    return {
      rows: to - from,
      values: [
        ...blocks.map(({ name, data }): [string, ArrayLike<number>] => [name, data as ArrayLike<number>]),
        ...(data.weights ? [[PORTS.weights, data.weights] as [string, ArrayLike<number>]] : []),
      ],
    };
  });
}

/** The inputs that no point and no batch changes. */
function constantsOf(
  step: StepProgram,
  about: { recipe: Recipe; dataset: Dataset; buffers: Float32Array },
): [string, ArrayLike<number>][] {
  const { dataset, buffers } = about;
  const { training } = about.recipe;
  let start = 0;
  const isRandom = (name: string) => step.randomLayers.some((id) => name.startsWith(`network.layers.${id}.`));
  return [
    ...step.buffers.pieces.map(({ size }, piece): [string, ArrayLike<number>] => {
      start += size;
      return [PORTS.piece(PORTS.buffers, piece), buffers.subarray(start - size, start)];
    }),
    ...step.randomLayers.map((layer): [string, ArrayLike<number>] => [
      PORTS.key(layer),
      [randomKey(training.seed, STREAMS.dropout, hashName(layer), 0)],
    ]),
    ...step.scalars.flatMap(({ name, value }): [string, ArrayLike<number>][] => {
      if (value === undefined) return [];
      // All that a random layer takes is how strong it is.
      return [[PORTS.scalar(name), [isRandom(name) ? 0 : hyperparameterAt(value, { done: 1, total: 1 })]]];
    }),
    ...dataset.blocks.flatMap(({ name, normalization }): [string, ArrayLike<number>][] =>
      normalization === undefined
        ? []
        : [
            [PORTS.shift(name), normalization.shift],
            [PORTS.factor(name), normalization.scale.map((scale) => 1 / scale)],
          ],
    ),
  ];
}
