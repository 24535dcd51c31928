import { describe, expect, it } from "vitest";
import { applyPatch } from "../../recipe/patch.ts";
import { digitsRecipe, feature, find, healthyEvidence } from "../evidence.samples.ts";

describe("unscaled-inputs", () => {
  it("fires on a feature in thousands, as a problem, and standardizes", () => {
    const recipe = applyPatch(digitsRecipe(), [{ op: "set", path: "data.normalize", value: "none" }]);
    const finding = find(
      healthyEvidence({ recipe, inputs: [feature({}), feature({ mean: 4000, std: 900, max: 9000 })] }),
      "unscaled-inputs",
    );
    expect(finding).toMatchObject({ severity: "problem", subject: "data" });
    expect(finding?.summary).toContain('"income" has mean 4,000');
    expect(finding?.treatments[0]).toMatchObject({
      id: "standardize-inputs",
      patch: [{ op: "set", path: "data.normalize", value: "standardize" }],
    });
  });

  it("fires on spread as on offset, from a root mean square of 3", () => {
    expect(find(healthyEvidence({ inputs: [feature({ std: 3.01 })] }), "unscaled-inputs")?.severity).toBe(
      "warning",
    );
    expect(find(healthyEvidence({ inputs: [feature({ mean: -3 })] }), "unscaled-inputs")?.severity).toBe(
      "warning",
    );
    expect(find(healthyEvidence({ inputs: [feature({ std: 2.99 })] }), "unscaled-inputs")).toBeUndefined();
  });

  it("fires when all features are tiny", () => {
    const tiny = feature({ mean: 0.001, std: 0.01, min: -0.04, max: 0.04 });
    expect(find(healthyEvidence({ inputs: [tiny] }), "unscaled-inputs")?.severity).toBe("problem");
    expect(find(healthyEvidence({ inputs: [tiny, feature({})] }), "unscaled-inputs")).toBeUndefined();
  });
});
