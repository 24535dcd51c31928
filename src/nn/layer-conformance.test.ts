import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  divide,
  matMul,
  multiply,
  relu as positivePart,
  scalar,
  tanh as squash,
} from "../graph/operations/index.ts";
import type { LayerDefinition } from "./layer.ts";
import { layerProblems } from "./layer-conformance.ts";
import type { LayerTraits } from "./layer-traits.ts";
import { type LayerTrial, tryLayer } from "./layer-trial.ts";
import { dense } from "./layers/dense/dense.ts";
import { allLayers, defineLayer, layerDefinition } from "./layers/index.ts";
import { layerSamples } from "./layers/layers.samples.ts";
import { optionDefault, takesOption, traitsOf } from "./traits-of.ts";

const trials = allLayers().flatMap(({ kind }) =>
  (layerSamples[kind] ?? []).flatMap(({ layers: [layer, ...more], blocks, outputs }) => {
    // A sample of two layers is one of their working together.
    if (more.length > 0) return [];
    const { id: _, kind: of, inputs: _names, ...options } = layer;
    const inputs = Object.values(blocks).map(({ dtype, ...block }) => ({
      ...block,
      ...(dtype === undefined ? {} : { codes: true }),
    }));
    const trial: LayerTrial = { options, inputs, ...(outputs === undefined ? {} : { outputs }) };
    return [{ kind: of, options: JSON.stringify(options), trial }];
  }),
);

test("every layer is tried", () => {
  const tried = new Set(trials.map(({ kind }) => kind));
  const missing = allLayers().flatMap(({ kind }) => (tried.has(kind) ? [] : [kind]));
  expect(missing, "Each kind of layer has a sample of it alone in nn/layers/layers.samples.ts").toEqual([]);
});

test.each(trials)("the traits of $kind are true of what it does, $options", ({ kind, trial }) => {
  expect(layerProblems(layerDefinition(kind), trial)).toEqual([]);
});

test("tables and unit axes that a layer names are its parameters in some sample", () => {
  const named = allLayers().flatMap(({ kind, traits: { tables = [], unitAxes = {} } }) =>
    [...tables, ...Object.keys(unitAxes)].map((name) => `${kind}.${name}`),
  );
  const built = new Set(
    trials.flatMap(({ kind, trial }) =>
      tryLayer(layerDefinition(kind), trial).parameters.map(({ name }) => `${kind}.${name}`),
    ),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !built.has(name))).toEqual([]);
});

const options = z.strictObject({});
const four: LayerTrial = { inputs: [{ rowShape: [4] }] };
const images: LayerTrial = { inputs: [{ rowShape: [2, 4, 4] }] };

/** A kind of the toolkit that states something else of itself. */
function claiming(kind: string, traits: LayerTraits): LayerDefinition {
  return { ...layerDefinition(kind), traits };
}

function own(traits: LayerTraits, build: LayerDefinition["build"]): LayerDefinition {
  return { kind: "own", title: "Own", help: "A layer of the tests.", options, traits, build };
}

const bounds = { low: -1, high: 1, steepest: 1 };

describe("a trait that is not true is told", () => {
  test.each<[string, LayerDefinition, LayerTrial, string]>([
    ["weights that are not told", claiming("dense", {}), units(4), "traits say neither weighted"],
    ["weights that are not there", claiming("relu", { weighted: "linear" }), four, "no decayed parameter"],
    [
      "another axis of the units",
      claiming("dense", { weighted: "linear", unitAxes: { weight: 0 } }),
      units(3),
      "change 3 of 3 units",
    ],
    [
      "a convolution without directions",
      claiming("convolution2d", { weighted: "convolution" }),
      { ...images, options: { units: 2, kernel: 1 } },
      "tells directions exactly where",
    ],
    [
      "a width that changes",
      claiming("concatenate", { keepsWidth: true }),
      { inputs: [...four.inputs, ...four.inputs] },
      "makes 8 of 4",
    ],
    ["an activation that is not told", claiming("tanh", {}), four, "do not say that it is an activation"],
    ["an activation that mixes", claiming("softmax", { activation: {} }), four, "does not bend each value"],
    ["a death that is not told", claiming("relu", { activation: {} }), four, "do not say that it dies"],
    ["a death that is not so", claiming("leakyRelu", { activation: { dies: true } }), four, "is not zero"],
    ["a bound that is not told", claiming("tanh", { activation: {} }), four, "do not say that it saturates"],
    [
      "another bound",
      claiming("sigmoid", { activation: { saturates: { ...bounds, steepest: 0.25 } } }),
      four,
      "saturates at -1 and 1, but gives",
    ],
    [
      "another slope",
      claiming("tanh", { activation: { saturates: { ...bounds, steepest: 2 } } }),
      four,
      "greatest slope is 2, but it is 1.00",
    ],
    ["a sequence that is none", claiming("flatten", { givesSequence: true }), images, "output has 2 axes"],
    [
      "a sequence that is denied",
      claiming("reshape", { givesSequence: false }),
      { ...four, options: { shape: [2, 2] } },
      "says that it gives no sequence",
    ],
    ["dropping without a rate", claiming("relu", { drops: "values" }), four, 'no option "rate"'],
    [
      "dropping that is not done",
      { ...claiming("dropout", { drops: "values" }), build: (_, [x]) => x },
      four,
      "asks for no random key",
    ],
    [
      "normalizing that is not done",
      claiming("relu", { normalizes: "example" }),
      four,
      "grows with its input",
    ],
    [
      "other statistics",
      claiming("batchNormalization", { normalizes: "example" }),
      four,
      "depends on other rows",
    ],
    [
      "statistics of the batch that are those of examples",
      claiming("layerNormalization", { normalizes: "batch" }),
      four,
      "ignores other rows",
    ],
    [
      "inputs that need not be equal",
      claiming("concatenate", { equalInputs: true }),
      { inputs: [...four.inputs, ...four.inputs] },
      "takes unequal ones",
    ],
    ["an input that is not fixed", claiming("flatten", { fixedInput: true }), images, "takes a larger one"],
    ["codes without a cardinality", claiming("relu", { embeds: true }), four, 'no option "cardinality"'],
  ])("%s", (_, definition, trial, expected) => {
    expect(layerProblems(definition, trial).join("; ")).toContain(expected);
  });

  function units(count: number): LayerTrial {
    return { ...four, options: { units: count } };
  }
});

