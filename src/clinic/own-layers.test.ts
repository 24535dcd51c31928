import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import {
  abs,
  add,
  divide,
  matMul,
  mean,
  relu,
  scalar,
  sqrt,
  square,
  subtract,
} from "../graph/operations/index.ts";
import { BATCH } from "../graph/tensor.ts";
import { residualDenseBlock } from "../nn/blocks/index.ts";
import { initializerSchema } from "../nn/initializers/index.ts";
import type { LayerDefinition } from "../nn/layer.ts";
import { layerProblems } from "../nn/layer-conformance.ts";
import { convolution2d } from "../nn/layers/convolution/convolution2d.ts";
import { defineLayer } from "../nn/layers/index.ts";
import { layerNormalization } from "../nn/layers/normalization/layer-normalization.ts";
import { dropout } from "../nn/layers/regularization/dropout.ts";
import { describeNetwork } from "../nn/network.ts";
import { layOut } from "../program/layout.ts";
import { planProbes } from "../program/probes.ts";
import { applyPatch } from "../recipe/patch.ts";
import type { Recipe } from "../recipe/schema.ts";
import { widthSource } from "./architecture.ts";
import { find, healthyEvidence, historyOf } from "./evidence.samples.ts";
import type { RunEvidence } from "./evidence.ts";
import { treatmentsFor } from "./treatments/index.ts";
import { layersRecipe } from "./treatments/treatments.samples.ts";

const about = { title: "Own", help: "A layer of the tests." };
const plain = z.strictObject({});

/** x / (1 + |x|), which saturates slowly. */
const softSign: LayerDefinition<typeof plain> = {
  ...about,
  kind: "testSoftSign",
  options: plain,
  traits: { activation: { saturates: { low: -1, high: 1, steepest: 1 } } },
  build: (_context, [x]) => divide(x, add(scalar(1, x.dtype), abs(x))),
};

/** The square of the positive part. */
const squaredRelu: LayerDefinition<typeof plain> = {
  ...about,
  kind: "testSquaredRelu",
  title: "Squared ReLU",
  options: plain,
  traits: { activation: { dies: true } },
  build: (_context, [x]) => square(relu(x)),
};

const mapOptions = z.strictObject({
  units: z.int().check(z.positive()),
  initializer: z._default(initializerSchema, "lecunNormal"),
});

/** A dense layer without a bias. */
const ownMap: LayerDefinition<typeof mapOptions> = {
  ...about,
  kind: "testMap",
  options: mapOptions,
  traits: { weighted: "linear" },
  proportionalTo: "matrix",
  build: (context, [x], { units, initializer }) =>
    matMul(x, context.parameter("matrix", { shape: [x.shape[1], units], initializer, decay: true })),
};

const fixedOptions = z.strictObject({ units: z.int().check(z.positive()) });

/** One whose weights begin as it likes. */
const fixedMap: LayerDefinition<typeof fixedOptions> = {
  ...ownMap,
  kind: "testFixedMap",
  options: fixedOptions,
  build: (context, inputs, { units }) => ownMap.build(context, inputs, { units, initializer: "orthogonal" }),
};

/** Takes the batch's mean away, and its deviation. */
const ownCentering: LayerDefinition<typeof plain> = {
  ...about,
  kind: "testCentering",
  options: plain,
  traits: { normalizes: "batch" },
  build(_context, [x]) {
    const centered = subtract(x, mean(x, { axes: [0], keepDimensions: true }));
    return divide(centered, sqrt(mean(square(centered), { axes: [0], keepDimensions: true })));
  },
};

for (const definition of [softSign, squaredRelu, ownCentering]) defineLayer(definition);
defineLayer(ownMap);
defineLayer(fixedMap);
// Layers of the toolkit, under names that nothing can know.
defineLayer({ ...layerNormalization, kind: "testNormalization" });
defineLayer({ ...dropout, kind: "testDropout" });
defineLayer({ ...convolution2d, kind: "testConvolution" });

const output = { id: "output", kind: "dense", units: "outputs" };

/** Three hidden maps with an activation behind each, both of own kinds. */
function ownRecipe(activation: string, map = "testMap"): Recipe {
  const hidden = [1, 2, 3].flatMap((index) => [
    { id: `map${index}`, kind: map, units: 8 },
    { id: `bend${index}`, kind: activation },
  ]);
  return layersRecipe([...hidden, output]);
}

