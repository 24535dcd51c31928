import { describe, expect, test } from "vitest";
import type { Dataset } from "../data/prepare/dataset.ts";
import { sampleDataset, samplePlan, sampleRecipe, train } from "../train/training.samples.ts";
import { blockTypes } from "./dataset-blocks.ts";
import { buildEvaluationProgram } from "./evaluation-program.ts";
import { balancedLoss, checkLossTarget } from "./loss-target.ts";

type Target = NonNullable<Dataset["target"]>;

const classes: Target = { kind: "classes", data: Int32Array.of(0, 1, 1, 1, 2), classes: ["a", "b", "c"] };
const labels: Target = { kind: "labels", data: Float32Array.of(1, 0, 0, 0, 1, 0), labels: ["p", "q"] };
const values = (data: readonly number[], width = 1): Target => ({
  kind: "values",
  data: Float32Array.from(data),
  width,
  mean: Array.from({ length: width }, () => 0),
  scale: Array.from({ length: width }, () => 1),
  names: ["first", "second", "third"].slice(0, width),
});

describe("a loss is refused", () => {
  test.each([
    [
      "of classes for numbers",
      "softmaxCrossEntropy",
      values([1, 2]),
      "loss-target",
      /is for classes.*holds numbers/,
    ],
    ["of numbers for labels", "huber", labels, "loss-target", /is for numbers.*holds several labels/],
    [
      "of counts below 0",
      "poisson",
      values([3, -1]),
      "target-domain",
      /row 2 of the data has -1 in column "first"/,
    ],
    [
      "of shares below 0",
      "klDivergence",
      values([0.5, 0.5, 1.5, -0.5], 2),
      "target-domain",
      /row 2 of the data has -0.5 in column "second"/,
    ],
    [
      "of shares of another sum",
      "klDivergence",
      values([0.5, 0.25], 2),
      "target-domain",
      /row 1.*sum up to 0.75/,
    ],
    ["of a single share", "klDivergence", values([1]), "target-domain", /the target has one column/],
    [
      "of counts that were scaled",
      "poisson",
      { ...values([1, 2]), scale: [2] } as Target,
      "target-scaled",
      /wants target values as they are/,
    ],
  ])("%s", (_, kind, target, code, message) => {
    expect(() => checkLossTarget({ kind }, target)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test("but not for rows that have no target", () => {
    expect(() => checkLossTarget({ kind: "poisson" }, values([Number.NaN, 0, 7]))).not.toThrow();
    expect(() =>
      checkLossTarget({ kind: "klDivergence" }, values([Number.NaN, 1, 0.25, 0.75], 2)),
    ).not.toThrow();
  });
});

describe("balanced weights", () => {
  test("of classes come from the training rows alone, and are 0 for a class that has none", () => {
    const loss = { kind: "softmaxCrossEntropy", classWeights: "balanced" };
    expect(balancedLoss(loss, classes, Int32Array.of(0, 1, 2, 3)).classWeights).toEqual([2, 4 / 6, 0]);
  });

  test("of labels are the rows without for each one with", () => {
    const loss = { kind: "sigmoidCrossEntropy", positiveWeights: "balanced" };
    expect(balancedLoss(loss, labels, Int32Array.of(0, 1, 2)).positiveWeights).toEqual([0.5, 1]);
  });

  test.each([
    ["classWeights", labels, /target of labels/],
    ["positiveWeights", classes, /target of classes/],
  ])("as %s are refused where there is nothing to balance", (option, target, message) => {
    const loss = { kind: "sigmoidCrossEntropy", [option]: "balanced" };
    expect(() => balancedLoss(loss, target, Int32Array.of(0))).toThrow(message);
  });

  test.each([
    ["softmaxCrossEntropy", "classWeights", "classes"],
    ["sigmoidCrossEntropy", "positiveWeights", "labels"],
  ] as const)("of %s are no matter where only predictions are wanted", (kind, option, target) => {
    const recipe = sampleRecipe({ recipe: { loss: { kind, [option]: "balanced" } } });
    const about = { inputs: blockTypes(sampleDataset()), target, outputs: 3 };
    const program = buildEvaluationProgram(recipe, about, { withLoss: false });
    expect(program.outputs.map(({ name }) => name)).toEqual(["prediction"]);
  });

  test("in the loss train as balanced example weights do, and give the same dev loss", async () => {
    const dataset = sampleDataset();
    const codes = dataset.target!.data;
    const trainRows = Int32Array.from({ length: 130 }, (_, row) => row);
    const counts = [0, 1, 2].map((code) => trainRows.filter((row) => codes[row] === code).length);
    const weights = Float32Array.from(codes, (code) => 130 / (3 * counts[code]));
    const loss = { kind: "softmaxCrossEntropy", classWeights: "balanced" };
    const inLoss = await train(samplePlan({ dataset, recipe: { loss } }));
    const byExample = await train(samplePlan({ dataset: { ...dataset, weights } }));
    const lastEpoch = (of: typeof inLoss) => of.history.filter(({ kind }) => kind === "epoch").at(-1)!.values;
    expect(new Set(counts).size).toBeGreaterThan(1);
    // The same sums in another order, over 50 steps in float32.
    expect(lastEpoch(inLoss)["train.loss"]).toBeCloseTo(lastEpoch(byExample)["train.loss"], 4);
    expect(lastEpoch(inLoss)["dev.loss"]).toBeCloseTo(lastEpoch(byExample)["dev.loss"], 4);
  });
});
