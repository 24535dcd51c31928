import { applyPatch } from "../recipe/patch.ts";
import type { Recipe } from "../recipe/schema.ts";

/** The recipe of each of a recipe's members: the same, with a seed of its own. */
export function memberRecipes(recipe: Recipe): Recipe[] {
  const { members, seed } = recipe.training;
  return Array.from({ length: members }, (_, index) =>
    index === 0 ? recipe : applyPatch(recipe, [{ op: "set", path: "training.seed", value: seed + index }]),
  );
}