const evidenceOf = (recipe: Recipe, probe?: (name: string) => number | undefined): RunEvidence =>
  healthyEvidence({
    recipe,
    history: historyOf(recipe, {
      trainLoss: (epoch) => 2.2 - 0.03 * epoch,
      ...(probe ? { probe } : {}),
    }),
  });

function treated(recipe: Recipe, id: string): Recipe {
  const [proposal] = treatmentsFor([id], evidenceOf(recipe));
  return applyPatch(recipe, proposal.patch!);
}

const kindsOf = (recipe: Recipe) => recipe.network.layers.map(({ kind }) => kind);

it("the kinds of these tests are what they say", () => {
  const four = { inputs: [{ rowShape: [4] }] };
  const plainOnes = [softSign, squaredRelu, ownCentering] as LayerDefinition[];
  const maps = [ownMap, fixedMap] as LayerDefinition[];
  expect(plainOnes.flatMap((definition) => layerProblems(definition, four))).toEqual([]);
  expect(maps.flatMap((definition) => layerProblems(definition, { ...four, options: { units: 3 } }))).toEqual(
    [],
  );
});

describe("a user's own saturating activation", () => {
  const recipe = ownRecipe("testSoftSign");

  it("is probed within its range", () => {
    const description = describeNetwork(recipe.network.layers, {
      inputTypes: new Map([["features", { dtype: "float32", shape: [BATCH, 4] }]]),
      outputs: 3,
    });
    const { activations } = planProbes(description, layOut(description.parameters));
    const saturates = { low: -1, high: 1, steepest: 1 };
    expect(activations).toEqual([1, 2, 3].map((index) => ({ layer: `bend${index}`, saturates })));
  });

  it("is found saturated, and replaced by ReLU with He's initialization before it", () => {
    const saturated = evidenceOf(recipe, (name) => (name === "bend2.saturatedFraction" ? 0.8 : undefined));
    expect(find(saturated, "vanishing-gradients")?.summary).toContain('"bend2"');
    const [proposal] = treatmentsFor(["relu-activations"], saturated);
    expect(proposal.reason).toBe("The slope of testSoftSign is at most 1 and vanishes on both sides.");
    const after = applyPatch(recipe, proposal.patch!);
    expect(kindsOf(after)).toEqual(["testMap", "relu", "testMap", "relu", "testMap", "relu", "dense"]);
    expect(after.network.layers[0].initializer).toBe("heNormal");
  });

  it("gets Glorot's initialization before it, and dropout behind it", () => {
    const initialized = treated(recipe, "fitting-initialization");
    expect(initialized.network.layers.map(({ initializer }) => initializer)).toEqual([
      "glorotNormal",
      undefined,
      "glorotNormal",
      undefined,
      "glorotNormal",
      undefined,
      "glorotUniform",
    ]);
    const maps = ["testMap", "testSoftSign", "dropout"];
    expect(kindsOf(treated(recipe, "dropout"))).toEqual([...maps, ...maps, ...maps, "dense"]);
  });
});

describe("a user's own activation whose units die", () => {
  const recipe = ownRecipe("testSquaredRelu");

  it("is found dead, and replaced by leaky ReLU", () => {
    const dead = evidenceOf(recipe, (name) => (name === "bend1.deadUnits" ? 0.9 : undefined));
    const finding = find(dead, "dead-units");
    expect(finding?.summary).toContain('"bend1"');
    expect(finding?.treatments.find(({ id }) => id === "leaky-relu")?.reason).toContain("Squared ReLU");
    expect(kindsOf(treated(recipe, "leaky-relu")).slice(0, 2)).toEqual(["testMap", "leakyRelu"]);
  });

  it("asks a residual block for He's initialization before it", () => {
    const block = residualDenseBlock({ id: "b", input: "x", units: 4, activation: "testSquaredRelu" });
    expect(block.find(({ id }) => id === "b-dense1")?.initializer).toBe("heNormal");
  });
});

