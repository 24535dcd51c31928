import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { gradients } from "../../graph/differentiate.ts";
import { input, sum } from "../../graph/operations/index.ts";
import { BATCH, type DType, type Tensor } from "../../graph/tensor.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { allLosses, batchLoss, lossDefinition, type TargetKind, weightedMean } from "./index.ts";

interface Given {
  readonly kind: string;
  readonly outputs: readonly number[];
  readonly units: number;
  readonly targets: readonly number[];
  readonly options?: Record<string, unknown>;
  /** Values or labels of an example; 1 by default. */
  readonly width?: number;
  /** By default the first kind that the loss takes. */
  readonly target?: TargetKind;
}

/** The losses of examples, the gradient of their sum with respect to the outputs, and the prediction. */
function evaluate({ kind, outputs, units, targets, options = {}, width = 1, ...given }: Given) {
  const definition = lossDefinition(kind);
  const targetKind = given.target ?? definition.targets[0];
  const parsed = z.parse(definition.options, options);
  const batchSize = outputs.length / units;
  const targetType: DType = targetKind === "classes" ? "int32" : "float64";
  const isWide = width > 1 || targetKind === "labels";
  const output = input("output", { dtype: "float64", shape: [BATCH, units] });
  const target = input("target", { dtype: targetType, shape: isWide ? [BATCH, width] : [BATCH] });
  const losses = definition.perExample(output, target, parsed);
  const wanted = [
    losses,
    ...gradients(sum(losses), [output]),
    definition.prediction(output, parsed, { target: targetKind }),
    batchLoss(definition, { output, target, options: parsed }),
  ];
  const feeds = new Map([
    ["output", { dtype: "float64" as DType, shape: [batchSize, units], data: Float64Array.from(outputs) }],
    [
      "target",
      {
        dtype: targetType,
        shape: isWide ? [batchSize, width] : [batchSize],
        data: Float64Array.from(targets),
      },
    ],
  ]);
  const [values, slopes, prediction, batch] = evaluateGraph(wanted, feeds, { batchSize });
  return {
    losses: [...values.data],
    slopes: [...slopes.data],
    prediction: [...prediction.data],
    predictionShape: prediction.shape,
    batch: batch.data[0],
  };
}

function close(values: readonly number[], decimals = 12): unknown[] {
  return values.map((value) => expect.closeTo(value, decimals));
}

describe("softmax cross-entropy", () => {
  test("is −log p of the right class, with the gradient p − onehot", () => {
    const p = [1, 2, 3].map((x) => Math.exp(x) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
    const given = { kind: "softmaxCrossEntropy", units: 3, outputs: [1, 2, 3, 1, 2, 3], targets: [2, 0] };
    const { losses, slopes, prediction } = evaluate(given);
    expect(losses).toEqual(close([-Math.log(p[2]), -Math.log(p[0])]));
    expect(slopes).toEqual(close([p[0], p[1], p[2] - 1, p[0] - 1, p[1], p[2]]));
    expect(prediction).toEqual(close([...p, ...p]));
  });

  test("is exact at outputs of ±1e4", () => {
    const given = {
      kind: "softmaxCrossEntropy",
      units: 2,
      outputs: [1e4, -1e4, 1e4, -1e4, 1e4, 1e4],
      targets: [0, 1, 0],
    };
    const { losses, slopes, prediction } = evaluate(given);
    expect(losses).toEqual(close([0, 2e4, Math.LN2]));
    expect(slopes).toEqual(close([0, 0, 1, -1, -0.5, 0.5]));
    expect(prediction).toEqual([1, 0, 1, 0, 0.5, 0.5]);
  });

  test("refuses a single output, and says to give the layer the units of the target", () => {
    expect(() => evaluate({ kind: "softmaxCrossEntropy", units: 1, outputs: [1], targets: [0] })).toThrow(
      /at least two classes/,
    );
  });
});

describe("sigmoid cross-entropy", () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  test("with one output is the binary cross-entropy, with the gradient p − t, and predicts both classes", () => {
    const given = { kind: "sigmoidCrossEntropy", units: 1, outputs: [0.7, 0.7, -2], targets: [1, 0, 1] };
    const { losses, slopes, prediction, predictionShape } = evaluate(given);
    expect(losses).toEqual(
      close([-Math.log(sigmoid(0.7)), -Math.log(1 - sigmoid(0.7)), -Math.log(sigmoid(-2))]),
    );
    expect(slopes).toEqual(close([sigmoid(0.7) - 1, sigmoid(0.7), sigmoid(-2) - 1]));
    expect(predictionShape).toEqual([3, 2]);
    expect(prediction).toEqual(close([0.7, 0.7, -2].flatMap((x) => [1 - sigmoid(x), sigmoid(x)])));
  });

  test(
    "with an output for each class is the mean of one against the rest, and predicts shares that sum to " +
      "one",
    () => {
      const { losses, prediction } = evaluate({
        kind: "sigmoidCrossEntropy",
        units: 3,
        outputs: [1, -1, 2],
        targets: [2],
      });
      expect(losses).toEqual(
        close([-(Math.log(sigmoid(-1)) + Math.log(sigmoid(1)) + Math.log(sigmoid(2))) / 3]),
      );
      const total = sigmoid(1) + sigmoid(-1) + sigmoid(2);
      expect(prediction).toEqual(close([sigmoid(1) / total, sigmoid(-1) / total, sigmoid(2) / total]));
    },
  );

  test("is exact at outputs of ±1e4", () => {
    const { losses, slopes } = evaluate({
      kind: "sigmoidCrossEntropy",
      units: 1,
      outputs: [1e4, 1e4, -1e4, -1e4],
      targets: [1, 0, 1, 0],
    });
    expect(losses).toEqual(close([0, 1e4, 1e4, 0]));
    expect(slopes).toEqual(close([0, 1, -1, 0]));
    const { prediction } = evaluate({
      kind: "sigmoidCrossEntropy",
      units: 2,
      outputs: [-1e4, -1e4],
      targets: [0],
    });
    expect(prediction).toEqual(close([0.5, 0.5]));
  });
});

