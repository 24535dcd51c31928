import { expect, test } from "vitest";
import { chooseMetric, METRICS } from "./chosen-metric.ts";

const yesNo = { kind: "classes", names: ["no", "yes"] } as const;
const abc = { kind: "classes", names: ["a", "b", "c:d"] } as const;
const values = { kind: "values", names: [] } as const;
const labels = { kind: "labels", names: ["red", "big"] } as const;

test.each([
  ["f1", yesNo, "f1:yes", 'F1 of class "yes"'],
  ["recall:no", yesNo, "recall:no", 'recall of class "no"'],
  ["F1", abc, "f1", "F1"],
  ["precision:c:d", abc, "precision:c:d", 'precision of class "c:d"'],
  ["log_loss", yesNo, "logLoss", "log loss"],
  ["roc-auc", abc, "rocAuc", "ROC AUC"],
  ["R²", values, "r2", "R²"],
  ["accuracy", labels, "subsetAccuracy", "subset accuracy"],
  ["f1:big", labels, "f1:big", 'F1 of label "big"'],
  ["auc:red", labels, "rocAuc:red", 'ROC AUC of label "red"'],
] as const)("%s of %j is %s", (text, target, key, title) => {
  expect(chooseMetric(text, target)).toMatchObject({ key, title });
});

test.each([
  ["f2", yesNo, "metric-unknown", "Unknown metric"],
  ["rmse", yesNo, "metric-task", "does not judge classes"],
  ["auc", values, "metric-task", "does not judge numbers"],
  ["recall:maybe", yesNo, "metric-class", 'expected one of "no", "yes"'],
  ["mcc:yes", yesNo, "metric-class", 'is not of one class, so ":yes" says nothing'],
  ["mae:price", values, "metric-class", "says nothing"],
] as const)("%s for %j is refused", (text, target, code, message) => {
  expect(() => chooseMetric(text, target)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test("names and keys are unique among the metrics of a kind of target", () => {
  for (const metrics of Object.values(METRICS)) {
    const names = metrics.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(metrics.map(({ key }) => key)).size).toBe(metrics.length);
  }
});
