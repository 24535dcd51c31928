import { TrainwellError } from "../base/errors.ts";
import { sizeOf } from "../graph/tensor.ts";
import { activationProblems } from "./activation-conformance.ts";
import type { LayerDefinition } from "./layer.ts";
import { factsOf, type LayerFacts } from "./layer-traits.ts";
import { type LayerTrial, type TrialInput, trialOptions, tryLayer } from "./layer-trial.ts";
import { type Stated, unless } from "./stated-layer.ts";
import { dropProblems, normalizationProblems } from "./training-conformance.ts";

/**
 * Whether a layer's traits are true of what it does, as far as building it by itself, in float64, can show:
 * one sentence for each that is not. The layer need not be registered.
 *
 * @param definition the layer.
 * @param trial its options, and inputs that fit them; two rows or more, where they tell their numbers.
 * @throws TrainwellError what building the layer throws, or `wrong-option`.
 * @example
 * layerProblems(tanh, { inputs: [{ rowShape: [4] }] }); // []
 */
export function layerProblems(definition: LayerDefinition, trial: LayerTrial): string[] {
  const facts = factsOf(definition, trialOptions(definition, trial));
  const stated = { definition, trial, facts, tried: tryLayer(definition, trial) };
  const found = [
    ...weightProblems(stated),
    ...unitProblems(stated),
    ...widthProblems(stated),
    ...timeProblems(stated),
    ...dropProblems(stated),
    ...normalizationProblems(stated),
    ...inputProblems(stated),
    ...activationProblems(stated),
  ];
  return found.map((problem) => `${definition.kind}: ${problem}`);
}

function matricesOf({ tried, facts }: Stated) {
  const isTable = (name: string) => facts.tables?.includes(name) === true;
  return tried.parameters.filter(({ name, shape, decay }) => decay && shape.length >= 2 && !isTable(name));
}

function weightProblems(stated: Stated): string[] {
  const { weighted, directions } = stated.facts;
  const matrices = matricesOf(stated);
  const named = matrices.map(({ name }) => name).join(", ");
  if (weighted === undefined)
    return unless(
      matrices.length === 0,
      `has weights (${named}), but its traits say neither weighted nor tables`,
    );
  return [
    ...unless(matrices.length > 0, "is weighted, but has no decayed parameter of two dimensions or more"),
    ...unless(
      (weighted === "convolution") === (directions !== undefined),
      "tells directions exactly where it is a convolution",
    ),
  ];
}

/** The axis of a layer's units or channels, in an output or input of that rank. */
function widthAxis({ weighted, givesSequence }: LayerFacts, rank: number): number {
  return weighted !== undefined && weighted !== "convolution"
    ? rank - 1
    : givesSequence === true
      ? rank - 1
      : 1;
}

/** Other weights of one unit must leave the other units alone; with groups, one from each group changes. */
function unitProblems(stated: Stated): string[] {
  const { definition, trial, tried, facts } = stated;
  const name = definition.proportionalTo;
  const weight = tried.parameters.find((parameter) => parameter.name === name);
  if (facts.weighted === undefined || name === undefined || weight === undefined) return [];
  const axis = facts.unitAxes?.[name] ?? (weight.shape.length === 2 ? 1 : 0);
  const changed = tryLayer(definition, trial, {
    change: (which, values) => (which === name ? atPlace(values, { shape: weight.shape, axis }) : values),
  });
  const { shape, data } = tried.output;
  const along = widthAxis(facts, shape.length);
  const width = shape[along];
  const stride = sizeOf(shape.slice(along + 1));
  const touched = new Set<number>();
  data.forEach((value, index) => {
    if (value !== changed.output.data[index]) touched.add(Math.floor(index / stride) % width);
  });
  const most = Math.ceil(width / weight.shape[axis]);
  return unless(
    touched.size > 0 && touched.size <= most,
    `other weights at place 0 of axis ${axis} of ${name} change ${touched.size} of ${width} units, not 1 ` +
      `to ${most}`,
  );
}

/** The values with those at place 0 of an axis doubled. */
function atPlace(
  values: Float64Array,
  { shape, axis }: { shape: readonly number[]; axis: number },
): Float64Array {
  const stride = sizeOf(shape.slice(axis + 1));
  return values.map((value, index) => (Math.floor(index / stride) % shape[axis] === 0 ? 2 * value : value));
}

function widthProblems({ trial, tried, facts }: Stated): string[] {
  const output = tried.output.shape;
  const width = output[widthAxis(facts, output.length)];
  const [{ rowShape }] = trial.inputs;
  const before = rowShape[widthAxis(facts, rowShape.length + 1) - 1];
  const units = trial.options?.units;
  const fits = facts.weighted === undefined || typeof units !== "number" || width % units === 0;
  return [
    ...unless(
      !facts.keepsWidth || width === before,
      `says that it keeps the width, but makes ${width} of ${before}`,
    ),
    ...unless(fits, `has ${String(units)} units by its option, but its output has ${width}`),
  ];
}

function timeProblems({ tried, facts }: Stated): string[] {
  const rank = tried.output.shape.length;
  const { givesSequence, weighted } = facts;
  return [
    ...unless(
      givesSequence !== true || rank >= 3,
      `says that it gives a sequence, but its output has ${rank} axes`,
    ),
    ...unless(
      givesSequence !== false || rank !== 3 || weighted === "convolution",
      "says that it gives no sequence, but its output is [batch, time, features]",
    ),
  ];
}

function inputProblems(stated: Stated): string[] {
  const { definition, trial, facts } = stated;
  const refuses = (which: number) => {
    const inputs = trial.inputs.map((given, index) => (index === which ? larger(given) : given));
    try {
      tryLayer(definition, { ...trial, inputs });
      return false;
    } catch (error) {
      if (error instanceof TrainwellError) return true;
      throw error;
    }
  };
  return [
    ...unless(
      !facts.equalInputs || (trial.inputs.length > 1 && refuses(1)),
      "says that its inputs must be equal, but takes unequal ones",
    ),
    ...unless(!facts.fixedInput || refuses(0), "says that its options fix its input, but takes a larger one"),
    ...unless(
      !facts.embeds || Object.hasOwn(definition.options.shape, "cardinality"),
      'embeds codes, but has no option "cardinality"',
    ),
  ];
}

/** The input with one more along its last axis, and numbers without pattern. */
function larger({ data: _, rowShape, ...given }: TrialInput): TrialInput {
  return { ...given, rowShape: [...rowShape.slice(0, -1), rowShape.at(-1)! + 1] };
}
