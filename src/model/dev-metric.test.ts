import { expect, test } from "vitest";
import { devMetricFor, metricOf } from "./dev-metric.ts";

const two = {
  kind: "values",
  data: Float32Array.of(1, 10, 3, 30),
  width: 2,
  mean: [0, 0],
  scale: [5, 500],
} as const;

test("classes are watched by accuracy, labels by the share of wrong ones", () => {
  const classes = { kind: "classes", data: Int32Array.of(0), classes: ["a", "b"] } as const;
  const labels = { kind: "labels", data: Float32Array.of(1, 0, 1, 1), labels: ["a", "b"] } as const;
  expect(devMetricFor(classes, { kind: "hinge" })).toEqual({ kind: "accuracy" });
  expect(devMetricFor(labels, { kind: "focal" })).toEqual({ kind: "hammingLoss" });
  expect(metricOf(Float32Array.of(0.9, 0.9, 0.5, 0.4), labels.data, { kind: "hammingLoss" })).toBe(0.5);
});

test("one value is watched in its own units", () => {
  const one = { ...two, width: 1, mean: [0], scale: [5] };
  const metric = devMetricFor(one, { kind: "huber" });
  expect(metric).toEqual({ kind: "rmse", scale: [5] });
  // Errors of 3 and 4: the root of their mean square is √12.5.
  expect(metricOf(Float32Array.of(4, 6), Float32Array.of(1, 2), metric)).toBeCloseTo(5 * Math.sqrt(12.5), 12);
});

test("several values are watched in scaled units, so that none outweighs the others", () => {
  const metric = devMetricFor(two, { kind: "meanSquaredError" });
  expect(metric).toEqual({ kind: "relativeRmse", scale: [1, 1] });
  expect(metricOf(Float32Array.of(2, 10, 4, 32), two.data, metric)).toBeCloseTo((1 + Math.SQRT2) / 2, 12);
});

test("quantiles are watched by their pinball loss, with those of one value side by side", () => {
  const metric = devMetricFor(two, { kind: "quantile", quantiles: [0.25, 0.5] });
  expect(metric).toEqual({ kind: "relativePinball", scale: [1, 1], quantiles: [0.25, 0.5] });
  const prediction = Float32Array.of(0, 1, 10, 10, 7, 3, 30, 26);
  // First value: ¼·1 and ¾·4 at q = ¼, nothing at ½. Second: nothing at ¼, 0 and ½·4 at ½. Means over rows,
  // then all.
  expect(metricOf(prediction, two.data, metric)).toBeCloseTo((0.25 + 3 + 0 + 0 + 0 + 0 + 0 + 2) / 2 / 4, 12);
});
