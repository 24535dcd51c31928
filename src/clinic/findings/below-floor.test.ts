import { describe, expect, it } from "vitest";
import { find, healthyEvidence, healthyRegression } from "../evidence.samples.ts";

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
});
