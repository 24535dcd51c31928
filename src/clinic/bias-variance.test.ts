import { describe, expect, it } from "vitest";
import { applyPatch } from "../recipe/patch.ts";
import {
  type Course,
  diabetesRecipe,
  digitsRecipe,
  find,
  healthyEvidence,
  healthyRegression,
  idsOf,
  withCourse,
} from "./evidence.samples.ts";

describe("bias and variance", () => {
  const errors = (train: number, dev: number, bound?: number) =>
    healthyEvidence({
      train: { loss: 0, error: train },
      dev: { loss: 0, error: dev },
      floor: undefined,
      bound: bound === undefined ? undefined : { error: bound, source: "human" },
    });

  it("calls a gap beyond the dev set's noise variance, with regularization and ensembles before more data", () => {
    const finding = find(errors(0, 0.1, 0), "variance");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.map(({ id }) => id)).toEqual([
      "weight-decay",
      "l2-penalty",
      "robust-inputs",
      "dropout",
      "batch-normalization",
      "members",
      "linear-skip",
      "smaller-network",
      "more-data",
    ]);
  });

  it("judges the same gap by the size of the dev set", () => {
    const small = { ...errors(0.01, 0.031, 0.01), rows: { train: 1078, dev: 100, test: 100 } };
    const large = { ...errors(0.01, 0.031, 0.01), rows: { train: 1078, dev: 3000, test: 100 } };
    expect(find(small, "variance")).toBeUndefined();
    expect(find(large, "variance")?.severity).toBe("warning");
  });

  it("judges a regression by its RMSE, and begins with the penalty where the optimizer is not adaptive", () => {
    const recipe = applyPatch(diabetesRecipe(), [{ op: "set", path: "optimizer.kind", value: "momentum" }]);
    const evidence = healthyRegression({
      recipe,
      train: { loss: 0, error: 20 },
      dev: { loss: 0, error: 60 },
      floor: undefined,
      bound: undefined,
    });
    const finding = find(evidence, "variance");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.slice(0, 2).map(({ id }) => id)).toEqual(["l2-penalty", "weight-decay"]);
  });

  it("notes a dev loss that rises while the training loss falls, unless early stopping takes care of it", () => {
    const recipe = applyPatch(digitsRecipe(), [{ op: "set", path: "training.earlyStopping", value: null }]);
    const course: Course = { devLoss: (epoch) => 0.2 + 0.01 * Math.abs(epoch - 10) };
    const outcome = { status: "finished", bestEpoch: 10, epochs: 20 } as const;
    expect(find(withCourse(course, { recipe, outcome }), "variance")).toMatchObject({ severity: "note" });
    const treatments = find(withCourse(course, { recipe, outcome }), "variance")?.treatments.map(
      ({ id }) => id,
    );
    expect(treatments?.[0]).toBe("early-stopping");
    expect(treatments?.slice(1)).not.toContain("early-stopping");
    expect(find(withCourse(course, { outcome }), "variance")).toBeUndefined();
  });

  it("calls a gap to the stated bound bias, a larger network first and never more data", () => {
    const finding = find(errors(0.12, 0.13, 0.02), "bias");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments[0].id).toBe("wider-network");
    expect(finding?.treatments.map(({ id }) => id)).not.toContain("more-data");
  });

  it("never speaks of bias without a bound", () => {
    expect(idsOf(errors(0.3, 0.31))).toEqual(["bias-unknown"]);
  });

  it("names both, the larger gap's treatments first, and then neither alone", () => {
    const both = errors(0.12, 0.2, 0.01);
    expect(idsOf(both)).toEqual(["bias-and-variance"]);
    expect(find(both, "bias-and-variance")?.treatments[0].id).toBe("wider-network");
    expect(find(errors(0.1, 0.3, 0.02), "bias-and-variance")?.treatments[0].id).toBe("weight-decay");
  });

  it("lets the capacity probe speak where bias is unknown", () => {
    const probed = { ...errors(0.12, 0.13), capacity: { fits: true, trainError: 0.01, units: 512 } };
    const finding = find(probed, "bias-unknown");
    expect(finding?.summary).toContain("512 units can fit");
    expect(finding?.treatments[0].id).toBe("wider-network");
    const unable = { ...errors(0.12, 0.13), capacity: { fits: false, trainError: 0.11, units: 512 } };
    expect(find(unable, "bias-unknown")?.treatments.map(({ id }) => id)).toEqual(["state-bound"]);
  });
});
