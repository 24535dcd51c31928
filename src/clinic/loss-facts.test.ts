import { describe, expect, it } from "vitest";
import { parseRecipe } from "../recipe/schema.ts";
import { digitsRecipe, find, healthyEvidence, historyOf } from "./evidence.samples.ts";
import { chanceLoss, hasLearned, ignorantLoss } from "./history-series.ts";
import { treatmentsFor } from "./treatments/index.ts";

const recipeWith = (loss: object, data: object = {}) => {
  const { data: own, ...rest } = digitsRecipe();
  return parseRecipe({ ...rest, loss, data: { ...own, ...data } }, { source: "the recipe" });
};
const counts = (...numbers: number[]) => numbers.map((count, index) => ({ label: String(index), count }));
const twoClasses = (loss: object, data: object = {}) => {
  const recipe = recipeWith(loss, data);
  return healthyEvidence({ recipe, outputs: 2, classCounts: counts(950, 50) });
};
const entropy = -0.95 * Math.log(0.95) - 0.05 * Math.log(0.05);

describe("chance", () => {
  it.each(["softmaxCrossEntropy", "sigmoidCrossEntropy"])(
    "of rare classes is their entropy, by %s",
    (kind) => {
      expect(chanceLoss(twoClasses({ kind }))).toBeCloseTo(entropy, 12);
      expect(ignorantLoss(twoClasses({ kind }))).toBeCloseTo(Math.LN2, 12);
    },
  );

  it("of rare classes that count as much as others is that of equal ones", () => {
    const balanced = twoClasses({ kind: "softmaxCrossEntropy" }, { classWeights: "balanced" });
    expect(chanceLoss(balanced)).toBeCloseTo(Math.LN2, 12);
    const byLoss = twoClasses({ kind: "softmaxCrossEntropy", classWeights: "balanced" });
    expect(chanceLoss(byLoss)).toBeCloseTo(Math.LN2, 12);
  });

  it("of labels follows from how often each applies", () => {
    const recipe = recipeWith({ kind: "sigmoidCrossEntropy" }, { task: "multiLabel" });
    const { classCounts: _none, ...base } = healthyEvidence({ recipe, task: "multiLabel", outputs: 2 });
    const rows = { train: 1000, dev: 100, test: 100 };
    const evidence = { ...base, rows, labelCounts: counts(50, 500) };
    expect(chanceLoss(evidence)).toBeCloseTo((entropy + Math.LN2) / 2, 12);
  });
});

describe("a network that says how often each class comes, and no more,", () => {
  const level = { trainLoss: () => 0.199, devLoss: () => 0.2 };
  const probe = (name: string) => (name === "loss" ? 0.7 : undefined);
  const recipe = recipeWith({ kind: "softmaxCrossEntropy" });
  const stuck = healthyEvidence({
    recipe,
    outputs: 2,
    classCounts: counts(950, 50),
    history: historyOf(recipe, { ...level, probe }),
  });

  it("has not learned, and is on a plateau, though its loss is far below that of two equal classes", () => {
    expect(hasLearned(stuck)).toBe(false);
    expect(find(stuck, "plateau")).toMatchObject({ severity: "problem" });
    const evenly = { ...stuck, classCounts: counts(500, 500) };
    expect(hasLearned(evenly)).toBe(true);
    expect(find(evenly, "plateau")).toBeUndefined();
  });

  it("was not initialized too large where it began at the loss of equal classes", () => {
    const rare = { ...stuck, classCounts: counts(995, 5) };
    expect(chanceLoss(rare)! * 8).toBeLessThan(0.7);
    expect(find(rare, "poor-initialization")).toBeUndefined();
  });
});

describe("treatments of the loss fit the losses that have their option:", () => {
  it.each([
    ["softmaxCrossEntropy", true],
    ["sigmoidCrossEntropy", true],
    ["focal", false],
    ["hinge", false],
  ])("label smoothing of %s: %s", (kind, fits) => {
    const evidence = healthyEvidence({ recipe: recipeWith({ kind }) });
    expect(treatmentsFor(["label-smoothing"], evidence)).toHaveLength(Number(fits));
    if (!fits) return;
    const smooth = recipeWith({ kind, labelSmoothing: 0.1 });
    expect(treatmentsFor(["label-smoothing"], healthyEvidence({ recipe: smooth }))).toEqual([]);
  });

  it.each([
    ["sigmoidCrossEntropy", true],
    ["focal", false],
  ])("weights of positive labels by %s: %s", (kind, fits) => {
    const recipe = recipeWith({ kind }, { task: "multiLabel" });
    const evidence = healthyEvidence({ recipe, task: "multiLabel" });
    expect(treatmentsFor(["balanced-positive-weights"], evidence)).toHaveLength(Number(fits));
  });
});
