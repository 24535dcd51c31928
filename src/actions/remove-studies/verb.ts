import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { RemoveStudiesOptions, RemoveStudiesResult } from "./contract.ts";

/** `study rm`: removes studies and their trials. */
export const removeStudiesVerb: Verb<RemoveStudiesOptions, RemoveStudiesResult, "studies"> = {
  name: "removeStudies",
  summary: "list the studies that would go and, with --yes, remove them with their trials; their runs stay",
  options: {
    studies: { argument: "<studies...>", help: 'names or ids of studies; "last" is the newest' },
    yes: { flag: "-y, --yes", help: "remove them; without it they are only listed", default: false },
    store: storeOptions.store,
  },
  load: async () => (await import("./remove-studies.ts")).removeStudies,
};
