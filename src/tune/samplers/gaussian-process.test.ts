import { expect, test } from "vitest";
import { dominates } from "../front/pareto.ts";
import type { Point, SearchSpace } from "../space/search-space.ts";
import { contains, pointKey } from "../space/search-space.ts";
import { proposeTrial } from "./propose.ts";
import type { FinishedTrial, SamplerRequest } from "./request/sampler.ts";

const numbers = (count: number): SearchSpace => ({
  parameters: Array.from({ length: count }, (_, i) => ({
    name: `x${i}`,
    domain: { kind: "number", low: -5, high: 5, scale: "linear" },
  })),
});

type Outcome = Partial<FinishedTrial>;

/** A study of some trials, each told as it ends. */
function study(
  space: SearchSpace,
  run: (point: Point) => Outcome,
  { trials, seed = 1, kind = "gaussianProcess", objectives = 1 }: StudyOptions,
): FinishedTrial[] {
  const finished: FinishedTrial[] = [];
  for (let number = 0; number < trials; number++) {
    const request: SamplerRequest = { space, finished, pending: [], objectives, seed, number };
    const proposal = proposeTrial({ kind }, request);
    if (proposal === null) break;
    const { point } = proposal;
    finished.push({ number, point, status: "complete", values: [], violation: 0, curve: [], ...run(point) });
  }
  return finished;
}

interface StudyOptions {
  trials: number;
  seed?: number;
  kind?: string;
  objectives?: number;
}

const bowl = (point: Point) => Object.values(point).reduce((sum, x, i) => sum + (i + 1) * (x - 1.3) ** 2, 0);
const leastOf = (trials: readonly FinishedTrial[]) =>
  Math.min(...trials.flatMap(({ values }) => (values.length > 0 ? [values[0]] : [])));

test("finds the bottom of a bowl that random search stays far from", () => {
  const run = (point: Point) => ({ values: [bowl(point)] });
  // Random search of 40 trials in four dimensions comes to about 10.
  expect(leastOf(study(numbers(4), run, { trials: 40 }))).toBeLessThan(0.01);
  expect(leastOf(study(numbers(4), run, { trials: 40, kind: "random" }))).toBeGreaterThan(1);
});

test("is not led astray by values of a thousand times the others' size", () => {
  const run = (point: Point) => ({ values: [bowl(point) + (point.x0 > 3 ? 1e6 : 0)] });
  expect(leastOf(study(numbers(3), run, { trials: 40 }))).toBeLessThan(0.01);
});

test("answers the same whatever it was asked before", () => {
  const run = (point: Point) => ({ values: [bowl(point)] });
  const finished = study(numbers(3), run, { trials: 25 });
  const ask = (trials: readonly FinishedTrial[]) =>
    proposeTrial(
      { kind: "gaussianProcess" },
      { space: numbers(3), finished: trials, pending: [], objectives: 1, seed: 1, number: 25 },
    );
  const first = ask(finished);
  for (let seed = 2; seed < 4; seed++) study(numbers(2), run, { trials: 24, seed });
  // Other objects with the same numbers in them.
  expect(ask(structuredClone(finished))).toEqual(first);
});

test("goes where choices and conditions lead", () => {
  const space: SearchSpace = {
    parameters: [
      { name: "kind", domain: { kind: "choice", labels: ["a", "b", "c"], ordered: false } },
      {
        name: "rate",
        domain: { kind: "number", low: 1e-5, high: 1, scale: "log" },
        condition: { parameter: "kind", values: [1] },
      },
      { name: "size", domain: { kind: "number", low: 1, high: 9, scale: "linear", step: 1 } },
    ],
  };
  const run = ({ kind, rate, size }: Point) => ({
    values: [(kind === 1 ? (Math.log10(rate) + 3) ** 2 : 1 + kind) + (size - 6) ** 2],
  });
  const trials = study(space, run, { trials: 40 });
  expect(trials.every(({ point }) => contains(space, point))).toBe(true);
  // The rate's logarithm within 0.03 of its best, with the best choice and size.
  expect(leastOf(trials)).toBeLessThan(1e-3);
});

