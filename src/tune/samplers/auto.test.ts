import { expect, test } from "vitest";
import type { SearchSpace } from "../space/search-space.ts";
import { proposeTrial } from "./propose.ts";
import type { FinishedTrial, SamplerRequest } from "./request/sampler.ts";

const plane: SearchSpace = {
  parameters: ["x", "y"].map((name) => ({
    name,
    domain: { kind: "number", low: 0, high: 1, scale: "linear" },
  })),
};

function trialsOf(count: number): FinishedTrial[] {
  return Array.from({ length: count }, (_, number) => {
    const [x, y] = [(number * 0.618) % 1, (number * 0.414) % 1];
    return {
      number,
      point: { x, y },
      status: "complete",
      values: [(x - 0.3) ** 2 + y],
      violation: 0,
      curve: [],
    };
  });
}

function ask(changes: Partial<SamplerRequest>) {
  const finished = changes.finished ?? [];
  const request = { space: plane, finished, pending: [], objectives: 1, seed: 1, number: finished.length };
  return proposeTrial({ kind: "auto" }, { ...request, ...changes })!;
}

const byKind = (sampler: string | { kind: string }, changes: Partial<SamplerRequest>) => {
  const finished = changes.finished ?? [];
  const request = { space: plane, finished, pending: [], objectives: 1, seed: 1, number: finished.length };
  return proposeTrial(typeof sampler === "string" ? { kind: sampler } : sampler, { ...request, ...changes })!
    .point;
};

test("begins with the Gaussian process and says why", () => {
  expect(ask({}).why).toContain("Gaussian process");
  expect(ask({}).point).toEqual(byKind("gaussianProcess", {}));
  const finished = trialsOf(20);
  expect(ask({ finished }).point).toEqual(byKind("gaussianProcess", { finished }));
  expect(ask({ finished }).why).toBeUndefined();
});

test("goes on by CMA-ES around the best trials where there are numbers alone", () => {
  const finished = trialsOf(250);
  expect(ask({ finished: finished.slice(0, 249) }).point).toEqual(
    byKind("gaussianProcess", { finished: finished.slice(0, 249) }),
  );
  const { point, why } = ask({ finished });
  expect(why).toContain("CMA-ES");
  const sampler = { kind: "cmaEs", warmStart: 250, warmStep: 0.01 };
  expect(point).toEqual(byKind(sampler, { finished }));
  // Near the best of the trials, which lie at y = 0 around x = 0.3.
  expect(Math.abs(Number(point.x) - 0.3)).toBeLessThan(0.35);
  expect(Number(point.y)).toBeLessThan(0.35);
});

test.each([
  ["a choice", { kind: "choice", labels: ["a", "b"], ordered: false } as const, 1],
  ["two objectives", plane.parameters[1].domain, 2],
])("goes on by Parzen estimators where there is %s", (_, domain, objectives) => {
  const space = { parameters: [...plane.parameters, { name: "z", domain }] };
  const finished = trialsOf(250).map((trial) => ({
    ...trial,
    point: { ...trial.point, z: trial.number % 2 },
    values: objectives === 1 ? trial.values : [trial.values[0], trial.point.x],
  }));
  const changes = { space, finished, objectives };
  expect(ask(changes).why).toContain("Parzen");
  expect(ask(changes).point).toEqual(byKind("tpe", changes));
});

test("says that several objectives are weighed", () => {
  expect(ask({ objectives: 2 }).why).toContain("weights");
});

test("walks a small space that the plan has trials for", () => {
  const space: SearchSpace = {
    parameters: [{ name: "size", domain: { kind: "choice", labels: ["1", "2", "3"], ordered: true } }],
  };
  expect(ask({ space, planned: 3 }).why).toContain("every point");
  expect(ask({ space, planned: 2 }).why).toContain("Gaussian process");
});
