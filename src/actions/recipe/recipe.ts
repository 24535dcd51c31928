import type { JobContext } from "../../lab/job-context.ts";
import { recipeJsonSchema } from "../../recipe/json-schema.ts";
import { kindReferences, sectionReferences } from "../../recipe/recipe-reference.ts";
import type { RecipeOptions, RecipeResult } from "./contract.ts";

/**
 * Says what a recipe is made of: its sections and the kinds of its components, as data; or, with `schema`,
 * the JSON schema that editors and other programs check recipes by.
 */
export async function recipe({ schema }: RecipeOptions & JobContext): Promise<RecipeResult> {
  return schema
    ? { schema: recipeJsonSchema(), sections: [], kinds: [] }
    : { schema: null, sections: sectionReferences(), kinds: kindReferences() };
}
