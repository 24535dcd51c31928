import { describe, expect, it } from "vitest";
import { allOptimizers, defineOptimizer } from "../optim/optimizers/index.ts";
import { momentum } from "../optim/optimizers/momentum.ts";
import { rmsprop } from "../optim/optimizers/rmsprop.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { varianceTreatments } from "./bias-variance.ts";
import { digitsRecipe, healthyEvidence } from "./evidence.samples.ts";
import { treatmentsFor } from "./treatments/index.ts";

defineOptimizer({ ...rmsprop, kind: "ownSpread" });
defineOptimizer({ ...momentum, kind: "ownVelocity" });

const evidenceFor = (kind: string) => {
  const recipe = parseRecipe({ ...digitsRecipe(), optimizer: { kind } }, { source: "the recipe" });
  return healthyEvidence({ recipe });
};

describe.each(allOptimizers().map(({ kind, adaptive }) => ({ kind, adaptive })))(
  "$kind, adaptive: $adaptive,",
  ({ kind, adaptive }) => {
    it("is replaced by Adam only where its steps grow with the gradients", () => {
      const [proposed] = treatmentsFor(["adam"], evidenceFor(kind));
      if (adaptive) expect(proposed).toBeUndefined();
      else
        expect(proposed.patch).toEqual([
          { op: "set", path: "optimizer.kind", value: "adam" },
          { op: "set", path: "optimizer.learningRate", value: 0.001 },
        ]);
    });

    it("gets weight decay before an L2 penalty only where it would weaken the penalty", () => {
      const decays = varianceTreatments(evidenceFor(kind)).filter((id) => /penalty|decay/.test(id));
      expect(decays).toEqual(adaptive ? ["weight-decay", "l2-penalty"] : ["l2-penalty", "weight-decay"]);
    });
  },
);

it("sees adaptive optimizers and others, those registered here among them", () => {
  const kinds = (adaptive: boolean) =>
    allOptimizers().flatMap((optimizer) => (optimizer.adaptive === adaptive ? [optimizer.kind] : []));
  expect(kinds(false)).toEqual(["sgd", "momentum", "nesterov", "ownVelocity"]);
  expect(kinds(true)).toEqual(expect.arrayContaining(["adagrad", "rmsprop", "lion", "ownSpread"]));
});
