import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  classificationMetrics,
  coverage,
  multiLabelMetrics,
  pinballLoss,
  regressionMetrics,
  rocAuc,
  shareBelow,
} from "./index.ts";

interface Golden {
  readonly classification: readonly {
    readonly name: string;
    readonly classes: number;
    readonly targets: number[];
    readonly probabilities: number[];
    readonly expected: Record<
      "accuracy" | "logLoss" | "macroPrecision" | "macroRecall" | "macroF1" | "rocAuc",
      number
    > & {
      readonly precision: number[];
      readonly recall: number[];
      readonly f1: number[];
      readonly confusion: number[][];
    };
  }[];
  readonly multiLabel: readonly {
    readonly name: string;
    readonly labels: number;
    readonly targets: number[];
    readonly probabilities: number[];
    readonly expected: Record<
      "subsetAccuracy" | "hammingLoss" | "microF1" | "macroF1" | "logLoss" | "macroRocAuc",
      number
    > & { readonly f1: number[] };
  }[];
  readonly pinball: readonly {
    readonly name: string;
    readonly share: number;
    readonly targets: number[];
    readonly predictions: number[];
    readonly expected: number;
  }[];
  readonly regression: readonly {
    readonly name: string;
    readonly targets: number[];
    readonly predictions: number[];
    readonly expected: { rmse: number; mae: number; r2: number };
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/metrics.json", import.meta.url), "utf8"),
);

// Both sides compute in float64 and differ by the order of at most 80 additions: well within 12 decimals.
const DECIMALS = 12;

test.each(golden.classification)("$name score as in scikit-learn", ({ expected, ...given }) => {
  const metrics = classificationMetrics(given);
  for (const name of ["accuracy", "logLoss", "macroPrecision", "macroRecall", "macroF1", "rocAuc"] as const) {
    expect(metrics[name], name).toBeCloseTo(expected[name], DECIMALS);
  }
  for (const name of ["precision", "recall", "f1"] as const) {
    metrics.perClass.forEach((scores, label) => {
      expect(scores[name], `${name} of class ${label}`).toBeCloseTo(expected[name][label], DECIMALS);
    });
  }
  expect(metrics.confusion).toEqual(expected.confusion);
});

test.each(golden.regression)("$name score as in scikit-learn", ({ expected, ...given }) => {
  const metrics = regressionMetrics(given);
  for (const name of ["rmse", "mae", "r2"] as const)
    expect(metrics[name], name).toBeCloseTo(expected[name], DECIMALS);
});

test.each(golden.multiLabel)("$name score as in scikit-learn", ({ expected, ...given }) => {
  const scores = multiLabelMetrics(given);
  const names = ["subsetAccuracy", "hammingLoss", "microF1", "macroF1", "logLoss", "macroRocAuc"] as const;
  for (const name of names) expect(scores[name], name).toBeCloseTo(expected[name], DECIMALS);
  scores.perLabel.forEach(({ f1 }, label) => expect(f1).toBeCloseTo(expected.f1[label], DECIMALS));
});

test.each(golden.pinball)(
  "$name has scikit-learn's pinball loss",
  ({ predictions, targets, share, expected }) => {
    expect(pinballLoss(predictions, targets, share)).toBeCloseTo(expected, DECIMALS);
  },
);

test("labels of which a probability is no number count as wrong", () => {
  const given = { probabilities: [Number.NaN, 0.9, Number.NaN, 0.1], targets: [1, 1, 0, 0], labels: 2 };
  expect(multiLabelMetrics(given)).toMatchObject({
    hammingLoss: 0.5,
    subsetAccuracy: 0,
    logLoss: Number.NaN,
  });
});

test("coverage counts both ends, and the share below a quantile its ties", () => {
  expect(coverage({ low: [1, 1, 1, 1], high: [2, 2, 2, 2] }, [1, 2, 3, 0])).toBe(0.5);
  expect(shareBelow([1, 1, 1, 1], [1, 2, 0.5, 1])).toBe(0.75);
});

test("the ROC AUC of scores that are all equal is one half, and of a perfect order one", () => {
  const positive = (index: number) => index >= 2;
  expect(rocAuc([3, 3, 3, 3], positive)).toBe(0.5);
  expect(rocAuc([1, 2, 3, 4], positive)).toBe(1);
  expect(rocAuc([4, 3, 2, 1], positive)).toBe(0);
});

test("the ROC AUC is null where one kind of example is missing, and the macro mean leaves it out", () => {
  expect(rocAuc([1, 2], () => true)).toBeNull();
  const probabilities = [0.7, 0.2, 0.1, 0.3, 0.6, 0.1];
  const metrics = classificationMetrics({ probabilities, targets: [0, 1], classes: 3 });
  expect(metrics.perClass.map((scores) => scores.rocAuc)).toEqual([1, 1, null]);
  expect(metrics.rocAuc).toBe(1);
});

test("a network that diverged has the log loss NaN, not a good one", () => {
  const metrics = classificationMetrics({
    probabilities: [Number.NaN, Number.NaN],
    targets: [0],
    classes: 2,
  });
  expect(metrics.logLoss).toBeNaN();
});

test("a certain mistake has a finite log loss", () => {
  const { logLoss } = classificationMetrics({ probabilities: [1, 0], targets: [1], classes: 2 });
  expect(logLoss).toBeCloseTo(-Math.log(Number.EPSILON), DECIMALS);
});

test("R² is null where the targets do not vary", () => {
  expect(regressionMetrics({ predictions: [1, 2], targets: [3, 3] }).r2).toBeNull();
});
