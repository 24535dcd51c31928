import { describe, expect, it } from "vitest";
import { applyPatch } from "../../recipe/patch.ts";
import { diabetesRecipe, find, healthyEvidence, healthyRegression } from "../evidence.samples.ts";

describe("below-floor", () => {
  it("is a problem beyond the noise, a note within it, and nothing at the floor", () => {
    const floor = (error: number) => healthyEvidence({ floor: { name: "logistic regression", error } });
    expect(find(floor(0.005), "below-floor")).toMatchObject({ severity: "problem" });
    expect(find(floor(0.018), "below-floor")).toMatchObject({ severity: "note" });
    expect(find(floor(0.02), "below-floor")).toBeUndefined();
  });

  it("offers regularization where the network fits the training part, else a linear path", () => {
    const finding = find(
      healthyRegression({ floor: { name: "ridge regression", error: 40 } }),
      "below-floor",
    );
    expect(finding?.treatments[0].id).toBe("linear-skip");
    const overfitted = healthyRegression({
      train: { loss: 0, error: 30 },
      floor: { name: "ridge regression", error: 40 },
    });
    expect(find(overfitted, "below-floor")?.treatments[0].id).toBe("weight-decay");
  });

  it("offers the simple model in the network's place where it is clearly better and its recipe is known", () => {
    const recipe = applyPatch(diabetesRecipe(), [
      { op: "set", path: "network.layers", value: [{ id: "output", kind: "dense", units: "outputs" }] },
      { op: "set", path: "optimizer.learningRate", value: 0.02 },
    ]);
    const floor = (error: number) =>
      find(healthyRegression({ floor: { name: "ridge regression", error, recipe } }), "below-floor")!;
    const [first] = floor(40).treatments;
    expect(first).toMatchObject({ id: "simple-model" });
    expect(applyPatch(diabetesRecipe(), first.patch!)).toEqual(recipe);
    const within = floor(healthyRegression().dev!.error - 0.1);
    expect(within.severity).toBe("note");
    expect(within.treatments.map(({ id }) => id)).not.toContain("simple-model");
  });
});
