import { expect, test } from "vitest";
import { uniform } from "../../base/random.ts";
import type { FinishedTrial } from "../samplers/request/sampler.ts";
import { hypervolume } from "./hypervolume.ts";
import { kneePoint } from "./knee-point.ts";
import { dominates } from "./pareto.ts";
import { nondominated, paretoFrontOf } from "./pareto-front.ts";

const trial = (
  number: number,
  values: readonly number[],
  changes: Partial<FinishedTrial> = {},
): FinishedTrial => ({
  number,
  point: {},
  status: "complete",
  values,
  violation: 0,
  curve: [],
  ...changes,
});

const numbers = (trials: readonly FinishedTrial[]) => trials.map(({ number }) => number);

const cloud = (count: number, objectives: number) =>
  Array.from({ length: count }, (_, index) =>
    Array.from({ length: objectives }, (_, at) => uniform(objectives, index * objectives + at)),
  );

test("a front holds what nothing dominates, equal ones all, by the first objective", () => {
  const trials = [trial(0, [3, 1]), trial(1, [1, 3]), trial(2, [2, 2]), trial(3, [2, 3]), trial(4, [2, 2])];
  expect(numbers(paretoFrontOf(trials))).toEqual([1, 2, 4, 0]);
});

test("failed and stopped trials and those without finite values are in no front", () => {
  const trials = [
    trial(0, [], { status: "failed" }),
    trial(1, [0, 0], { status: "stopped" }),
    trial(2, [0, Number.POSITIVE_INFINITY]),
    trial(3, [5, 5]),
  ];
  expect(numbers(paretoFrontOf(trials))).toEqual([3]);
  expect(paretoFrontOf([])).toEqual([]);
});

test("trials that keep the limits go before all others, and before there is one the least violation counts", () => {
  const wrong = [trial(0, [1, 1], { violation: 2 }), trial(1, [3, 3], { violation: 1 })];
  expect(numbers(paretoFrontOf(wrong))).toEqual([1]);
  expect(numbers(paretoFrontOf([...wrong, trial(2, [9, 9])]))).toEqual([2]);
});

test.each([2, 3, 4])(
  "of random points with %i objectives the front is that of the definition",
  (objectives) => {
    const values = cloud(200, objectives);
    const expected = values.flatMap((point, place) =>
      values.some((other) => dominates(other, point)) ? [] : [place],
    );
    expect(nondominated(values).sort((a, b) => a - b)).toEqual(expected);
  },
);

test("a hypervolume is that of boxes that were put together by hand", () => {
  expect(hypervolume([], [1, 1])).toBe(0);
  expect(
    hypervolume(
      [
        [1, 2],
        [2, 1],
      ],
      [3, 3],
    ),
  ).toBe(3);
  expect(
    hypervolume(
      [
        [1, 2],
        [2, 1],
        [2, 2],
        [4, 0],
      ],
      [3, 3],
    ),
  ).toBe(3);
  expect(hypervolume([[0, 0, 0]], [1, 2, 3])).toBe(6);
  // Three boxes of 4, which share 2 by twos and 1 all together.
  expect(
    hypervolume(
      [
        [1, 1, 2],
        [1, 2, 1],
        [2, 1, 1],
      ],
      [3, 3, 3],
    ),
  ).toBe(4 * 3 - 2 * 3 + 1);
  expect(hypervolume([[2], [1]], [4])).toBe(3);
});

test.each([2, 3, 4])(
  "a hypervolume of %i objectives is the share of random points that are dominated",
  (objectives) => {
    const front = cloud(12, objectives);
    const reference = new Array<number>(objectives).fill(1);
    const count = 20_000;
    let dominated = 0;
    for (let index = 0; index < count; index++) {
      const point = reference.map((_, at) => uniform(99, index * objectives + at));
      if (front.some((each) => each.every((value, at) => value <= point[at]))) dominated++;
    }
    // Four standard errors of a share of 20,000 draws are at most 0.0142.
    expect(Math.abs(hypervolume(front, reference) - dominated / count)).toBeLessThan(0.0142);
  },
);

test("a knee is where the front bends most, on whatever scales", () => {
  expect(
    kneePoint([
      [0, 1],
      [0.2, 0.1],
      [1, 0],
    ]),
  ).toBe(1);
  expect(
    kneePoint(
      [
        [0, 1000],
        [200, 400],
        [300, 100],
        [1000, 0],
      ].map(([x, y]) => [x * 1e-9, y]),
    ),
  ).toBe(2);
  expect(
    kneePoint([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.3, 0.2, 0.2],
    ]),
  ).toBe(3);
});

test("a straight front, one that bulges the other way, and two points have no knee", () => {
  expect(
    kneePoint([
      [0, 1],
      [0.3, 0.7],
      [1, 0],
    ]),
  ).toBeUndefined();
  expect(
    kneePoint([
      [0, 1],
      [0.8, 0.8],
      [1, 0],
    ]),
  ).toBeUndefined();
  expect(
    kneePoint([
      [0, 1],
      [1, 0],
    ]),
  ).toBeUndefined();
  expect(kneePoint([])).toBeUndefined();
});
