import { expect, test } from "vitest";
import { differenceText, scoreText, threeDigits } from "./score-text.ts";

test.each([
  [0, "0"],
  [2.3149, "2.31"],
  [55, "55.0"],
  [9.999, "10.0"],
  [-0.012345, "−0.0123"],
  [22_283.4, "22,300"],
  [1e-7, "1.00e−7"],
  [2.5e9, "2.50e+9"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NaN, "not a number"],
])("%d in three digits is %s", (value, expected) => {
  expect(threeDigits(value)).toBe(expected);
});

test("shares are percent and their differences points, all else is in its own units", () => {
  expect(scoreText(0.96412, "share")).toBe("96.4%");
  expect(scoreText(2.3149, "target")).toBe("2.31");
  expect(scoreText(Number.NaN, "target")).toBe("diverged");
  expect(differenceText(0.0812, "share")).toBe("+8.1 points");
  expect(differenceText(-0.01, "share")).toBe("−1.0 point");
  expect(differenceText(0, "share")).toBe("0.0 points");
  expect(differenceText(-0.2112, "target")).toBe("−0.211");
  expect(differenceText(Number.NaN, "target")).toBe("–");
  expect(differenceText(Number.NEGATIVE_INFINITY, "share")).toBe("–");
});
