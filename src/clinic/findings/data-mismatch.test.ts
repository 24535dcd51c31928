import { describe, expect, it } from "vitest";
import { find, healthyEvidence } from "../evidence.samples.ts";

describe("data-mismatch", () => {
  const evidence = (train: number, trainDev: number, dev: number) => ({
    ...healthyEvidence({
      train: { loss: 0, error: train },
      dev: { loss: 0, error: dev },
      floor: undefined,
      bound: undefined,
    }),
    rows: { train: 10_000, dev: 1000, test: 100 },
    trainDev: { loss: 0, error: trainDev, rows: 1000 },
  });

  it("is found where rows held apart are right and dev rows wrong, and then it is no variance", () => {
    const finding = find(evidence(0.01, 0.015, 0.1), "data-mismatch");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.map(({ id }) => id)).toEqual(["matching-data"]);
    expect(find(evidence(0.01, 0.015, 0.1), "variance")).toBeUndefined();
  });

  it("is not found where rows held apart are as wrong as dev rows: that is variance", () => {
    expect(find(evidence(0.01, 0.1, 0.105), "data-mismatch")).toBeUndefined();
    expect(find(evidence(0.01, 0.1, 0.105), "variance")?.summary).toContain("training rows held apart");
  });

  it("cannot be told without rows held apart", () => {
    const { trainDev: _, ...without } = evidence(0.01, 0.015, 0.1);
    expect(find(without, "data-mismatch")).toBeUndefined();
    expect(find(without, "variance")).toBeDefined();
  });
});
