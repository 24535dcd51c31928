import { describe, expect, it } from "vitest";
import { digitsRecipe, find, healthyEvidence, historyOf, withCourse } from "../evidence.samples.ts";

describe("exploding-gradients", () => {
  const norm = (layer: string, value: (probe: number) => number) =>
    withCourse({ probe: (name, probe) => (name === `${layer}.gradientNorm` ? value(probe) : undefined) });

  it("fires on a gradient that is not finite", () => {
    expect(
      find(
        norm("hidden1", (probe) => (probe > 6 ? Number.POSITIVE_INFINITY : 1)),
        "exploding-gradients",
      ),
    ).toMatchObject({
      severity: "problem",
      treatments: [
        { id: "clip-gradients" },
        { id: "batch-normalization" },
        { id: "warm-up" },
        { id: "lower-learning-rate" },
      ],
    });
  });

  it("fires on five doublings in a row, not on four", () => {
    const doubling = (times: number) =>
      norm("hidden2", (probe) =>
        probe < 3 ? 1e-3 : probe <= 3 + times - 1 ? 1e-3 * 2 ** (probe - 2) : 1e-3,
      );
    expect(find(doubling(5), "exploding-gradients")?.severity).toBe("problem");
    expect(find(doubling(4), "exploding-gradients")).toBeUndefined();
  });

  it("fires on a first layer whose gradient is more than 70 times the last's", () => {
    const steep = (ratio: number) => {
      const history = historyOf(digitsRecipe(), {
        probe: (name) =>
          name === "hidden1.gradientNorm" ? ratio : name === "output.gradientNorm" ? 1 : undefined,
      });
      return healthyEvidence({ history });
    };
    expect(find(steep(71), "exploding-gradients")?.severity).toBe("warning");
    expect(find(steep(70), "exploding-gradients")).toBeUndefined();
  });
});
