import { describe, expect, it } from "vitest";
import { type Course, find, sigmoidRecipe, withCourse } from "../evidence.samples.ts";

describe("vanishing-gradients", () => {
  const recipe = sigmoidRecipe();
  const deep = (first: number, course: Course = {}) =>
    withCourse(
      {
        ...course,
        probe: (name) =>
          name === "hidden1.gradientNorm" ? first : name === "output.gradientNorm" ? 1 : undefined,
      },
      { recipe },
    );

  it("fires when the first layer gets a thousandth of the last layer's gradient, and replaces the sigmoids", () => {
    const finding = find(deep(9e-5, { trainLoss: () => 2.2 }), "vanishing-gradients");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.map(({ id }) => id)).toEqual([
      "relu-activations",
      "batch-normalization",
      "adam",
    ]);
    expect(find(deep(1.1e-4), "vanishing-gradients")).toBeUndefined();
  });

  it("is only a warning where the network learned all the same", () => {
    expect(find(deep(9e-5), "vanishing-gradients")?.severity).toBe("warning");
  });

  it("fires on saturated activations", () => {
    const saturated = (share: number) =>
      withCourse(
        { probe: (name) => (name === "sigmoid2.saturatedFraction" ? share : undefined) },
        { recipe },
      );
    expect(find(saturated(0.51), "vanishing-gradients")?.summary).toContain('"sigmoid2"');
    expect(find(saturated(0.5), "vanishing-gradients")).toBeUndefined();
  });
});
