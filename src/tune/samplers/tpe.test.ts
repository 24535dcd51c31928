import { expect, test } from "vitest";
import { hypervolume } from "../front/hypervolume.ts";
import type { Point, SearchSpace } from "../space/search-space.ts";
import { splitTrials } from "./parzen/tpe-split.ts";
import { proposeTrial } from "./propose.ts";
import { trialsByStep } from "./ranking/trials-by-step.ts";
import type { FinishedTrial, PendingTrial } from "./request/sampler.ts";

const plane: SearchSpace = {
  parameters: ["x", "y", "z"].map((name) => ({
    name,
    domain: { kind: "number", low: -5, high: 5, scale: "linear" },
  })),
};

const completed = (number: number, point: Point, value: number): FinishedTrial => ({
  number,
  point,
  status: "complete",
  values: [value],
  violation: 0,
  curve: [],
});

interface Study {
  readonly kind: string;
  readonly seed: number;
  readonly count: number;
  readonly space?: SearchSpace;
}

/** The best value that a sampler finds of a function. */
function bestOf(objective: (point: Point) => number, { kind, seed, count, space = plane }: Study): number {
  const finished: FinishedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const request = { space, finished, pending: [], objectives: 1, seed, number };
    const { point } = proposeTrial({ kind }, request)!;
    finished.push(completed(number, point, objective(point)));
  }
  return Math.min(...finished.map(({ values }) => values[0]));
}

const seeds = [1, 2, 3, 4, 5, 6, 7];
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[3];

test("a bowl's best of 60 is ten times as good as random search's, in the median of seven seeds", () => {
  const bowl = ({ x, y, z }: Point) => (x - 1) ** 2 + (y + 2) ** 2 + z ** 2;
  const [ours, drawn] = ["tpe", "random"].map((kind) =>
    middle(seeds.map((seed) => bestOf(bowl, { kind, seed, count: 60 }))),
  );
  // Measured: 0.07 and 2.2.
  expect(ours).toBeLessThan(drawn / 10);
});

test("the good branch of a conditional space is found, and its number", () => {
  const space: SearchSpace = {
    parameters: [
      { name: "way", domain: { kind: "choice", labels: ["a", "b", "c", "d"], ordered: false } },
      ...plane.parameters.map((parameter, at) => ({
        ...parameter,
        condition: { parameter: "way", values: [at] },
      })),
    ],
  };
  const objective = (point: Point) => (point.way === 1 ? (point.y - 2) ** 2 : 3 + (point.x ?? 0) ** 2);
  const [ours, drawn] = ["tpe", "random"].map((kind) =>
    middle(seeds.map((seed) => bestOf(objective, { kind, seed, count: 50, space }))),
  );
  expect(ours).toBeLessThan(drawn / 3);
});

test("good trials are a tenth, by rank; stopped, violating and failed ones come after complete ones", () => {
  const finished: FinishedTrial[] = [
    { ...completed(0, { x: 0 }, 0), status: "failed", values: [] },
    { ...completed(1, { x: 1 }, -9), violation: 0.5 },
    { ...completed(2, { x: 2 }, -8), status: "stopped", curve: [{ step: 2, value: -8 }] },
    ...Array.from({ length: 18 }, (_, at) => completed(3 + at, { x: 3 + at }, 50 - at)),
  ];
  const pending: PendingTrial[] = [{ number: 21, point: { x: 21 } }];
  const request = { space: plane, finished, pending, objectives: 1, seed: 1, number: 22 };
  const { good, bad } = splitTrials(request, { byStep: false, enough: 10 });
  expect(good).toEqual({ points: [{ x: 20 }, { x: 19 }], weights: [1.5, 0.5] });
  expect(bad.points.map(({ x }) => x)).toEqual([...Array.from({ length: 19 }, (_, at) => at), 21]);
});

test("pending trials push the next away", () => {
  const bowl = ({ x, y, z }: Point) => x ** 2 + y ** 2 + z ** 2;
  const finished = Array.from({ length: 30 }, (_, number) => {
    const request = { space: plane, finished: [], pending: [], objectives: 1, seed: 4, number };
    const { point } = proposeTrial({ kind: "quasiRandom" }, request)!;
    return completed(number, point, bowl(point));
  });
  const ask = (pending: readonly PendingTrial[]) =>
    proposeTrial({ kind: "tpe" }, { space: plane, finished, pending, objectives: 1, seed: 4, number: 30 })!
      .point;
  const first = ask([]);
  const near = Array.from({ length: 12 }, (_, at) => ({
    number: 30 + at,
    point: { ...first, x: first.x + at / 99 },
  }));
  const second = ask(near);
  const distance = Math.hypot(second.x - first.x, second.y - first.y, second.z - first.z);
  // A twentieth of the range, beyond the pending ones' own spread.
  expect(distance).toBeGreaterThan(0.5);
});

test("trials are compared at the largest step that enough have reached", () => {
  const curve = (values: readonly number[]) => values.map((value, at) => ({ step: at + 1, value }));
  const trials: FinishedTrial[] = [
    { ...completed(0, { x: 0 }, 1), curve: curve([5, 3, 1]) },
    { ...completed(1, { x: 1 }, 2), status: "stopped", curve: curve([4, 2]) },
    { ...completed(2, { x: 2 }, 9), status: "stopped", curve: curve([9]) },
  ];
  const told = (enough: number) =>
    trialsByStep(trials, enough).map(({ status, values }) => [status, values[0]]);
  expect(told(2)).toEqual([
    ["complete", 3],
    ["complete", 2],
    ["stopped", 9],
  ]);
  expect(told(3).map(([, value]) => value)).toEqual([5, 4, 9]);
  expect(trialsByStep([completed(0, { x: 0 }, 1)], 2)).toEqual([completed(0, { x: 0 }, 1)]);
});

test("a front of two objectives is nearer to the best than NSGA-II's and random search's after 100 trials", () => {
  // ZDT2's hollow front (Zitzler, Deb & Thiele 2000) of eight numbers, the best of seven of them at 0.3.
  const space: SearchSpace = {
    parameters: Array.from({ length: 8 }, (_, at) => ({
      name: `x${at}`,
      domain: { kind: "number", low: 0, high: 1, scale: "linear" },
    })),
  };
  const volumeOf = (kind: string, seed: number) => {
    const finished: FinishedTrial[] = [];
    for (let number = 0; number < 100; number++) {
      const { point } = proposeTrial(
        { kind },
        { space, finished, pending: [], objectives: 2, seed, number },
      )!;
      const [first, ...rest] = space.parameters.map(({ name }) => point[name]);
      const g = 1 + (9 / 7) * rest.reduce((sum, value) => sum + Math.abs(value - 0.3) / 0.7, 0);
      const values = [first, g * (1 - (first / g) ** 2)];
      finished.push({ number, point, status: "complete", values, violation: 0, curve: [] });
    }
    return hypervolume(
      finished.map(({ values }) => values),
      [1.1, 5],
    );
  };
  // Of 4.83 at most: over seeds 1 to 5 this has 3.2 to 3.5, NSGA-II 2.5 to 2.8, random search 2.0 to 2.7.
  const mean = (kind: string) => [1, 2, 3].reduce((sum, seed) => sum + volumeOf(kind, seed) / 3, 0);
  const volume = mean("tpe");
  expect(volume).toBeGreaterThan(mean("nsga2") + 0.3);
  expect(volume).toBeGreaterThan(mean("random") + 0.3);
});
