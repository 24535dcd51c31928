import { describe, expect, it } from "vitest";
import { find, healthyEvidence } from "../evidence.samples.ts";

describe("class-imbalance", () => {
  const classCounts = (rare: number) => [
    { label: "no", count: 1000 },
    { label: "yes", count: rare },
  ];
  const recall = (value: number) => ({
    loss: 0.1,
    error: 0.05,
    perClassRecall: [
      { label: "no", recall: 0.99 },
      { label: "yes", recall: value },
    ],
  });

  it("fires from 10 to 1, and weighs the classes", () => {
    expect(find(healthyEvidence({ classCounts: classCounts(100) }), "class-imbalance")).toMatchObject({
      severity: "warning",
      treatments: [
        { id: "balanced-class-weights" },
        { id: "fitting-metric", advice: expect.stringContaining("--metric") },
        { id: "more-rare-examples", advice: expect.any(String) },
      ],
    });
    expect(find(healthyEvidence({ classCounts: classCounts(101) }), "class-imbalance")).toBeUndefined();
  });

  it("is a problem when the rare class is neglected, a note when it is not", () => {
    expect(
      find(healthyEvidence({ classCounts: classCounts(50), dev: recall(0.5) }), "class-imbalance")?.severity,
    ).toBe("problem");
    expect(
      find(healthyEvidence({ classCounts: classCounts(50), dev: recall(0.9) }), "class-imbalance")?.severity,
    ).toBe("note");
  });

  it("fires below 10 to 1 too when less than 30% of a rare class is recognized", () => {
    expect(
      find(healthyEvidence({ classCounts: classCounts(250), dev: recall(0.29) }), "class-imbalance")
        ?.severity,
    ).toBe("problem");
    expect(
      find(healthyEvidence({ classCounts: classCounts(250), dev: recall(0.31) }), "class-imbalance"),
    ).toBeUndefined();
  });
});
