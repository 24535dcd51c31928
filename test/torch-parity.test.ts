import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareCompiled, compareReference } from "../bench/lib/torch-parity.js";
import { hashName, randomKey, STREAMS, uniform } from "../src/base/random.ts";
import { gradients } from "../src/graph/differentiate.ts";
import { input, multiply, sum } from "../src/graph/operations/index.ts";
import { BATCH } from "../src/graph/tensor.ts";
import { residualBlock, transformerEncoderBlock } from "../src/nn/blocks/index.ts";
import { allLayers } from "../src/nn/layers/index.ts";
import { allLosses } from "../src/nn/losses/index.ts";
import { buildNetwork } from "../src/nn/network.ts";
import { allOptimizers, optimizerDefinition } from "../src/optim/optimizers/index.ts";
import { allSchedules, scheduleDefinition } from "../src/optim/schedules/index.ts";
import { namedViews } from "../src/program/layout.ts";
import { buildStepProgram } from "../src/program/step-program.ts";
import { parseRecipe } from "../src/recipe/schema.ts";
import { compileProgram } from "../src/runtime/cache.ts";
import { openProgram } from "../src/runtime/open-program.ts";
import { evaluateGraph } from "../src/runtime/reference.ts";
import { runReference } from "../src/runtime/reference-program.ts";
import { nodeRuntime } from "../src/runtime/session.node.ts";
import { root } from "./support/paths.ts";

const modules = {
  BATCH,
  STREAMS,
  buildNetwork,
  buildStepProgram,
  compileProgram,
  openProgram,
  evaluateGraph,
  gradients,
  hashName,
  input,
  multiply,
  namedViews,
  optimizerDefinition,
  parseRecipe,
  randomKey,
  residualBlock,
  runReference,
  runtime: nodeRuntime,
  scheduleDefinition,
  sum,
  transformerEncoderBlock,
  uniform,
};

interface Kinded {
  readonly kind: string;
}

interface GoldenCase {
  readonly name: string;
  /** "torch" where PyTorch has it, "formula" where its formula is written in PyTorch's operations. */
  readonly by: "torch" | "formula";
  readonly layers: readonly Kinded[];
  readonly trajectory: { readonly loss: Kinded; readonly optimizer: Kinded; readonly schedule?: Kinded };
}

interface GoldenDocument {
  readonly family: string;
  readonly cases: readonly GoldenCase[];
}

const folder = join(root, "test", "golden", "parity");
const documents: GoldenDocument[] = readdirSync(folder).map((file) =>
  JSON.parse(readFileSync(join(folder, file), "utf8")),
);

// Golden numbers have 13 digits, and both sides compute in float64: they differ by some 5e-13, the roundings
// of 50 steps included. What limits the comparison of a float32 step is said at `compareCompiled`.
const LIMIT = 1e-9;

describe.each(documents)("PyTorch's $family", (document) => {
  test.each(document.cases)("$name: outputs, gradients and 50 steps in float64", (golden) => {
    const { output, gradients: slopes, trajectory } = compareReference(modules, document, golden);
    expect(output).toBeLessThan(LIMIT);
    expect(slopes).toBeLessThan(LIMIT);
    expect(trajectory).toBeLessThan(LIMIT);
  });

  test("a float32 step of ONNX Runtime is off by no more than rounding", async () => {
    for (const golden of document.cases) {
      expect(await compareCompiled(modules, document, golden), golden.name).toBeLessThan(1);
    }
  });
});

/**
 * Kinds for which PyTorch has nothing to compare with, so that their cases write the formula in PyTorch's
 * operations.
 */
const PYTORCH_HAS_NONE = {
  layer: {
    stochasticDepth: "torchvision has it, PyTorch itself has not",
    gaussianNoise: "a distribution to draw from, and no module",
    positionalEncoding: "none",
    periodic: "rtdl_num_embeddings has it, PyTorch itself has not",
    piecewiseLinear: "rtdl_num_embeddings has it, PyTorch itself has not",
    featureScale: "pytabkit has it as the scaling layer of RealMLP, PyTorch itself has not",
    batchEnsembleDense: "tabm has it as LinearBatchEnsemble, PyTorch itself has not",
    ensembleHead: "tabm has it as LinearEnsemble, PyTorch itself has not",
    separateDense: "rtdl_num_embeddings has it as NLinear, PyTorch itself has not",
  },
  loss: {
    focal: "torchvision has the form with sigmoids, PyTorch itself has not",
    logCosh: "none",
    quantile: "none",
  },
  optimizer: { lion: "none" },
  schedule: {
    inverseTime: "LambdaLR, which is given the formula",
    cosineLog: "LambdaLR, which is given the formula",
  },
};