test("a layer of one's own is checked without being registered", () => {
  const softSign = own({ activation: { saturates: bounds } }, (_, [x]) =>
    // Four times as fast as its traits say.
    squash(multiply(x, scalar(4, x.dtype))),
  );
  expect(layerProblems(softSign, four)).toEqual(["own: says that its greatest slope is 1, but it is 4.00"]);
  const scaled = own({ weighted: "linear" }, (context, [x]) => {
    const weight = context.parameter("matrix", { shape: [4, 3], initializer: "zeros", decay: true });
    return divide(positivePart(matMul(x, weight)), scalar(2, x.dtype));
  });
  expect(layerProblems(scaled, four)).toEqual([]);
});

test("a layer that learns, draws, is straight or sees one value alone need not say that it is an activation", () => {
  const bare = (kind: string, trial = four) => layerProblems(claiming(kind, {}), trial);
  expect(bare("prelu")).toEqual([]);
  expect(bare("gaussianNoise")).toEqual([]);
  expect(bare("dropout")).toEqual([]);
  const scaled = own({}, (_, [x]) => multiply(x, scalar(3, x.dtype)));
  expect(layerProblems(scaled, four)).toEqual([]);
  expect(bare("softmax", { inputs: [{ rowShape: [1] }] })).toEqual([]);
  const noisy = own({}, (context, [x]) => {
    if (context.training) context.randomKey();
    return squash(x);
  });
  expect(layerProblems(noisy, four)).toEqual([]);
});

test("a layer without traits, as plain JavaScript may write it, is not registered", () => {
  const { traits: _, ...bare } = own({}, (_context, [x]) => x);
  expect(() => defineLayer(bare as LayerDefinition)).toThrow('The layer kind "own" has no traits');
  expect(allLayers().some(({ kind }) => kind === "own")).toBe(false);
});

test("facts follow from the options, and what goes without saying is said", () => {
  const attention = { id: "a", kind: "selfAttention" };
  expect(traitsOf(attention).keepsWidth).toBe(true);
  expect(traitsOf({ ...attention, units: 4 }).keepsWidth).toBe(false);
  expect(traitsOf({ id: "m", kind: "lstm", units: 2 }).givesSequence).toBe(false);
  expect(traitsOf({ id: "m", kind: "lstm", units: 2, returnSequences: true }).givesSequence).toBe(true);
  expect(traitsOf({ id: "r", kind: "relu" })).toMatchObject({ keepsWidth: true, passesOn: false });
  expect(traitsOf({ id: "n", kind: "rmsNormalization" })).toMatchObject({ keepsWidth: true, passesOn: true });
  expect(traitsOf({ id: "s", kind: "shared", shares: "r" })).toEqual({ keepsWidth: false, passesOn: false });
});

test("an option's default and what it takes are those of the schema", () => {
  expect(optionDefault("dropout", "rate")).toBe(0.5);
  expect(optionDefault(dense.kind, "units")).toBeUndefined();
  expect(optionDefault(dense.kind, "toString")).toBeUndefined();
  expect(takesOption("convolution2d", "padding", "same")).toBe(true);
  expect(takesOption("transposedConvolution2d", "padding", "same")).toBe(false);
  expect(takesOption("relu", "initializer", "heNormal")).toBe(false);
});
