import { costMatrix, leastCostClasses } from "../nn/judging/costs.ts";
import { predictedClasses } from "../nn/metrics/decisions.ts";
import type { Model } from "./model.ts";

/** Costs of errors of a model's classes, `costs[right][predicted]`; undefined where they were not told. */
export function costsOfModel({ recipe, members }: Pick<Model, "recipe" | "members">): number[][] | undefined {
  const { costs } = recipe.judge;
  const { target } = members[0].preprocessing;
  return costs.length > 0 && target.kind === "classes" ? costMatrix(costs, target.classes) : undefined;
}

/**
 * The class that a model decides for in each row: the most probable one, or where errors have costs that of
 * least expected cost.
 *
 * @param prediction probabilities, as `predictTable` gives them.
 */
export function decidedClasses(model: Model, prediction: Float32Array): Int32Array {
  const costs = costsOfModel(model);
  return costs
    ? leastCostClasses(prediction, costs)
    : predictedClasses({ probabilities: prediction, classes: model.outputs });
}
