import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeNetwork } from "../../nn/network.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { arbitraryRecipe } from "../../recipe/recipe.samples.ts";
import { formatRecipe } from "../../recipe/recipe-json.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { branchingRecipe, digitsRecipe, sigmoidRecipe } from "../evidence.samples.ts";
import { FINDINGS } from "../findings/index.ts";
import { judge } from "../judge.ts";
import { TREATMENTS, treatmentsFor } from "./index.ts";
import { RECIPES } from "./treatments.samples.ts";
import { evidenceOf, patchFor, timesApplied } from "./tried-treatments.samples.ts";

/** Builds the network dry; throws where shapes do not fit. */
function build(recipe: Recipe) {
  const readsImages = recipe.network.layers[0].kind.startsWith("convolution");
  return describeNetwork(recipe.network.layers, {
    inputTypes: new Map([
      ["features", { dtype: "float32", shape: readsImages ? [-1, 1, 5, 5] : [-1, 6] }],
      ["category:place", { dtype: "int32", shape: [-1] }],
    ]),
    cardinalities: new Map([["category:place", 9]]),
    outputs: 3,
  });
}

describe.each(Object.entries(RECIPES))("on the %s recipe", (_name, recipeOf) => {
  it.each(TREATMENTS.map(({ id }) => [id]))(
    "%s applies, changes the recipe, and leaves a network that builds",
    (id) => {
      const [treatment] = treatmentsFor([id], evidenceOf(recipeOf()));
      if (treatment === undefined) return;
      expect(treatment.reason).toMatch(/^[^a-z].*\.$|^[a-z]+ .*\.$/);
      if (treatment.patch === undefined) {
        expect(treatment.advice).toMatch(/\.$/);
        return;
      }
      const treated = applyPatch(recipeOf(), treatment.patch, { source: id });
      expect(formatRecipe(treated)).not.toBe(formatRecipe(recipeOf()));
      const { outputShape } = build(treated);
      expect([outputShape[0], outputShape.at(-1)]).toEqual([-1, 3]);
    },
  );

  // The longest way: a learning rate of 0.1 falls to 1e-7 in twelve thirds.
  it("every patch is in place at some time, and is not proposed again", () => {
    for (const { id } of TREATMENTS.filter(
      (treatment) => treatmentsFor([treatment.id], evidenceOf(recipeOf()))[0]?.advice === undefined,
    )) {
      expect(timesApplied(id, recipeOf()), id).toBeLessThanOrEqual(12);
    }
  });

  it("all treatments apply one after the other", () => {
    let recipe = recipeOf();
    for (const { id } of TREATMENTS) {
      const patch = patchFor(id, evidenceOf(recipe));
      if (patch !== undefined) recipe = applyPatch(recipe, patch, { source: id });
      expect(build(recipe).outputShape, id).toEqual([-1, 3]);
    }
  });
});

it("every treatment's patch applies to any recipe", () => {
  fc.assert(
    fc.property(arbitraryRecipe(), fc.constantFrom(...TREATMENTS), (recipe, treatment) => {
      const patch = patchFor(treatment.id, evidenceOf(recipe));
      if (patch === undefined) return;
      expect(formatRecipe(applyPatch(recipe, patch))).not.toBe(formatRecipe(recipe));
    }),
    { numRuns: 1000, seed: 42 },
  );
});

it("every treatment fits at least one of the recipes", () => {
  const fitting = Object.values(RECIPES).flatMap((recipeOf) =>
    treatmentsFor(
      TREATMENTS.map(({ id }) => id),
      evidenceOf(recipeOf()),
    ).map(({ id }) => id),
  );
  expect(TREATMENTS.map(({ id }) => id).filter((id) => !fitting.includes(id))).toEqual([]);
});

it("which treatments fit depends on the recipe", () => {
  const fitting = (recipe: Recipe) =>
    treatmentsFor(
      TREATMENTS.map(({ id }) => id),
      evidenceOf(recipe),
    ).map(({ id }) => id);
  expect(fitting(digitsRecipe())).not.toEqual(expect.arrayContaining(["standardize-inputs"]));
  expect(fitting(digitsRecipe())).not.toContain("relu-activations");
  expect(fitting(digitsRecipe())).toContain("leaky-relu");
  expect(fitting(sigmoidRecipe())).toEqual(
    expect.arrayContaining(["standardize-inputs", "relu-activations", "adam", "early-stopping"]),
  );
  expect(fitting(sigmoidRecipe())).not.toContain("leaky-relu");
  expect(fitting(branchingRecipe())).not.toContain("members");
  expect(fitting(branchingRecipe())).not.toContain("warm-up");
});

describe("declarations", () => {
  it("have unique ids, a source and an expectation", () => {
    expect(new Set(TREATMENTS.map(({ id }) => id)).size).toBe(TREATMENTS.length);
    for (const { source, expect: expectation } of TREATMENTS) {
      expect(source).toMatch(/\d{4}/);
      expect(expectation).toMatch(/\.$/);
    }
  });

  it("cover every id that a finding names", () => {
    const known = new Set(TREATMENTS.map(({ id }) => id));
    const evidences = [digitsRecipe(), sigmoidRecipe()].flatMap((recipe) => [
      evidenceOf(recipe, { inputs: [{ name: "x", mean: 100, std: 50, min: 0, max: 200 }], bound: undefined }),
      evidenceOf(recipe, {
        train: { loss: 0, error: 0 },
        dev: { loss: 0, error: 0.3 },
        outcome: { status: "diverged", bestEpoch: 1, epochs: 3 },
      }),
      evidenceOf(recipe, { train: { loss: 0, error: 0.2 }, dev: { loss: 0, error: 0.4 } }),
      evidenceOf(recipe, { train: { loss: 0, error: 0 }, dev: { loss: 0, error: 0.4 } }),
    ]);
    const named = evidences.flatMap((evidence) =>
      FINDINGS.flatMap((finding) => {
        const judgement = judge(finding, evidence);
        return judgement.verdict === "found" ? judgement.detection.treatments : [];
      }),
    );
    expect(named.length).toBeGreaterThan(20);
    for (const id of named) expect(known, id).toContain(id);
  });
});
