import { expect, test } from "vitest";
import { devMetrics } from "./record.ts";

test("a run's dev scores are the numbers among its metrics, and how long it took is none of them", () => {
  expect(devMetrics({ metrics: { accuracy: 0.97, logLoss: 0.1 } })).toEqual({ accuracy: 0.97, logLoss: 0.1 });
  expect(devMetrics({ metrics: { durationMs: 12 } })).toEqual({});
  expect(devMetrics({ metrics: { rmse: 3, note: "by hand", best: { rmse: 2 } } })).toEqual({ rmse: 3 });
  expect(devMetrics({})).toEqual({});
});
