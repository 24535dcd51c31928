import type { OptionDescription } from "../../base/describe-options.ts";
import type { KindReference } from "../../recipe/recipe-reference.ts";

/** Options of `recipe`: the list, or the schema. */
export interface RecipeOptions {
  /** Whether the JSON schema is wanted. */
  readonly schema: boolean;
}

/** The parts that a recipe is made of; or its JSON schema, where that was asked for. */
export interface RecipeResult {
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly sections: readonly OptionDescription[];
  readonly kinds: readonly KindReference[];
}
