import { expect, test } from "vitest";
import { uniform } from "../../../base/random.ts";
import { hypervolume } from "../../front/hypervolume.ts";
import type { FinishedTrial } from "../request/sampler.ts";
import { chooseByVolume, volumeWeights } from "./volume-choice.ts";

const trialOf = (values: readonly number[], number: number): FinishedTrial => ({
  number,
  point: {},
  status: "complete",
  values,
  violation: 0,
  curve: [],
});

const numbersOf = (trials: readonly FinishedTrial[]) => trials.map(({ number }) => number);

/** Points of a part of the unit sphere, none of which dominates another. */
function sphere(count: number, objectives: number): FinishedTrial[] {
  return Array.from({ length: count }, (_, number) => {
    const raw = Array.from({ length: objectives }, (_, at) => 0.05 + uniform(number, at));
    const length = Math.hypot(...raw);
    return trialOf(
      raw.map((value) => 1 - value / length),
      number,
    );
  });
}

test("takes whole fronts while there is room, and of the next the points that add most", () => {
  const trials = [
    [0, 3],
    [3, 0],
    [1, 4],
    [1.1, 3.9],
    [4, 1],
  ].map(trialOf);
  // Of (1, 4), (1.1, 3.9) and (4, 1), up to (4.4, 4.4), the second covers 1.65 and the others 1.36.
  expect(numbersOf(chooseByVolume(trials, 2)).toSorted()).toEqual([0, 1]);
  expect(numbersOf(chooseByVolume(trials, 3)).toSorted()).toEqual([0, 1, 3]);
  expect(numbersOf(chooseByVolume(trials, 4)).toSorted()).toEqual([0, 1, 3, 4]);
});

test.each([2, 3])("adds each time the point that adds most, of %i objectives", (objectives) => {
  const trials = sphere(40, objectives);
  const worst = Array.from({ length: objectives }, (_, at) =>
    Math.max(...trials.map(({ values }) => values[at])),
  );
  const reference = worst.map((value) => 1.1 * value);
  const volume = (chosen: readonly FinishedTrial[]) =>
    hypervolume(
      chosen.map(({ values }) => values),
      reference,
    );
  const expected: FinishedTrial[] = [];
  while (expected.length < 7) {
    const rest = trials.filter((trial) => !expected.includes(trial));
    const volumes = rest.map((trial) => volume([...expected, trial]));
    expected.push(rest[volumes.indexOf(Math.max(...volumes))]);
  }
  const chosen = chooseByVolume(trials, 7);
  expect(volume(chosen)).toBeCloseTo(volume(expected), 12);
  expect(numbersOf(chosen)).toEqual(numbersOf(expected));
});

test("takes all where there is room for all, and none of none", () => {
  expect(chooseByVolume(sphere(5, 2), 9)).toHaveLength(5);
  expect(chooseByVolume([], 3)).toEqual([]);
});

test("weighs by the volume that only one dominates, dominated ones hardly", () => {
  const weights = volumeWeights(
    [
      [0, 2],
      [1, 1],
      [2, 0],
      [2, 2],
    ].map(trialOf),
  );
  // Up to (2.2, 2.2): the ends add 1 by 0.2, the middle 1 by 1.
  expect(weights.slice(0, 3).map((weight) => Number(weight.toFixed(10)))).toEqual([0.2, 1, 0.2]);
  expect(weights[3]).toBeGreaterThan(0);
  expect(weights[3]).toBeLessThan(1e-9);
});

test("values that are all alike weigh alike", () => {
  expect(volumeWeights([trialOf([1, 0], 0), trialOf([1, 0], 1)])).toEqual([1e-12, 1e-12]);
});
