import { expect, test } from "vitest";
import { uniform } from "../../base/random.ts";
import type { Point, SearchSpace } from "../space/search-space.ts";
import { proposeTrial } from "./propose.ts";
import type { FinishedTrial } from "./request/sampler.ts";

const names = ["a", "b", "c", "d", "e"];
const cube: SearchSpace = {
  parameters: names.map((name) => ({
    name,
    domain: { kind: "number", low: -5, high: 5, scale: "linear" },
  })),
};

/** Beyond that a run has not come there. */
const MOST = 2500;

type Objective = (x: readonly number[]) => number;

const sphere: Objective = (x) => x.reduce((sum, value) => sum + (value - 1.3) ** 2, 0);
const ellipsoid: Objective = (x) =>
  x.reduce((sum, value, at) => sum + 10 ** ((6 * at) / (x.length - 1)) * (value - 1.3) ** 2, 0);
const rosenbrock: Objective = (x) =>
  x.slice(1).reduce((sum, next, at) => sum + 100 * (x[at] ** 2 - next) ** 2 + (x[at] - 1) ** 2, 0);

interface Study {
  readonly seed: number;
  readonly target: number;
  readonly space?: SearchSpace;
  /** How many trials run at once, and end in a shuffled order. */
  readonly parallel?: number;
  readonly options?: Readonly<Record<string, string | number>>;
  readonly history?: readonly FinishedTrial[];
}

/** How many evaluations it takes to come below a target; at most {@link MOST}. */
function evaluationsTo(objective: (point: Point) => number, study: Study): number {
  const { seed, target, space = cube, parallel = 1, options = {}, history = [] } = study;
  const finished = [...history];
  let pending: { number: number; point: Point }[] = [];
  for (let number = history.length; number < MOST + history.length; number++) {
    const request = { space, finished, pending, objectives: 1, seed, number };
    const { point } = proposeTrial({ kind: "cmaEs", ...options }, request)!;
    pending.push({ number, point });
    if (pending.length < parallel) continue;
    const ended = pending[Math.floor(uniform(seed, number) * pending.length)];
    pending = pending.filter((trial) => trial !== ended);
    const value = objective(ended.point);
    finished.push({ ...ended, status: "complete", values: [value], violation: 0, curve: [] });
    if (value < target) return number + 1 - history.length;
  }
  return MOST;
}

const ofPoint = (objective: Objective) => (point: Point) => objective(names.map((name) => point[name]));
const seeds = [1, 2, 3, 4, 5];
const median = (counts: readonly number[]) => counts.toSorted((a, b) => a - b)[2];

/*
 * pycma 4.5.0 in the box [−5, 5]^5 from 0 with a step of 2, seeds 1 to 5: the medians are 696, 1464 and 1568
 * evaluations to 1e-8. Both medians of five vary by a tenth, of Rosenbrock's function by a fifth.
 */
test.each([
  ["the sphere", sphere, 696, 0.2],
  ["the ellipsoid", ellipsoid, 1464, 0.2],
  ["Rosenbrock's function", rosenbrock, 1568, 0.35],
] as const)("%s takes as many evaluations as pycma", (_, objective, expected, tolerance) => {
  const counts = seeds.map((seed) => evaluationsTo(ofPoint(objective), { seed, target: 1e-8 }));
  expect(median(counts) / expected).toBeGreaterThan(1 - tolerance);
  expect(median(counts) / expected).toBeLessThan(1 + tolerance);
});

test("parallel trials that end in any order cost a few generations and no more", () => {
  const count = (parallel: number) =>
    median(seeds.map((seed) => evaluationsTo(ofPoint(sphere), { seed, target: 1e-6, parallel })));
  // Measured: 1.2 times as many with 6 at once.
  expect(count(6) / count(1)).toBeLessThan(1.6);
});

test("whole numbers do not get stuck beside the best", () => {
  const space: SearchSpace = {
    parameters: names.map((name, at) => ({
      name,
      domain: { kind: "number", low: -10, high: 10, scale: "linear", ...(at < 3 ? { step: 1 } : {}) },
    })),
  };
  const objective = (point: Point) =>
    names.reduce((sum, name, at) => sum + (point[name] - (at < 3 ? 7 : 0.5)) ** 2, 0);
  const counts = seeds.map((seed) => evaluationsTo(objective, { seed, target: 1e-6, space }));
  expect(Math.max(...counts)).toBeLessThan(2000);
});

test("where the end is at a wall it is found", () => {
  const count = median(
    seeds.map((seed) =>
      evaluationsTo(
        ofPoint((x) => x.reduce((sum, value) => sum + value + 5, 0)),
        { seed, target: 1e-6 },
      ),
    ),
  );
  expect(count).toBeLessThan(1500);
});

test("a warm start saves evaluations", () => {
  const history = Array.from({ length: 60 }, (_, number): FinishedTrial => {
    const request = { space: cube, finished: [], pending: [], objectives: 1, seed: 9, number };
    const { point } = proposeTrial({ kind: "quasiRandom" }, request)!;
    // As if something else had come near already.
    const near = Object.fromEntries(names.map((name) => [name, 1.3 + point[name] / 20]));
    const values = [ofPoint(sphere)(near)];
    return { number, point: near, status: "complete", values, violation: 0, curve: [] };
  });
  const count = (warmStart: number) =>
    median(
      seeds.map((seed) =>
        evaluationsTo(ofPoint(sphere), { seed, target: 0.05, history, options: { warmStart } }),
      ),
    );
  const cold = median(seeds.map((seed) => evaluationsTo(ofPoint(sphere), { seed, target: 0.05 })));
  expect(count(60)).toBeLessThan(0.9 * cold);
});

test("a run that ends begins again elsewhere", () => {
  // Two basins: the one at −3, which is nearer in the middle, ends at 1; the other at 3 reaches 0.
  const objective = ofPoint((x) =>
    Math.min(
      1 + x.reduce((sum, value) => sum + 0.3 * (value + 3) ** 2, 0),
      x.reduce((sum, value) => sum + 0.6 * (value - 3) ** 2, 0),
    ),
  );
  const count = (restarts: string) =>
    seeds.map((seed) => evaluationsTo(objective, { seed, target: 0.1, options: { restarts } }));
  const [never, ever] = [count("none"), count("ipop")];
  const missed = (counts: readonly number[]) => counts.filter((evaluations) => evaluations === MOST).length;
  expect(missed(never)).toBeGreaterThan(0);
  expect(missed(ever)).toBeLessThan(missed(never));
});
