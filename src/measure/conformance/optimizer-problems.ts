import type * as z from "zod/mini";
import { parse } from "zod/mini";
import { randomKey, STREAMS, uniform } from "../../base/random.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { input } from "../../graph/operations/index.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { OptimizerDefinition } from "../../optim/optimizers/index.ts";
import { evaluateGraph } from "../../runtime/reference.ts";

/** A weight matrix that is small enough for every optimizer's loops. */
const SHAPE = [3, 4];
/** Updates that every optimizer has time enough in to come near a quadratic's minimum. */
const UPDATES = 400;
/**
 * The share of the first loss that may be left; optimizers with steps of one size end on a circle around the
 * minimum.
 */
const LEFT = 0.05;
/** Steps of that length reach a minimum at a distance of about 1 in time, and end within 1% of it. */
const LEARNING_RATE = 0.01;

interface Tried {
  readonly parameter: Float64Array;
  readonly slots: readonly Float64Array[];
}

/**
 * Whether an optimizer does what every optimizer must: one sentence for each thing that it does not. It goes
 * down a quadratic, keeps the shapes of parameters and slots, gives every scalar that it reads, keeps those
 * constant that it calls so, and lets weight decay shrink weights without a gradient. Nothing of a test
 * framework in it.
 *
 * @param definition the optimizer; it need not be registered.
 * @param options its options; by default the schema's defaults, with a learning rate of 0.01. One whose steps
 *   get shorter needs a greater rate to come near the minimum.
 * @returns the problems; none for a sound optimizer.
 * @throws what the definition itself throws, and zod's error for options that its schema refuses.
 * @example
 * optimizerProblems(adam); // []
 */
export function optimizerProblems<S extends z.ZodMiniObject>(
  definition: OptimizerDefinition<S>,
  options: Readonly<Record<string, unknown>> = {},
): string[] {
  const optimizer = definition as unknown as OptimizerDefinition;
  const plain = parse(optimizer.options, { learningRate: LEARNING_RATE, ...options, weightDecay: 0 });
  const decaying = parse(optimizer.options, { learningRate: LEARNING_RATE, ...options, weightDecay: 0.1 });
  const form = [
    ...optionProblems(plain),
    ...scalarProblems(optimizer, plain),
    ...shapeProblems(optimizer, plain),
  ];
  // An optimizer that lacks a scalar or has another shape cannot be tried.
  const found =
    form.length > 0
      ? form
      : [...descentProblems(optimizer, plain), ...decayProblems(optimizer, { plain, decaying })];
  return found.map((problem) => `${definition.kind}: ${problem}`);
}

type Options = Readonly<Record<string, unknown>>;

/** The learning rate that a schedule without a course gives. */
function rateOf(options: Options): number {
  return Number(options.learningRate);
}

function optionProblems(options: Options): string[] {
  const names = ["learningRate", "weightDecay"];
  return names.flatMap((name) => (typeof options[name] === "number" ? [] : [`has no option ${name}`]));
}

function scalarProblems(optimizer: OptimizerDefinition, options: Options): string[] {
  const at = (step: number) => optimizer.scalars(options, { step, learningRate: rateOf(options) / step });
  const [first, later] = [at(1), at(7)];
  const notFinite = Object.entries(first).filter(([, value]) => !Number.isFinite(value));
  const constants = optimizer.constants(options);
  return [
    ...notFinite.map(([name, value]) => `its scalar "${name}" is ${value} at the first update`),
    ...constants
      .filter((name) => !(name in first))
      .map((name) => `calls "${name}" constant, which it does not give`),
    ...constants
      .filter((name) => first[name] !== later[name])
      .map((name) => `calls "${name}" constant, which is ${first[name]} and then ${later[name]}`),
  ];
}

function shapeProblems(optimizer: OptimizerDefinition, options: Options): string[] {
  const { read, after } = graphOf(optimizer, options);
  const given = Object.keys(optimizer.scalars(options, { step: 1, learningRate: rateOf(options) }));
  const [parameter, ...slots] = after;
  const same = (shape: readonly number[]) => shape.join() === SHAPE.join();
  return [
    ...[...read]
      .filter((name) => !given.includes(name))
      .map((name) => `reads "${name}", which it does not give`),
    ...(same(parameter.shape) ? [] : [`changes the parameter's shape to [${parameter.shape}]`]),
    ...(slots.length === optimizer.slots(options).length ? [] : ["gives back another number of slots"]),
    ...slots.flatMap(({ shape }, slot) =>
      same(shape) ? [] : [`changes the shape of slot ${slot} to [${shape}]`],
    ),
  ];
}

