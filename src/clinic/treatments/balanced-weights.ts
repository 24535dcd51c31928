import { lossDefinition } from "../../nn/losses/index.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Weighs every class by the inverse of its frequency. */
export const balancedClassWeights: TreatmentDefinition<["recipe", "task"]> = {
  id: "balanced-class-weights",
  title: "Weigh all classes equally",
  needs: ["recipe", "task"],
  source: "King & Zeng, Logistic Regression in Rare Events Data, 2001",
  expect: "A higher recall of rare classes, at a lower precision and perhaps a lower accuracy.",
  comparison: "plain",
  propose({ recipe, task }) {
    if (task !== "classification" || recipe.data.classWeights === "balanced") return undefined;
    return {
      reason: "The loss counts examples, so that rare classes hardly matter to it.",
      patch: [{ op: "set", path: "data.classWeights", value: "balanced" }],
    };
  },
};

/** Weighs the presence of each label by how rare it is. */
export const balancedPositiveWeights: TreatmentDefinition<["recipe", "task"]> = {
  id: "balanced-positive-weights",
  title: "Weigh the presence of rare labels",
  needs: ["recipe", "task"],
  source: "King & Zeng, Logistic Regression in Rare Events Data, 2001",
  expect: "A higher recall of rare labels, perhaps with more wrong ones.",
  comparison: "plain",
  propose({ recipe, task }) {
    const { kind, positiveWeights } = recipe.loss;
    const canWeigh = "positiveWeights" in lossDefinition(kind).options.shape;
    if (task !== "multiLabel" || !canWeigh || positiveWeights !== undefined) return undefined;
    return {
      reason: "The loss counts every answer the same, so that a rare label's presence hardly matters to it.",
      patch: [{ op: "set", path: "loss.positiveWeights", value: "balanced" }],
    };
  },
};
