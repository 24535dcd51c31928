import { expect, test } from "vitest";
import { formatDetails } from "./text.ts";

test("several values, quantiles and labels are scored one a line, and classes are left to their matrix", () => {
  const perClass = [{ label: "red", precision: 1, recall: 0.5, f1: 2 / 3 }];
  expect(formatDetails({ rows: 2, metrics: {}, perClass })).toEqual([
    "       red: precision 1, recall 0.5, f1 0.6667",
  ]);
  expect(formatDetails({ rows: 2, metrics: {}, perClass, confusion: [[2]] })).toEqual([]);
  const perValue = [{ column: "a\u001b[31m", metrics: { rmse: 1.23456 } }];
  const perQuantile = [{ quantile: 0.1, below: 0.125, pinball: 0.5 }];
  const [ofValue, ofQuantile] = formatDetails({ rows: 2, metrics: {}, perValue, perQuantile });
  expect(ofValue).toMatch(/^ {7}a.*: rmse 1\.235$/);
  expect(ofValue).not.toContain("\u001b");
  expect(ofQuantile).toBe("       quantile 0.1: 0.125 of the rows below it, pinball 0.5");
});
