import { describe, expect, test } from "vitest";
import { splitRows } from "../data/split/split.ts";
import { type CellValue, tableFromColumns } from "../data/table/building/column-table.ts";
import { chooseTarget } from "../data/target/task.ts";
import { judgedTarget } from "./judged-target.ts";
import { compareNaive } from "./naive-comparison.ts";
import { checkPartsHaveClass } from "./prepare/absent-class.ts";
import { scoresOf } from "./scores/scores.ts";

const ROWS = 200;
const index = Array.from({ length: ROWS }, (_, row) => row);
/** One in ten is "yes". */
const table = tableFromColumns(
  Object.entries({
    kind: index.map((row) => (row % 10 === 0 ? "yes" : "no")),
    size: index.map((row) => row % 7),
    price: index.map((row) => 100 * (row % 11)),
  } satisfies Record<string, CellValue[]>),
);
const all = Int32Array.from(index);
const split = { train: all, dev: all, test: all };
const kinds = chooseTarget(table, { target: "kind" });
const values = (target: string | string[]) => chooseTarget(table, { target, task: "regression" });
const softmax = { kind: "softmaxCrossEntropy" };
const squares = { kind: "meanSquaredError" };
const costs = [
  { actual: "no", predicted: "yes", cost: 1 },
  { actual: "yes", predicted: "no", cost: 20 },
];

/** Predictions that give every row the same probability of "yes", but for the first rows, which are sure. */
function predictions(probability: number, sure = 0) {
  const prediction = Float32Array.from(
    index.flatMap((row) => {
      const p = row < sure ? Number(row % 10 === 0) * 0.98 + 0.01 : probability;
      return [1 - p, p];
    }),
  );
  return { rows: all, prediction };
}

describe("the chosen metric", () => {
  test("stands first among the scores", () => {
    const target = judgedTarget(kinds, softmax, { metric: "recall:yes", costs: [] });
    const { metrics } = scoresOf(target, predictions(0.1, 100));
    expect(Object.keys(metrics)[0]).toBe("recall:yes");
    expect(metrics["recall:yes"]).toBe(0.5);
  });

  test("of several numbers is in standard deviations of each", () => {
    const target = judgedTarget(values(["size", "price"]), squares, { metric: "mae", costs: [] });
    expect(target.judgedBy).toBe("relativeMae");
    const means = target.task === "regression" ? [3, 500] : [];
    const prediction = Float32Array.from(index.flatMap(() => means));
    const { metrics } = scoresOf(target, { rows: all, prediction });
    // Of evenly spread values the mean distance from the mean is √(3)/2 of the deviation: 0.86.
    expect(metrics.relativeMae).toBeGreaterThan(0.8);
    expect(metrics.relativeMae).toBeLessThan(0.95);
  });

  test("is NaN of predictions that are not finite, so that they are never the better ones", () => {
    const target = judgedTarget(kinds, softmax, { metric: "f1", costs: [] });
    const prediction = new Float32Array(2 * ROWS).fill(Number.NaN);
    expect(scoresOf(target, { rows: all, prediction }).metrics["f1:yes"]).toBeNaN();
  });
});

describe("costs", () => {
  const target = judgedTarget(kinds, softmax, { metric: "auto", costs });

  test("are the metric where none is told, and decide for the class of least expected cost", () => {
    expect(target.judgedBy).toBe("cost");
    // One in ten is yes, and 0.1 · 20 > 0.9 · 1: always yes costs 0.9 a row, always no 2.
    const { metrics, confusion } = scoresOf(target, predictions(0.1));
    expect(metrics.cost).toBeCloseTo(0.9, 12);
    expect(confusion).toEqual([
      [0, 180],
      [0, 20],
    ]);
  });

  test("are decided by calibrated probabilities: too low ones do no harm", () => {
    expect(scoresOf(target, predictions(0.001)).metrics.cost).toBeCloseTo(0.9, 12);
  });

  test.each([
    ["of numbers", () => judgedTarget(values("size"), squares, { metric: "auto", costs }), "cost-task"],
    ["that are not told", () => judgedTarget(kinds, softmax, { metric: "cost", costs: [] }), "cost-missing"],
    [
      "of a class that there is not",
      () =>
        judgedTarget(kinds, softmax, { metric: "auto", costs: [{ actual: "x", predicted: "no", cost: 1 }] }),
      "cost-class",
    ],
  ])("%s are refused", (_, choose, code) => {
    expect(choose).toThrow(expect.objectContaining({ code }));
  });
});

test("a metric of a class that a part does not have is refused before anything is trained", () => {
  const target = judgedTarget(kinds, softmax, { metric: "recall:yes", costs: [] });
  const drawn = splitRows(table, { target: kinds, train: 0.6, dev: 0.2, test: 0.2, seed: 1 });
  expect(() => checkPartsHaveClass(target, drawn, "x.csv")).not.toThrow();
  const without = { ...drawn, dev: all.filter((row) => row % 10 !== 0) };
  expect(() => checkPartsHaveClass(target, without, "x.csv")).toThrow(
    'None of the 180 dev rows of x.csv is of class "yes", so the recall of class "yes" cannot be judged',
  );
});

describe("always the same", () => {
  const usual = judgedTarget(kinds, softmax);

  test("is told with the share of the largest class, and that a network is no better", () => {
    expect(compareNaive({ target: usual, split: split as never }, predictions(0.1), "dev")).toMatchObject({
      prediction: 'always "no"',
      share: 0.9,
      score: 0.9,
      isBeaten: false,
      text:
        'Always "no" (the largest class, 90%) has accuracy 90.0% on the dev rows; the network is no better ' +
        'than always "no".',
    });
  });

  test("is beaten where the gain is beyond the noise of the rows", () => {
    const compared = compareNaive({ target: usual, split: split as never }, predictions(0.1, 100), "test");
    expect(compared).toMatchObject({ isBeaten: true, networkScore: 0.95, part: "test" });
    expect(compared?.text).not.toContain("no better");
  });

  test("one lucky row is no gain", () => {
    expect(compareNaive({ target: usual, split: split as never }, predictions(0.1, 1), "dev")?.isBeaten).toBe(
      false,
    );
  });

  test("of numbers is the mean, and of costs the cheapest class", () => {
    const target = judgedTarget(values("size"), squares);
    const prediction = new Float32Array(ROWS).fill(3);
    expect(compareNaive({ target, split: split as never }, { rows: all, prediction }, "dev")?.text).toMatch(
      /^Always predicting the mean has RMSE [\d.]+ on the dev rows; the network is no better than always/,
    );
    const priced = judgedTarget(kinds, softmax, { metric: "auto", costs });
    expect(compareNaive({ target: priced, split: split as never }, predictions(0.1), "dev")).toMatchObject({
      prediction: 'always "yes"',
      score: 0.9,
    });
  });
});
