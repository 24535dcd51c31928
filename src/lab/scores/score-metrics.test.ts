import { expect, test } from "vitest";
import { METRICS } from "../../nn/judging/chosen-metric.ts";
import { MEASURES } from "../../nn/metrics/measures.ts";
import { SCORE_NAMES } from "./score-metrics.ts";

test("every metric that one can choose or be judged by has a name in scores that types know", () => {
  const chosen = Object.values(METRICS).flatMap((metrics) => metrics.map(({ key }) => key));
  const known: readonly string[] = SCORE_NAMES;
  expect(known).toEqual(expect.arrayContaining([...chosen, ...Object.keys(MEASURES)]));
  expect(new Set(known).size).toBe(known.length);
});
