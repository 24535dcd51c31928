import { expect, test } from "vitest";
import { NO_EVALUATION, observe, shouldStop } from "./early-stopping.ts";

function after(losses: readonly number[], minimumDelta = 0) {
  let state = NO_EVALUATION;
  const improved = losses.map((loss, index) => {
    const observed = observe(state, { loss, epoch: index + 1 }, minimumDelta);
    state = observed.state;
    return observed.improved;
  });
  return { state, improved };
}

test("an evaluation counts as the best when it is below the best one, and not when it equals it", () => {
  const { state, improved } = after([3, 2, 2, 2.5, 1]);
  expect(improved).toEqual([true, true, false, false, true]);
  expect(state).toEqual({ best: 1, bestEpoch: 5, evaluationsSinceBest: 0 });
});

test("an improvement by less than the minimum is none", () => {
  const { state, improved } = after([3, 2.75, 2.25, 2], 0.5);
  expect(improved).toEqual([true, false, true, false]);
  expect(state).toEqual({ best: 2.25, bestEpoch: 3, evaluationsSinceBest: 1 });
});

test("a loss that is not a number is never the best", () => {
  const { state } = after([Number.NaN, 2, Number.NaN]);
  expect(state).toEqual({ best: 2, bestEpoch: 2, evaluationsSinceBest: 1 });
});

test("training stops when patience has run out, and never without patience", () => {
  const stops = (losses: readonly number[], patience?: number) => shouldStop(after(losses).state, patience);
  expect(stops([1, 2, 3], 3)).toBe(false);
  expect(stops([1, 2, 3, 4], 3)).toBe(true);
  expect(stops([1, 2, 3, 4])).toBe(false);
  expect(stops([], 1)).toBe(false);
});
