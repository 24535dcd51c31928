import { describe, expect, it } from "vitest";
import type { Comparison, Finding } from "../../clinic/finding.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import { sampleDataset, sampleRecipe } from "../../train/training.samples.ts";
import { buildsOn, candidatesFor } from "./improve-round.ts";

const finding = (
  patches: Finding["treatments"][number]["patch"][],
  comparison: Comparison = "plain",
): Finding => ({
  id: "variance",
  title: "Variance",
  severity: "warning",
  subject: "run",
  summary: "A gap.",
  evidence: [],
  treatments: patches.map((patch, index) => ({
    id: `treatment${index}`,
    title: "A treatment",
    reason: "A reason.",
    source: "2020",
    expect: "An effect.",
    comparison,
    patch,
  })),
});

it("tries no treatment whose network the data do not fit through", () => {
  const recipe = sampleRecipe();
  const [{ id }] = recipe.network.layers;
  const fits = [{ op: "set", path: "optimizer.learningRate", value: 0.5 }] as const;
  const image = { id: "image", kind: "convolution2d", units: 4, kernel: 3 };
  const doesNotFit = [{ op: "insert", after: id, layer: image }] as const;
  const candidates = candidatesFor([finding([doesNotFit, fits])], recipe, {
    tried: new Set(),
    builds: buildsOn(() => [sampleDataset()]),
  });
  expect(candidates.map(({ treatment }) => treatment.id)).toEqual(["treatment1"]);
});

it("tries no treatment that nothing can be compared with, whatever it is called", () => {
  const patch = [{ op: "set", path: "training.members", value: 5 }] as const;
  const tried = (comparison: Comparison) =>
    candidatesFor([finding([patch], comparison)], sampleRecipe(), { tried: new Set(), builds: () => true });
  expect(tried("plain")).toHaveLength(1);
  expect(tried("never")).toEqual([]);
});

describe("the order of candidates", () => {
  const rate = (value: number) => [{ op: "set", path: "optimizer.learningRate", value }] as const;
  const about = (id: string, rates: number[], causedBy?: string): Finding => ({
    ...finding(rates.map(rate)),
    id,
    ...(causedBy ? { causedBy } : {}),
  });
  const orderOf = (findings: Finding[], options: { most?: number } = {}) =>
    candidatesFor(findings, sampleRecipe(), { tried: new Set(), builds: () => true, ...options }).map(
      ({ finding: { id }, recipe }) => [id, recipe.optimizer.learningRate],
    );

  it("tries other starting points before anything that findings ask for", () => {
    const order = candidatesFor([about("a", [0.1])], sampleRecipe(), {
      tried: new Set(),
      builds: () => true,
      first: [about("starts", [0.2, 0.3])],
    }).map(({ recipe }) => recipe.optimizer.learningRate);
    expect(order).toEqual([0.2, 0.3]);
  });

  it("gives every finding its turn, then those that others explain, then what is left", () => {
    const findings = [about("a", [0.1, 0.2]), about("b", [0.3]), about("c", [0.4], "a")];
    const further = [about("z", [0.5])];
    const tried = new Set<string>();
    const next = () => {
      const round = candidatesFor(findings, sampleRecipe(), { tried, builds: () => true, further });
      for (const { recipe } of round) tried.add(canonicalJson(recipe));
      return round.map(({ finding: { id }, recipe }) => [id, recipe.optimizer.learningRate]);
    };
    expect(next()).toEqual([
      ["a", 0.1],
      ["b", 0.3],
      ["a", 0.2],
    ]);
    expect([next(), next(), next()]).toEqual([[["c", 0.4]], [["z", 0.5]], []]);
  });

  it("has no more than the budget allows", () => {
    expect(orderOf([about("a", [0.1, 0.2, 0.3])], { most: 2 })).toHaveLength(2);
  });
});
