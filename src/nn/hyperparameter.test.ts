import { expect, test } from "vitest";
import * as z from "zod/mini";
import { finalValue, hyperparameter, hyperparameterAt } from "./hyperparameter.ts";

const schema = hyperparameter(z.number().check(z.gte(0), z.lt(1)));
const courseOf = (value: unknown) => {
  const parsed = z.parse(schema, value);
  return Array.from({ length: 5 }, (_, done) => hyperparameterAt(parsed, { done, total: 4 }));
};

test("a number stays, and a ramp goes from one to the other over its part of the training", () => {
  expect(courseOf(0.3)).toEqual([0.3, 0.3, 0.3, 0.3, 0.3]);
  expect(courseOf({ from: 0, to: 0.5 })).toEqual([0, 0.125, 0.25, 0.375, 0.5]);
  expect(courseOf({ from: 0.5, to: 0.1, overFraction: 0.5 })).toEqual(
    [0.5, 0.3, 0.1, 0.1, 0.1].map((x) => expect.closeTo(x, 15)),
  );
});

test("the exponential curve is curriculum dropout's", () => {
  // Morerio et al.: kept share (1 - 0.5)·exp(-10·t/T) + 0.5, so dropped 0.5·(1 - exp(-10·t/T)).
  const expected = [0, 1, 2, 3].map((t) => expect.closeTo(0.5 * (1 - Math.exp((-10 * t) / 4)), 15));
  expect(courseOf({ from: 0, to: 0.5, curve: "exponential" })).toEqual([...expected, 0.5]);
});

test("its final value is where it ends", () => {
  expect(finalValue(0.2)).toBe(0.2);
  expect(finalValue({ from: 0, to: 0.4, overFraction: 1, curve: "linear" })).toBe(0.4);
});