test("tries no point twice, and every point of a small space", () => {
  const space: SearchSpace = {
    parameters: ["a", "b"].map((name) => ({
      name,
      domain: { kind: "choice", labels: ["1", "2", "3", "4"], ordered: true },
    })),
  };
  const trials = study(space, (point) => ({ values: [point.a + point.b] }), { trials: 20 });
  expect(new Set(trials.map(({ point }) => pointKey(point))).size).toBe(16);
  expect(trials.length).toBe(16);
});

test("keeps away from trials that run", () => {
  const space = numbers(2);
  const waves = ({ x0, x1 }: Point) => ({ values: [Math.sin(2 * x0) + Math.sin(3 * x1) + 0.1 * x0] });
  const finished = study(space, waves, { trials: 14 });
  const batch = (isTold: boolean) => {
    const running: { number: number; point: Point }[] = [];
    for (let number = 14; number < 24; number += 2) {
      const request = {
        space,
        finished,
        pending: isTold ? [...running] : [],
        objectives: 1,
        seed: 1,
        number,
      };
      running.push({ number, point: proposeTrial({ kind: "gaussianProcess" }, request)!.point });
    }
    return Math.min(
      ...running.flatMap(({ point }, i) =>
        running.slice(0, i).map((other) => Math.hypot(point.x0 - other.point.x0, point.x1 - other.point.x1)),
      ),
    );
  };
  // Untold, all find nearly the same best point; told, they are a twentieth of the space apart or more.
  expect(batch(false)).toBeLessThan(0.05);
  expect(batch(true)).toBeGreaterThan(0.5);
});

test("learns what fails and what violates limits, and what promises the best of the rest", () => {
  const run = (point: Point): Outcome =>
    point.x0 > 2
      ? { status: "failed", values: [] }
      : { values: [bowl(point)], violation: Math.max(0, point.x1 - 1) };
  const trials = study(numbers(2), run, { trials: 45 });
  const valid = trials.filter(({ status, violation }) => status === "complete" && violation === 0);
  // The best is 2·(1 − 1.3)² = 0.18, at the limit.
  expect(leastOf(valid)).toBeLessThan(0.22);
  // Three tenths of the space fail.
  expect(trials.slice(25).filter(({ status }) => status === "failed").length).toBeLessThan(4);
});

test("looks for where limits hold as long as nothing holds them", () => {
  const run = (point: Point) => ({ values: [0], violation: Math.max(0, bowl(point) - 0.2) });
  expect(study(numbers(3), run, { trials: 40 }).some(({ violation }) => violation === 0)).toBe(true);
});

test("stays within what the values' constraints allow", () => {
  const space: SearchSpace = { ...numbers(3), allows: ({ x0, x1 }) => x0 + x1 <= 0 };
  const trials = study(space, (point) => ({ values: [bowl(point)] }), { trials: 40 });
  expect(trials.every(({ point }) => contains(space, point))).toBe(true);
  // At x0 + x1 = 0 the least of (x0 − 1.3)² + 2·(x0 + 1.3)² is 4.51.
  expect(leastOf(trials)).toBeLessThan(5);
});

test("spreads over the front of two objectives", () => {
  const run = ({ x0, x1 }: Point) => ({
    values: [(x0 - 1) ** 2 + x1 ** 2, (x0 + 1) ** 2 + x1 ** 2],
  });
  const trials = study(numbers(2), run, { trials: 40, objectives: 2 });
  const front = trials.filter(({ values }) => !trials.some((other) => dominates(other.values, values)));
  // The front is x1 = 0 with x0 from −1 to 1.
  const near = front.filter(({ point }) => Math.abs(point.x1) < 0.3).map(({ point }) => point.x0);
  expect(near.length).toBeGreaterThan(8);
  expect(Math.max(...near)).toBeGreaterThan(0.6);
  expect(Math.min(...near)).toBeLessThan(-0.6);
});

test("trusts values less whose standard errors are large", () => {
  const run = (standardError?: number) => (point: Point) => ({
    // Noise of size 1 by the point's own digits.
    values: [bowl(point) + Math.sin(1e4 * (point.x0 + 2 * point.x1))],
    ...(standardError !== undefined && { standardError }),
  });
  const distance = (trials: readonly FinishedTrial[]) => {
    const late = trials.slice(-15).map(({ point }) => bowl(point));
    return late.sort((a, b) => a - b)[7];
  };
  expect(distance(study(numbers(2), run(0.7), { trials: 45 }))).toBeLessThan(8);
});
