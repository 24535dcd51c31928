import { describe, expect, it } from "vitest";
import { applyPatch, type Patch } from "../../recipe/patch.ts";
import { digitsRecipe, find, healthyEvidence } from "../evidence.samples.ts";

const NORMALIZED: Patch = [
  { op: "insert", after: "hidden1", layer: { id: "normalization1", kind: "batchNormalization" } },
];

/** The finding in a normalized network with so many training rows. */
function found(train: number, patch: Patch = []) {
  const recipe = applyPatch(digitsRecipe(), [...NORMALIZED, ...patch]);
  return find(healthyEvidence({ recipe, rows: { train, dev: 360, test: 360 } }), "noisy-batch-statistics");
}

describe("noisy-batch-statistics", () => {
  it("fires on a last batch of two examples, and drops it", () => {
    const finding = found(32 * 20 + 2);
    expect(finding).toMatchObject({ severity: "warning", subject: "recipe" });
    expect(finding?.summary).toContain("the last batch of every epoch from 2 examples");
    expect(finding?.treatments[0]).toMatchObject({
      id: "drop-last-batch",
      patch: [{ op: "set", path: "training.lastBatch", value: "drop" }],
    });
  });

  it(
    "is silent from 16 examples on, where nothing is left over, where the rest is dropped, and without " +
      "normalization",
    () => {
      expect(found(32 * 20 + 15)).toBeDefined();
      expect(found(32 * 20 + 16)).toBeUndefined();
      expect(found(32 * 20)).toBeUndefined();
      // MNIST's default split leaves 94 of 56414.
      const large: Patch = [{ op: "set", path: "training.batchSize", value: 128 }];
      expect(found(56_414, large)).toBeUndefined();
      expect(found(32 * 20 + 2, [{ op: "set", path: "training.lastBatch", value: "drop" }])).toBeUndefined();
      const rows = { train: 32 * 20 + 2, dev: 360, test: 360 };
      expect(find(healthyEvidence({ rows }), "noisy-batch-statistics")).toBeUndefined();
    },
  );

  it("fires on small batches throughout, and normalizes each example by itself", () => {
    const finding = found(640, [{ op: "set", path: "training.batchSize", value: 8 }]);
    expect(finding?.summary).toContain("every batch from 8 examples");
    expect(finding?.treatments.map(({ id }) => id)).toEqual(["group-normalization"]);
    expect(finding?.treatments[0].patch).toEqual([
      { op: "set", path: "network.layers.normalization1.kind", value: "groupNormalization" },
      { op: "set", path: "network.layers.normalization1.groups", value: 1 },
    ]);
  });
});
