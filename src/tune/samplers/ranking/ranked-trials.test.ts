import { expect, test } from "vitest";
import { randomInteger, randomKey } from "../../../base/random.ts";
import type { FinishedTrial } from "../request/sampler.ts";
import { bestTrials, rankedTrials } from "./ranked-trials.ts";

/** Trials of all kinds, with values of which some are equal. */
function trialsOf(count: number, { objectives, soundShare }: { objectives: number; soundShare: number }) {
  const key = randomKey(count, objectives);
  return Array.from({ length: count }, (_, number): FinishedTrial => {
    const draw = (index: number, bound: number) => randomInteger(randomKey(key, number), index, bound);
    const isSound = draw(0, 100) < 100 * soundShare;
    const status = isSound ? "complete" : (["complete", "stopped", "failed"] as const)[draw(1, 3)];
    return {
      number: (number * 7) % count,
      point: { x: number },
      status,
      values: status === "failed" ? [] : Array.from({ length: objectives }, (_, at) => draw(2 + at, 30)),
      violation: isSound ? 0 : draw(8, 3),
      curve: status === "stopped" ? [{ step: 1 + draw(9, 4), value: 1 }] : [],
    };
  });
}

test.each([
  { objectives: 1, soundShare: 1 },
  { objectives: 1, soundShare: 0.5 },
  { objectives: 1, soundShare: 0 },
  { objectives: 2, soundShare: 0.7 },
])("the best are the first of the ranking, with $objectives objectives, sound $soundShare", (about) => {
  const trials = trialsOf(100, about);
  const ranked = rankedTrials(trials);
  for (const count of [0, 1, 5, 25, 60, 100])
    expect(bestTrials(trials, count)).toEqual(ranked.slice(0, count));
});

test("of no trials none is the best", () => {
  expect(bestTrials([], 3)).toEqual([]);
});
