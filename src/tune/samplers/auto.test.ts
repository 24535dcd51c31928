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

const byKind = (kind: string, changes: Partial<SamplerRequest>) => {
  const finished = changes.finished ?? [];
  const request = { space: plane, finished, pending: [], objectives: 1, seed: 1, number: finished.length };
  return proposeTrial({ kind }, { ...request, ...changes })!.point;
};

test("begins with the Gaussian process and says why", () => {
  expect(ask({}).why).toContain("Gaussian process");
  expect(ask({}).point).toEqual(byKind("gaussianProcess", {}));
  const finished = trialsOf(20);
  expect(ask({ finished }).point).toEqual(byKind("gaussianProcess", { finished }));
  expect(ask({ finished }).why).toBeUndefined();
});

test("walks a small space that the plan has trials for", () => {
  const space: SearchSpace = {
    parameters: [{ name: "size", domain: { kind: "choice", labels: ["1", "2", "3"], ordered: true } }],
  };
  expect(ask({ space, planned: 3 }).why).toContain("every point");
  expect(ask({ space, planned: 2 }).why).toContain("Gaussian process");
});