const HOW_TO_COMPARE =
  "Each kind has a case. Add one at the end of its list in scripts/golden/parity/*_cases.py and run " +
  "`python scripts/golden/parity test/golden/parity FAMILY` with the PyTorch named in its __main__.py";

const HOW_TO_EXCUSE =
  "A kind that PyTorch lacks, and no other, has its formula in scripts/golden/parity/*_cases.py and its " +
  "reason in PYTORCH_HAS_NONE";

const cases = documents.flatMap((document) => document.cases);
const byTorch = cases.filter(({ by }) => by === "torch");
const kindsOf = (of: readonly GoldenCase[]) => ({
  layer: new Set(of.flatMap(({ layers }) => layers.map(({ kind }) => kind))),
  loss: new Set(of.map(({ trajectory }) => trajectory.loss.kind)),
  optimizer: new Set(of.map(({ trajectory }) => trajectory.optimizer.kind)),
  schedule: new Set(of.flatMap(({ trajectory }) => trajectory.schedule?.kind ?? [])),
});

test.each([
  ["layer", allLayers()],
  ["loss", allLosses()],
  ["optimizer", allOptimizers()],
  ["schedule", allSchedules()],
] as const)("every %s is compared, by its formula where PyTorch has none", (registry, registered) => {
  const kinds = registered.map(({ kind }) => kind);
  const missing = kinds.filter((kind) => !kindsOf(cases)[registry].has(kind));
  expect(missing, HOW_TO_COMPARE).toEqual([]);
  const withoutTorch = kinds.filter((kind) => !kindsOf(byTorch)[registry].has(kind));
  expect(withoutTorch.sort(), HOW_TO_EXCUSE).toEqual(Object.keys(PYTORCH_HAS_NONE[registry]).sort());
});

interface Mistake {
  readonly what: string;
  readonly family: string;
  readonly name: string;
  readonly layer?: Record<string, unknown>;
}

const mistakes: readonly Mistake[] = [
  {
    what: "an epsilon that is a thousandth too large",
    family: "normalization",
    name: "layerNormalization",
    layer: { epsilon: 1.001e-5 },
  },
  {
    what: "padding that does not count",
    family: "pooling",
    name: "averagePool2d with kernel 3, stride 2, padding 1",
    layer: { countPadding: false },
  },
  {
    what: "another mask",
    family: "structure",
    name: "dropout with rate 0.4",
    layer: { rate: 0.41 },
  },
  {
    what: "a slope that is a millionth too large",
    family: "activations",
    name: "leakyRelu with slope 0.2",
    layer: { slope: 0.2000002 },
  },
];

const find = ({ family, name }: Mistake) => {
  const document = documents.find((each) => each.family === family)!;
  const golden = document.cases.find((each) => each.name === name)!;
  return { document, golden };
};

test.each(mistakes)("$what is seen in output, gradients and training", ({ layer, ...mistake }) => {
  const { document, golden } = find(mistake);
  const wrong = { ...golden, layers: [{ ...golden.layers[0], ...layer }] };
  const { output, gradients: slopes, trajectory } = compareReference(modules, document, wrong);
  expect(Math.min(output, slopes, trajectory)).toBeGreaterThan(LIMIT);
});

test("what ONNX Runtime gets wrong is seen, though the reference beside it is wrong too", async () => {
  const { document, golden } = find(mistakes[1]);
  const wrong = { ...golden, layers: [{ ...golden.layers[0], ...mistakes[1].layer }] };
  expect(await compareCompiled(modules, document, wrong)).toBeGreaterThan(1);
});

test.each([
  ["losses", "huber of values, delta 0.7", { loss: { kind: "huber", delta: 0.7000001 } }],
  ["schedules", "cosine with finalFraction 0.1", { schedule: { kind: "cosine", finalFraction: 0.1000001 } }],
  ["optimizers", "radam", { optimizer: { kind: "radam", learningRate: 0.02, epsilon: 1e-7 } }],
])("of %s, a small change to %s is seen in the training", (family, name, change) => {
  const { document, golden } = find({ what: "", family, name });
  const wrong = { ...golden, trajectory: { ...golden.trajectory, ...change } };
  expect(compareReference(modules, document, wrong).trajectory).toBeGreaterThan(LIMIT);
});
