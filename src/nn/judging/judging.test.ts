import { describe, expect, test } from "vitest";
import { randomInteger, randomKey, uniform } from "../../base/random.ts";
import { mean } from "../../base/statistics.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { predictedClasses } from "../metrics/decisions.ts";
import { multiLabelMetrics } from "../metrics/multi-label.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { METRICS } from "./chosen-metric.ts";
import type { AnswersOf, ClassAnswers, LabelAnswers, ValueAnswers } from "./metric-definition.ts";

const ROWS = 40;
// Both sides are float64 sums of at most 40 terms.
const DECIMALS = 10;

function classAnswers(rows: readonly number[], classes: number): ClassAnswers {
  const key = randomKey(7, classes);
  // Two decimals, so that ties come.
  const raw = rows.flatMap((row) =>
    Array.from(
      { length: classes },
      (_, label) => Math.round(100 * uniform(key, row * classes + label)) / 100 + 0.01,
    ),
  );
  const probabilities = raw.map((value, index) => {
    const start = index - (index % classes);
    return value / raw.slice(start, start + classes).reduce((sum, other) => sum + other, 0);
  });
  const targets = rows.map((row) => (row < classes ? row : randomInteger(randomKey(8), row, classes)));
  const costs = Array.from({ length: classes }, (_, a) =>
    Array.from({ length: classes }, (__, b) => Math.abs(a - b) * (a + 1)),
  );
  return { probabilities, targets, classes, costs, predicted: predictedClasses({ probabilities, classes }) };
}

function labelAnswers(rows: readonly number[]): LabelAnswers {
  const labels = 3;
  const cells = rows.flatMap((row) => Array.from({ length: labels }, (_, label) => row * labels + label));
  return {
    labels,
    probabilities: cells.map((cell) => Math.round(20 * uniform(randomKey(3), cell)) / 20),
    targets: cells.map((cell) => (cell < 6 ? cell % 2 : randomInteger(randomKey(4), cell, 2))),
  };
}

function valueAnswers(rows: readonly number[]): ValueAnswers {
  const targets = rows.map((row) => 10 * uniform(randomKey(5), row) + 1);
  return {
    targets,
    predictions: rows.map((row, at) => targets[at] + uniform(randomKey(6), row)),
    variance: 4,
  };
}

const all = Array.from({ length: ROWS }, (_, row) => row);
const two = (rows: readonly number[]) => classAnswers(rows, 2);
const three = (rows: readonly number[]) => classAnswers(rows, 3);

/** Metrics whose losses are not their own pseudo-values. */
const isComparedByOther = ({ comparedBy }: { comparedBy?: string }) => comparedBy !== undefined;

function everyMetric<Kind extends keyof AnswersOf>(
  kind: Kind,
  answersOf: (rows: readonly number[]) => AnswersOf[Kind],
  labels: readonly (number | undefined)[],
) {
  return METRICS[kind]
    .filter((metric) => !isComparedByOther(metric))
    .flatMap((metric) =>
      labels
        .filter((label) => label === undefined || metric.perClass)
        .map((label) => ({
          name: `${metric.name} of ${kind}, ${label ?? "all"}`,
          higherIsBetter: metric.higherIsBetter,
          judge: (rows: readonly number[]) => metric.judge(answersOf(rows), label),
        })),
    );
}

describe("a row's loss is its jackknife pseudo-value, by leaving the row out in earnest:", () => {
  test.each([
    ...everyMetric("classes", two, [undefined, 0, 1]),
    ...everyMetric("classes", three, [undefined, 2]),
    ...everyMetric("labels", labelAnswers, [undefined, 1]),
    ...everyMetric("values", valueAnswers, [undefined]),
  ])("$name", ({ judge, higherIsBetter }) => {
    const { value, losses } = judge(all);
    expect(value).toBeGreaterThan(-1);
    const sign = higherIsBetter ? -1 : 1;
    // Losses of wrong answers are pseudo-values but for a constant, which no comparison sees.
    const [first] = losses();
    const pseudo = all.map((row) => {
      const without = judge(all.filter((other) => other !== row)).value;
      return sign * (ROWS * value - (ROWS - 1) * without);
    });
    losses().forEach((loss, row) => {
      expect(loss - first).toBeCloseTo(pseudo[row] - pseudo[0], DECIMALS);
    });
  });
});