/** Down ½·Σ (w − c)², of which the gradient is w − c. */
function descentProblems(optimizer: OptimizerDefinition, options: Options): string[] {
  const size = sizeOf(SHAPE);
  const draw = (stream: number) =>
    Float64Array.from(
      { length: size },
      (_, index) => 2 * uniform(randomKey(1, STREAMS.initialization, stream), index) - 1,
    );
  const minimum = draw(1);
  const loss = ({ parameter }: Tried) =>
    parameter.reduce((sum, value, index) => sum + (value - minimum[index]) ** 2 / 2, 0);
  const slope = ({ parameter }: Tried) => parameter.map((value, index) => value - minimum[index]);
  const step = stepper(optimizer, options);
  let state: Tried = { parameter: draw(2), slots: initialSlots(optimizer, options) };
  const before = loss(state);
  for (let update = 1; update <= UPDATES; update++) state = step(state, { gradient: slope(state), update });
  const left = loss(state) / before;
  return left <= LEFT ? [] : [`leaves ${left.toPrecision(3)} of a quadratic's loss after ${UPDATES} updates`];
}

/** Without a gradient, decay must shrink weights, and without decay they must stay. */
function decayProblems(
  optimizer: OptimizerDefinition,
  { plain, decaying }: { plain: Options; decaying: Options },
): string[] {
  const ones = new Float64Array(sizeOf(SHAPE)).fill(1);
  const gradient = new Float64Array(ones.length);
  const after = (options: Options) =>
    stepper(optimizer, options)(
      { parameter: ones, slots: initialSlots(optimizer, options) },
      { gradient, update: 1 },
    ).parameter;
  return [
    ...(after(plain).every((value) => Math.abs(value - 1) < 1e-12)
      ? []
      : ["moves weights that have no gradient"]),
    ...(after(decaying).every((value) => value > 0 && value < 1)
      ? []
      : ["does not let weightDecay shrink weights"]),
  ];
}

function initialSlots(optimizer: OptimizerDefinition, options: Options): Float64Array[] {
  return optimizer.slots(options).map(({ initial = 0 }) => new Float64Array(sizeOf(SHAPE)).fill(initial));
}

function graphOf(optimizer: OptimizerDefinition, options: Options) {
  const read = new Set<string>();
  const type = { dtype: "float64", shape: SHAPE } as const;
  const { parameter, slots } = optimizer.update({
    parameter: input("parameter", type),
    gradient: input("gradient", type),
    slots: optimizer.slots(options).map((_, index) => input(`slot ${index}`, type)),
    scalar(name) {
      read.add(name);
      return input(`scalar ${name}`, { dtype: "float64", shape: [] });
    },
    decay: true,
    matrix: optimizer.matrices?.(options) !== undefined,
    options,
  });
  return { read, after: [parameter, ...slots] };
}

function stepper(optimizer: OptimizerDefinition, options: Options) {
  const { after } = graphOf(optimizer, options);
  const whole = (data: Float64Array): ReferenceArray => ({ dtype: "float64", shape: SHAPE, data });
  return ({ parameter, slots }: Tried, at: { gradient: Float64Array; update: number }): Tried => {
    const scalars = optimizer.scalars(options, { step: at.update, learningRate: rateOf(options) });
    const feeds = new Map<string, ReferenceArray>([
      ["parameter", whole(parameter)],
      ["gradient", whole(at.gradient)],
      ...slots.map((slot, index) => [`slot ${index}`, whole(slot)] as const),
      ...Object.entries(scalars).map(([name, value]): [string, ReferenceArray] => [
        `scalar ${name}`,
        { dtype: "float64", shape: [], data: Float64Array.of(value) },
      ]),
    ]);
    const [next, ...rest] = evaluateGraph(after, feeds, { batchSize: 1 });
    return { parameter: next.data, slots: rest.map(({ data }) => data) };
  };
}
