import { expect, test } from "vitest";
import type { Dataset } from "../data/prepare/dataset.ts";
import type { LayerSpec } from "../recipe/layers.ts";
import { planTraining } from "../train/plan/plan-training.ts";
import { sampleRecipe } from "../train/training.samples.ts";
import { namedViews } from "./layout.ts";

type Target = NonNullable<Dataset["target"]>;

/** The initial bias of the output for eight rows, of which the first six are trained on. */
function biasOf(
  target: Target,
  loss: Record<string, unknown>,
  {
    weights,
    outputBias = "baseRate",
    units = "outputs" as number | "outputs",
    bias = true,
    layers = [{ id: "output", kind: "dense", units, bias }] as readonly LayerSpec[],
  }: {
    weights?: Float32Array;
    outputBias?: string;
    units?: number | "outputs";
    bias?: boolean;
    layers?: readonly LayerSpec[];
  } = {},
): number[] {
  const dataset: Dataset = {
    rows: 8,
    blocks: [{ name: "features", dtype: "float32", rowShape: [2], data: new Float32Array(16) }],
    target,
    ...(weights ? { weights } : {}),
  };
  const recipe = sampleRecipe({ recipe: { network: { layers, outputBias }, loss } });
  const plan = planTraining(recipe, dataset, { rows: { train: Int32Array.of(0, 1, 2, 3, 4, 5) } });
  return [...namedViews(plan.parameters, plan.initial.parameters).get("output.bias")!.data];
}

const classes = (classNames: string[], ...data: number[]): Target => ({
  kind: "classes",
  data: Int32Array.from(data),
  classes: classNames,
});

function close(values: readonly number[]): unknown[] {
  return values.map((value) => expect.closeTo(value, 6));
}

const three = classes(["a", "b", "c"], 0, 0, 0, 1, 1, 2, 2, 2);

test("a softmax begins with the logarithms of the training rows' class frequencies", () => {
  expect(biasOf(three, { kind: "softmaxCrossEntropy" })).toEqual(close([3 / 6, 2 / 6, 1 / 6].map(Math.log)));
});

test("example weights and class weights count", () => {
  const weights = Float32Array.of(1, 1, 2, 1, 3, 4, 9, 9);
  expect(biasOf(three, { kind: "softmaxCrossEntropy" }, { weights })).toEqual(
    close([4, 4, 4].map((n) => Math.log(n / 12))),
  );
  // Balanced classes have equal frequencies.
  const balanced = { kind: "softmaxCrossEntropy", classWeights: "balanced" };
  expect(biasOf(three, balanced)).toEqual(close([1, 1, 1].map(() => Math.log(1 / 3))));
});

test("a class that does not occur counts as half an example", () => {
  const target = classes(["a", "b"], 0, 0, 0, 0, 0, 0, 1, 1);
  expect(biasOf(target, { kind: "softmaxCrossEntropy" })).toEqual(
    close([Math.log(5.5 / 6), Math.log(0.5 / 6)]),
  );
});

test("sigmoids begin with the log odds: of the second of two classes, of each class, of each label", () => {
  const two = classes(["no", "yes"], 1, 0, 0, 0, 1, 0, 1, 1);
  const sigmoid = { kind: "sigmoidCrossEntropy" };
  expect(biasOf(two, sigmoid, { units: 1 })).toEqual(close([Math.log(2 / 4)]));
  expect(biasOf(three, sigmoid)).toEqual(close([Math.log(3 / 3), Math.log(2 / 4), Math.log(1 / 5)]));
  const labels: Target = {
    kind: "labels",
    labels: ["x", "y"],
    data: Float32Array.of(1, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1),
  };
  expect(biasOf(labels, sigmoid)).toEqual(close([Math.log(5 / 1), Math.log(1 / 5)]));
});

test("values begin with their mean, and a Poisson rate with its logarithm", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 9, 100, 100);
  const values: Target = { kind: "values", width: 1, mean: [0], scale: [1], data };
  expect(biasOf(values, { kind: "meanSquaredError" })).toEqual(close([4]));
  expect(biasOf(values, { kind: "poisson" })).toEqual(close([Math.log(4)]));
});

test("every member of several networks in one begins with the base rates", () => {
  const layers = [
    { id: "hidden", kind: "batchEnsembleDense", units: 2, members: 3 },
    { id: "output", kind: "ensembleHead", units: "outputs" },
  ];
  const rates = [3 / 6, 2 / 6, 1 / 6].map(Math.log);
  expect(biasOf(three, { kind: "softmaxCrossEntropy" }, { layers })).toEqual(
    close([...rates, ...rates, ...rates]),
  );
});

test("without being asked for, the bias begins at zero", () => {
  expect(biasOf(three, { kind: "softmaxCrossEntropy" }, { outputBias: "zero" })).toEqual([0, 0, 0]);
});

test("a loss without base rate and a last layer without bias are refused", () => {
  expect(() => biasOf(three, { kind: "hinge" })).toThrow(
    /the loss hinge has no output that says a base rate/,
  );
  expect(() => biasOf(three, { kind: "softmaxCrossEntropy" }, { bias: false })).toThrow(
    /the last layer has no bias "output.bias" of 3 numbers/,
  );
});