describe("values are those of the scores that are shown", () => {
  const named = (kind: keyof AnswersOf, name: string) =>
    METRICS[kind].find((metric) => metric.name === name) as {
      judge(answers: unknown, label?: number): { value: number };
    };

  test("of classes", () => {
    const answers = three(all);
    const scores = classificationMetrics(answers);
    for (const [name, value] of [
      ["accuracy", scores.accuracy],
      ["balanced-accuracy", scores.macroRecall],
      ["macro-f1", scores.macroF1],
      ["precision", scores.macroPrecision],
      ["auc", scores.rocAuc],
      ["log-loss", scores.logLoss],
    ] as const)
      expect(named("classes", name).judge(answers).value, name).toBeCloseTo(value!, DECIMALS);
    expect(named("classes", "recall").judge(answers, 1).value).toBeCloseTo(
      scores.perClass[1].recall,
      DECIMALS,
    );
  });

  test("of labels", () => {
    const answers = labelAnswers(all);
    const scores = multiLabelMetrics(answers);
    for (const [name, value] of [
      ["hamming-loss", scores.hammingLoss],
      ["subset-accuracy", scores.subsetAccuracy],
      ["micro-f1", scores.microF1],
      ["macro-f1", scores.macroF1],
      ["auc", scores.macroRocAuc],
      ["log-loss", scores.logLoss],
    ] as const)
      expect(named("labels", name).judge(answers).value, name).toBeCloseTo(value!, DECIMALS);
  });

  test("of numbers", () => {
    const answers = valueAnswers(all);
    const scores = regressionMetrics(answers);
    for (const name of ["rmse", "mae", "r2"] as const)
      expect(named("values", name).judge(answers).value, name).toBeCloseTo(scores[name]!, DECIMALS);
    expect(named("values", "mse").judge(answers).value).toBeCloseTo(scores.rmse ** 2, DECIMALS);
  });
});

test("Matthews' correlation, kappa and average precision of a small table are those of the books", () => {
  const targets = [1, 1, 1, 0, 1, 0];
  const second = [0.9, 0.8, 0.4, 0.6, 0.7, 0.1];
  const probabilities = second.flatMap((p) => [1 - p, p]);
  const answers = { probabilities, targets, classes: 2, predicted: second.map((p) => Number(p >= 0.5)) };
  const value = (name: string) =>
    METRICS.classes.find((metric) => metric.name === name)!.judge(answers, 1).value;
  // 3 found, 1 missed, 1 wrong, 1 rightly refused: (3·1 − 1·1) / √(4·4·2·2) and (4/6 − 5/9) / (1 − 5/9).
  expect(value("mcc")).toBeCloseTo(0.25, DECIMALS);
  expect(value("kappa")).toBeCloseTo(0.25, DECIMALS);
  // Precisions 1, 1, 1 and 4/5 at the four rows of the class.
  expect(value("average-precision")).toBeCloseTo(mean([1, 1, 1, 0.8]), DECIMALS);
  expect(value("brier")).toBeCloseTo((2 * (0.01 + 0.04 + 0.36 + 0.36 + 0.09 + 0.01)) / 6, DECIMALS);
});

test("a class that does not come has no recall, and a mean over classes leaves it out", () => {
  const answers = { probabilities: [1, 0, 0, 0.2, 0.8, 0], targets: [0, 1], predicted: [0, 1], classes: 3 };
  const judge = (name: string, label?: number) =>
    METRICS.classes.find((metric) => metric.name === name)!.judge(answers, label).value;
  expect(judge("recall", 2)).toBeNaN();
  expect(judge("auc", 2)).toBeNaN();
  expect(judge("balanced-accuracy")).toBe(1);
});
