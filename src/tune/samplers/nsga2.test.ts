import { expect, test } from "vitest";
import { uniform } from "../../base/random.ts";
import { hypervolume } from "../front/hypervolume.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { polynomialMutation, simulatedBinaryCrossover } from "./evolution/genetic-operators.ts";
import { proposeTrial } from "./propose.ts";
import type { FinishedTrial } from "./request/sampler.ts";

const DIMENSIONS = 30;
const space: SearchSpace = {
  parameters: Array.from({ length: DIMENSIONS }, (_, at) => ({
    name: `x${at}`,
    domain: { kind: "number", low: 0, high: 1, scale: "linear" },
  })),
};

/** Of points better than this in both objectives, volumes are told. */
const REFERENCE = [11, 11];

/** ZDT1 (Zitzler, Deb & Thiele 2000). */
function hypervolumeOn(kind: string, { seed, count }: { seed: number; count: number }): number {
  const finished: FinishedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const request = { space, finished, pending: [], objectives: 2, seed, number };
    const { point } = proposeTrial({ kind }, request)!;
    const [first, ...rest] = space.parameters.map(({ name }) => point[name]);
    const g = 1 + (9 * rest.reduce((sum, value) => sum + value, 0)) / (DIMENSIONS - 1);
    const values = [first, g * (1 - Math.sqrt(first / g))];
    finished.push({ number, point, status: "complete", values, violation: 0, curve: [] });
  }
  return hypervolume(
    finished.map(({ values }) => values),
    REFERENCE,
  );
}

test("ZDT1's hypervolume after 500 trials is not less than that of Optuna's NSGA-II", () => {
  const volumes = [1, 2, 3, 4].map((seed) => hypervolumeOn("nsga2", { seed, count: 500 }));
  const mean = volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length;
  // Optuna 5.0.0, seeds 1 to 4: 102.4 ± 1.2 (the standard error); ours was 106.0 ± 0.8.
  expect(mean).toBeGreaterThan(103);
  expect(mean).toBeGreaterThan(hypervolumeOn("random", { seed: 1, count: 500 }) + 5);
});

test("limits count first", () => {
  const line: SearchSpace = { parameters: space.parameters.slice(0, 2) };
  const finished = Array.from({ length: 50 }, (_, number): FinishedTrial => {
    const point = { x0: uniform(1, number), x1: uniform(2, number) };
    // The values draw to 1, the limit to below 0.3.
    const violation = Math.max(0, point.x0 - 0.3);
    return { number, point, status: "complete", values: [-point.x0], violation, curve: [] };
  });
  const children = Array.from({ length: 40 }, (_, at) =>
    proposeTrial(
      { kind: "nsga2", population: 10 },
      { space: line, finished, pending: [], objectives: 1, seed: 1, number: 50 + (at % 10) + 10 * at },
    ),
  );
  const inside = children.filter((child) => child!.point.x0 < 0.35);
  expect(inside.length).toBeGreaterThan(30);
});

test("crossover keeps the parents' middle on average, and mutation stays inside", () => {
  const draws = Array.from({ length: 4000 }, (_, at) =>
    simulatedBinaryCrossover(0.4, 0.6, { index: 15, draws: [uniform(at, 0), uniform(at, 1)] }),
  );
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  // A child is about 0.1 from the middle: the mean's standard deviation is 0.0016.
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.008);
  const mutations = [0, 0.3, 1].flatMap((unit) =>
    [0, 0.2, 0.5, 0.8, 0.999].map((draw) => polynomialMutation(unit, { index: 20, draw })),
  );
  expect(mutations.every((unit) => unit >= 0 && unit <= 1)).toBe(true);
  expect(polynomialMutation(0.3, { index: 20, draw: 0.5 })).toBeCloseTo(0.3, 12);
  expect(polynomialMutation(0.3, { index: 20, draw: 0 })).toBe(0);
});
