import { expect, test } from "vitest";
import { readBudget } from "./budget-text.ts";

test.each([
  ["60s", { durationMs: 60_000, trials: null }],
  ["1.5m", { durationMs: 90_000, trials: null }],
  ["20 trials", { durationMs: null, trials: 20 }],
  ["1 trial", { durationMs: null, trials: 1 }],
  ["10m, 20 trials", { durationMs: 600_000, trials: 20 }],
])("%j is a budget", (text, limits) => {
  expect(readBudget(text)).toEqual(limits);
});

test("a budget in numbers may leave out what it does not limit", () => {
  expect(readBudget({ trials: 0 })).toEqual({ durationMs: null, trials: 0 });
  expect(readBudget({ durationMs: 5 })).toEqual({ durationMs: 5, trials: null });
  expect(readBudget({})).toEqual({ durationMs: null, trials: null });
});

test.each([
  ["soon", '"soon"'],
  ["0s", '"0s"'],
  ["1.5 trials", '"1.5 trials"'],
  [{ durationMs: "60s" }, '{"durationMs":"60s"}'],
  [{ minutes: 1 }, '{"minutes":1}'],
  [{ trials: -1 }, '{"trials":-1}'],
  [60, "60"],
  [null, "null"],
])("%j is none, and is told what one looks like", (told, received) => {
  expect(() => readBudget(told as never)).toThrow(
    `Expected a budget such as "90s", "10m" or "20 trials", received ${received}.`,
  );
});
