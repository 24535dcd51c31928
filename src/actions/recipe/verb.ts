import type { Verb } from "../verb.ts";
import type { RecipeOptions, RecipeResult } from "./contract.ts";

/** `recipe`: what a recipe is made of, or its JSON schema. */
export const recipeVerb: Verb<RecipeOptions, RecipeResult> = {
  name: "recipe",
  summary: "list what a recipe is made of: its sections, their options, and the kinds of components",
  options: {
    schema: {
      flag: "--schema",
      help: "print the JSON schema of recipes, for editors and other programs",
      default: false,
    },
  },
  load: async () => (await import("./recipe.ts")).recipe,
};
