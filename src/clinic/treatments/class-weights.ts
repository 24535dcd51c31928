import type { TreatmentDefinition } from "./treatment.ts";

/** Weighs every class by the inverse of its frequency. */
export const balancedClassWeights: TreatmentDefinition = {
  id: "balanced-class-weights",
  title: "Weigh all classes equally",
  source: "King & Zeng, Logistic Regression in Rare Events Data, 2001",
  expect: "A higher recall of rare classes, perhaps at a lower overall accuracy.",
  propose({ recipe, task }) {
    if (task !== "classification" || recipe.data.classWeights === "balanced") return undefined;
    return {
      reason: "The loss counts examples, so that rare classes hardly matter to it.",
      patch: [{ op: "set", path: "data.classWeights", value: "balanced" }],
    };
  },
};
