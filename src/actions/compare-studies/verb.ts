import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { CompareStudiesOptions, CompareStudiesResult } from "./contract.ts";

/** `study compare`: studies beside each other. */
export const compareStudiesVerb: Verb<CompareStudiesOptions, CompareStudiesResult, "studies"> = {
  name: "compareStudies",
  summary: "compare studies: their best values, and those after equal numbers of trials",
  options: {
    studies: { argument: "<studies...>", help: 'names or ids of at least two studies; "last" is the newest' },
    store: storeOptions.store,
  },
  load: async () => (await import("./compare-studies.ts")).compareStudies,
};