describe("losses of values", () => {
  const given = { units: 1, outputs: [1, 5, -1e4, 2], targets: [3, 4.5, 1e4, 2] };

  test("the squared error has no factor one half", () => {
    const { losses, slopes, prediction, predictionShape } = evaluate({ kind: "meanSquaredError", ...given });
    expect(losses).toEqual([4, 0.25, 4e8, 0]);
    expect(slopes).toEqual([-4, 1, -4e4, 0]);
    expect(predictionShape).toEqual([4]);
    expect(prediction).toEqual(given.outputs);
  });

  test("the absolute error has slopes of one, and zero at zero", () => {
    const { losses, slopes } = evaluate({ kind: "meanAbsoluteError", ...given });
    expect(losses).toEqual([2, 0.5, 2e4, 0]);
    expect(slopes).toEqual([-1, 1, -1, 0]);
  });

  test("Huber's is a square up to delta and a line beyond, with slopes of at most delta", () => {
    const { losses, slopes } = evaluate({ kind: "huber", ...given, options: { delta: 0.8 } });
    expect(losses).toEqual(close([0.8 * (2 - 0.4), 0.125, 0.8 * (2e4 - 0.4), 0]));
    expect(slopes).toEqual(close([-0.8, 0.5, -0.8, 0]));
  });

  test("Huber's slope at delta itself is delta", () => {
    expect(evaluate({ kind: "huber", units: 1, outputs: [3], targets: [2] }).slopes).toEqual([1]);
  });

  test.each(["meanSquaredError", "meanAbsoluteError", "huber"])(
    "%s refuses two outputs for one value",
    (kind) => {
      expect(() => evaluate({ kind, units: 2, outputs: [1, 2], targets: [0] })).toThrow(
        /one output for each target value/,
      );
    },
  );
});

test.each(allLosses())(
  "$kind stays finite at ±1e4 with its gradient",
  ({ kind, targets, quantiles, values }) => {
    const isDistribution = values?.domain === "distribution";
    const count = quantiles ? 3 : 1;
    const units = targets[0] === "classes" || isDistribution ? 2 : count;
    const outputs = Array.from({ length: 2 * units }, (_, index) => (index % 3 === 0 ? 1e4 : -1e4));
    const width = isDistribution ? 2 : 1;
    const { losses, slopes } = evaluate({
      kind,
      units,
      outputs,
      targets: isDistribution ? [0, 1, 1, 0] : [0, 1],
      width,
    });
    expect(losses).toHaveLength(2);
    expect(slopes).toHaveLength(2 * units);
    expect([...losses, ...slopes].every(Number.isFinite)).toBe(true);
  },
);

describe("the weighted mean", () => {
  const losses = input("losses", { dtype: "float64", shape: [BATCH] });
  const deep = input("deep", { dtype: "float64", shape: [BATCH, 2] });
  const weights = input("weights", { dtype: "float64", shape: [BATCH] });
  const mask = input("mask", { dtype: "float64", shape: [BATCH, 2] });
  const feeds = new Map(
    Object.entries({
      losses: [1, 2, 6],
      weights: [1, 0, 3],
      deep: [1, 2, 3, 4, 5, 6],
      mask: [1, 1, 1, 0, 0, 1],
    }).map(([name, data]) => [
      name,
      { dtype: "float64" as const, shape: data.length === 3 ? [3] : [3, 2], data: Float64Array.from(data) },
    ]),
  );
  const value = (tensor: Tensor) => evaluateGraph([tensor], feeds, { batchSize: 3 })[0].data[0];

  test("without weights is the plain mean", () => {
    expect(value(weightedMean(losses))).toBe(3);
    expect(value(weightedMean(deep))).toBe(3.5);
  });

  test("with weights divides by their sum", () => {
    expect(value(weightedMean(losses, weights))).toBe((1 + 18) / 4);
    expect(value(weightedMean(deep, weights))).toBe((3 + 3 * 11) / 8);
  });

  test("with a mask leaves out what does not count, with weights too", () => {
    expect(value(weightedMean(deep, undefined, { mask }))).toBe((1 + 2 + 3 + 6) / 4);
    expect(value(weightedMean(deep, weights, { mask }))).toBe((1 + 2 + 18) / 5);
    expect(value(weightedMean(losses, weights, { mask: weights }))).toBe((1 + 54) / 10);
  });
});
