import { applyPatch, type Patch } from "../../recipe/patch.ts";
import { formatRecipe } from "../../recipe/recipe-json.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { feature, healthyEvidence, historyOf } from "../evidence.samples.ts";
import type { RunEvidence } from "../evidence.ts";
import { treatmentsFor } from "./index.ts";
import { layersRecipe } from "./treatments.samples.ts";

const linear = layersRecipe([
  { id: "flatten", kind: "flatten" },
  { id: "output", kind: "dense", units: "outputs" },
]);

/** Evidence of a healthy run of a recipe, on a table that gives most treatments something to do. */
export const evidenceOf = (recipe: Recipe, changes: Partial<RunEvidence> = {}) =>
  healthyEvidence({
    recipe,
    history: historyOf(recipe, { epochs: 3 }),
    inputs: [feature({ sentinel: { value: -999, cells: 40 } })],
    categories: [{ column: "place", count: 40, encoding: "oneHot" }],
    floor: { name: "logistic regression", error: 0.04, recipe: linear },
    ...(recipe.data.task === "multiLabel" ? { task: "multiLabel" } : {}),
    ...changes,
  });

/** The patch of a treatment, where it has one for a run. */
export const patchFor = (id: string, evidence: RunEvidence): Patch | undefined =>
  treatmentsFor([id], evidence)[0]?.patch;

/** The layers after a treatment, each as "id:kind". */
export const layersAfter = (id: string, recipe: Recipe) => {
  const treated = applyPatch(recipe, patchFor(id, evidenceOf(recipe))!);
  return treated.network.layers.map((layer) => `${layer.id}:${layer.kind}`);
};

/** How often a treatment can be applied in a row until it says that it is in place. */
export function timesApplied(id: string, recipe: Recipe): number {
  let current = recipe;
  for (let times = 0; times < 100; times++) {
    const patch = patchFor(id, evidenceOf(current));
    if (patch === undefined) return times;
    const next = applyPatch(current, patch);
    if (formatRecipe(next) === formatRecipe(current)) throw new Error(`${id} changes nothing`);
    current = next;
  }
  throw new Error(`${id} never says that it is in place`);
}
