import type { RecipeSurface } from "../../measure/surface/index.ts";
import { dataOption, dataOptions } from "../shared/options/data-options.ts";
import { recipeOptions, seedOption, storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { OpenSurfaceOptions } from "./contract.ts";

/** `openSurface`: the loss of a recipe as a function of all its parameters. Only programs can call it. */
export const openSurfaceVerb: Verb<OpenSurfaceOptions, RecipeSurface, "data"> = {
  name: "openSurface",
  summary: "open the loss of a recipe on training rows as a function of all its parameters",
  options: {
    data: dataOption,
    ...dataOptions,
    ...recipeOptions,
    ...seedOption,
    threads: storeOptions.threads,
    rows: {
      help: "training rows to take the mean over, at most (default: 1024)",
      default: null,
    },
  },
  load: async () => (await import("./open-surface.ts")).openSurface,
};
