import type * as z from "zod/mini";
import type { LayerSpec } from "../nn/layer-spec.ts";
import type { KindSpec } from "./kinds.ts";
import type { DeepReadonly } from "./sections/deep-readonly.ts";
import type { OptimizerRecipe, recipeSchema, ScheduleRecipe, ToldType } from "./sections/index.ts";
import type { RECIPE_SCHEMA } from "./types.ts";

type Written = DeepReadonly<z.input<typeof recipeSchema>>;

/** A layer as one writes it: one that shares another has no kind. */
export interface LayerInput extends Pick<LayerSpec, "id" | "inputs" | "shares"> {
  readonly kind?: string;
  readonly [option: string]: unknown;
}

/**
 * A recipe as one writes it: only `schema`, `data.target`, `network.layers` and `loss` must be there, all
 * else has defaults. `parseRecipe` makes a `Recipe` of it, which is one too.
 */
export interface RecipeInput extends Omit<Written, "schema" | "data" | "network" | "optimizer" | "schedule"> {
  readonly schema: typeof RECIPE_SCHEMA;
  readonly data: Omit<Written["data"], "types"> & { readonly types?: Readonly<Record<string, ToldType>> };
  readonly network: Omit<Written["network"], "layers"> & { readonly layers: readonly LayerInput[] };
  readonly optimizer?: KindSpec & Partial<OptimizerRecipe>;
  readonly schedule?: KindSpec & Partial<ScheduleRecipe>;
}
