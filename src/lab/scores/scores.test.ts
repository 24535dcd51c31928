import { describe, expect, test } from "vitest";
import { type CellValue, tableFromColumns } from "../../data/table/building/column-table.ts";
import { chooseTarget, type ValueTarget } from "../../data/target/task.ts";
import { errorFrom } from "../../nn/metrics/measures.ts";
import { type JudgedTarget, judgedTarget, measureOf } from "../judged-target.ts";
import { errorOf, lossPerRow, scoresOf } from "./scores.ts";
import { targetVariances } from "./value-scores.ts";

const table = tableFromColumns(
  Object.entries({
    x: [1, 2, 3, 4],
    size: [1, 2, 3, 6],
    price: [100, 200, 300, 600],
    red: [true, false, true, true],
    round: [0, 0, 1, 1],
  } satisfies Record<string, CellValue[]>),
);
const rows = Int32Array.of(0, 1, 3);
const valuesTarget = (names: string | string[], quantiles?: number[]) =>
  judgedTarget(
    chooseTarget(table, { target: names, task: "regression" }),
    quantiles ? { kind: "quantile", quantiles } : { kind: "huber" },
  ) as Extract<JudgedTarget, ValueTarget>;

describe("labels", () => {
  const target = judgedTarget(chooseTarget(table, { target: ["red", "round"] }), { kind: "focal" });
  const prediction = Float32Array.of(0.75, 0.5, 0.25, 0.25, 0.25, 0.75);

  test("are scored together and one by one", () => {
    const scores = scoresOf(target, { rows, prediction });
    expect(scores.metrics).toMatchObject({ hammingLoss: 2 / 6, subsetAccuracy: 1 / 3 });
    expect(scores.perClass).toEqual([
      { label: "red", precision: 1, recall: 0.5, f1: 2 / 3 },
      { label: "round", precision: 0.5, recall: 1, f1: 2 / 3 },
    ]);
    expect(errorOf(scores, target)).toBe(2 / 6);
    expect(measureOf(target)).toMatchObject({ metric: "hammingLoss", higherIsBetter: false });
  });

  test("are verified by the mean of the labels' Brier scores", () => {
    expect(measureOf(target).verifiedBy).toBe("mean Brier score");
    const losses = lossPerRow(target, { rows, prediction }, []);
    expect([...losses]).toEqual([(1 / 16 + 1 / 4) / 2, (1 / 16 + 1 / 16) / 2, (9 / 16 + 1 / 16) / 2]);
  });
});

describe("values", () => {
  test("of several columns are scored one by one, and together in standard deviations", () => {
    const target = valuesTarget(["size", "price"]);
    // Off by 1 and by 100 in one row each: the columns are the same but for their units.
    const scores = scoresOf(target, { rows, prediction: Float32Array.of(1, 100, 3, 300, 6, 600) });
    const [size, price] = scores.perValue!.map(({ metrics }) => metrics);
    expect(size.rmse).toBeCloseTo(Math.sqrt(1 / 3), 12);
    expect(price.rmse).toBeCloseTo(100 * size.rmse, 10);
    expect(price.r2).toBeCloseTo(size.r2, 12);
    expect(scores.metrics.rmse).toBeCloseTo((size.rmse + price.rmse) / 2, 12);
    const [variance] = targetVariances(target, target.rows);
    expect(scores.metrics.relativeRmse).toBeCloseTo(size.rmse / Math.sqrt(variance), 12);
    expect(errorOf(scores, target)).toBe(scores.metrics.relativeRmse);
    expect(target.judgedBy).toBe("relativeRmse");
  });

  test("are verified by their squared errors, each over its own variance", () => {
    const target = valuesTarget(["size", "price"]);
    const prediction = Float32Array.of(2, 100, 2, 400, 6, 600);
    expect([...lossPerRow(target, { rows, prediction }, [4, 10_000])]).toEqual([1 / 4 / 2, 4 / 2, 0]);
  });

  test("that have quantiles are scored by pinball loss and coverage", () => {
    const target = valuesTarget("size", [0.25, 0.75]);
    const prediction = Float32Array.of(0, 2, 3, 4, 5, 5);
    const scores = scoresOf(target, { rows, prediction });
    // Targets 1, 2 and 6; at ¼ the errors are 1, −1 and 1, at ¾ they are −1, −2 and 1.
    const pinball = ((0.25 + 0.75 + 0.25) / 3 + (0.25 + 0.5 + 0.75) / 3) / 2;
    expect(scores.metrics.pinball).toBeCloseTo(pinball, 12);
    expect(scores.metrics.coverage).toBeCloseTo(1 / 3, 12);
    expect(scores.perQuantile?.map(({ below }) => below)).toEqual([1 / 3, 2 / 3]);
    expect(errorOf(scores, target)).toBe(scores.metrics.pinball);
    const losses = lossPerRow(target, { rows, prediction }, [4]);
    expect([...losses]).toEqual([(0.25 + 0.25) / 2 / 2, (0.75 + 0.5) / 2 / 2, (0.25 + 0.75) / 2 / 2]);
  });
});

test.each([
  ["red", { kind: "softmaxCrossEntropy" }, { metric: "accuracy", title: "accuracy", unit: "share" }],
  [["red", "round"], { kind: "sigmoidCrossEntropy" }, { metric: "hammingLoss", unit: "share" }],
  ["size", { kind: "meanAbsoluteError" }, { metric: "rmse", title: "RMSE", unit: "target" }],
  [["size", "price"], { kind: "poisson" }, { metric: "relativeRmse", unit: "deviations", each: "rmse" }],
  ["size", { kind: "quantile", quantiles: [0.5] }, { metric: "pinball", lossMetric: "pinball" }],
  [["size", "price"], { kind: "quantile", quantiles: [0.1, 0.9] }, { metric: "relativePinball" }],
])("predictions of %j are judged as the loss %o says", (names, loss, expected) => {
  const target = judgedTarget(
    chooseTarget(table, {
      target: names,
      task: names === "red" ? "classification" : names[0] === "red" ? "multiLabel" : "regression",
    }),
    loss,
  );
  expect(measureOf(target)).toMatchObject(expected);
  expect(errorFrom(measureOf(target), { [target.judgedBy]: 0.25 })).toBe(names === "red" ? 0.75 : 0.25);
});
