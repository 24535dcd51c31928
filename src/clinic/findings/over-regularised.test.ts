import { describe, expect, it } from "vitest";
import { branchingRecipe, find, healthyEvidence } from "../evidence.samples.ts";

describe("over-regularised", () => {
  const strong = branchingRecipe();
  it("fires when dropout is strong and the training error clearly above the simple model's", () => {
    const finding = find(
      healthyEvidence({ recipe: strong, train: { loss: 0.4, error: 0.12 }, dev: { loss: 0.4, error: 0.13 } }),
      "over-regularised",
    );
    expect(finding?.summary).toContain('dropout rate of "dropout1" 0.6');
    expect(finding?.treatments.map(({ id }) => id)).toEqual(["less-dropout", "weaker-penalties"]);
  });

  it("does not blame a network without strong regularization, nor one that fits", () => {
    const poor = { train: { loss: 0.4, error: 0.12 }, dev: { loss: 0.4, error: 0.13 } };
    expect(find(healthyEvidence(poor), "over-regularised")).toBeUndefined();
    expect(find(healthyEvidence({ recipe: strong }), "over-regularised")).toBeUndefined();
  });
});