describe("a user's own layer with weights", () => {
  it("is where vanishing gradients are looked for", () => {
    const norms: Record<string, number> = { "map1.gradientNorm": 1e-5, "output.gradientNorm": 1 };
    const vanishing = evidenceOf(ownRecipe("testSquaredRelu"), (name) => norms[name]);
    expect(find(vanishing, "vanishing-gradients")?.summary).toContain('The gradient of "map1"');
  });

  it("is widened, narrowed, repeated, and normalized behind", () => {
    const recipe = ownRecipe("gelu");
    const unitsOf = (id: string) => treated(recipe, id).network.layers.map(({ units }) => units);
    const [none, out] = [undefined, "outputs"];
    expect(unitsOf("wider-network")).toEqual([16, none, 16, none, 16, none, out]);
    expect(unitsOf("smaller-network")).toEqual([4, none, 4, none, 4, none, out]);
    expect(kindsOf(treated(recipe, "deeper-network")).slice(-3)).toEqual(["testMap", "gelu", "dense"]);
    expect(kindsOf(treated(recipe, "batch-normalization")).slice(0, 3)).toEqual([
      "testMap",
      "batchNormalization",
      "gelu",
    ]);
  });

  it("is not told an initializer that it has no option for", () => {
    const recipe = ownRecipe("relu", "testFixedMap");
    expect(treatmentsFor(["fitting-initialization"], evidenceOf(recipe))).toEqual([]);
    const saturating = ownRecipe("tanh", "testFixedMap");
    expect(kindsOf(treated(saturating, "relu-activations"))[1]).toBe("relu");
  });

  it("is a convolution where it says so: whole channels are dropped, and its stage is continued", () => {
    const recipe = layersRecipe([
      { id: "own", kind: "testConvolution", units: 4, kernel: 3 },
      { id: "norm", kind: "testNormalization" },
      { id: "bend", kind: "testSquaredRelu" },
      { id: "flat", kind: "flatten" },
      output,
    ]);
    expect(kindsOf(treated(recipe, "spatial-dropout"))[3]).toBe("spatialDropout");
    expect(treated(recipe, "augmentation").data.augment.map(({ kind }) => kind)).toEqual(["shift"]);
    expect(treatmentsFor(["dropout"], evidenceOf(recipe))).toEqual([]);
    const deeper = treated(recipe, "deeper-network").network.layers;
    expect(deeper.map(({ kind }) => kind).slice(3, 6)).toEqual([
      "testConvolution",
      "testNormalization",
      "testSquaredRelu",
    ]);
    expect(deeper[3]).toMatchObject({ units: 4, padding: "same" });
  });
});

describe("a user's own normalization", () => {
  const layers = [
    { id: "hidden", kind: "dense", units: 8 },
    { id: "norm", kind: "testCentering" },
    { id: "bend", kind: "tanh" },
    output,
  ];

  it("by the batch wants batches that are large enough, and is replaced by one of each example", () => {
    const recipe = applyPatch(layersRecipe(layers), [{ op: "set", path: "training.batchSize", value: 4 }]);
    expect(find(evidenceOf(recipe), "noisy-batch-statistics")?.summary).toContain('"norm"');
    expect(kindsOf(treated(recipe, "group-normalization"))[1]).toBe("groupNormalization");
  });

  it("of each example is left alone, and leads on to the activation behind it", () => {
    const [hidden, norm, ...rest] = layers;
    const recipe = layersRecipe([
      { ...hidden, initializer: "heNormal" },
      { ...norm, kind: "testNormalization" },
      ...rest,
    ]);
    const small = applyPatch(recipe, [{ op: "set", path: "training.batchSize", value: 4 }]);
    expect(find(evidenceOf(small), "noisy-batch-statistics")).toBeUndefined();
    expect(treated(recipe, "fitting-initialization").network.layers[0].initializer).toBe("glorotNormal");
  });
});

describe("a user's own dropout", () => {
  const recipe = layersRecipe([
    { id: "hidden", kind: "dense", units: 8 },
    { id: "relu", kind: "relu" },
    // The kind's own rate, 0.5, unless told.
    { id: "drop", kind: "testDropout" },
    output,
  ]);
  const rateOf = ({ network }: Recipe) => network.layers[2].rate;
  const weaker = applyPatch(recipe, [{ op: "set", path: "network.layers.drop.rate", value: 0.2 }]);

  it("is raised where it is weak, and lowered where it is strong", () => {
    expect(rateOf(treated(weaker, "dropout"))).toBe(0.35);
    expect(treatmentsFor(["dropout"], evidenceOf(recipe))).toEqual([]);
    expect(rateOf(treated(recipe, "less-dropout"))).toBe(0.25);
  });

  it("counts as regularization that is too strong", () => {
    const underfit = { ...evidenceOf(recipe), train: { loss: 1, error: 0.3 }, dev: { loss: 1, error: 0.3 } };
    expect(find(underfit, "over-regularised")?.summary).toContain('dropout rate of "drop"');
  });

  it("keeps the width of what it reads", () => {
    expect(widthSource(recipe, "drop")).toBe("hidden");
  });
});
