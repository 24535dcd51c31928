import { storeOptions } from "../shared/training-options.ts";
import type { Verb } from "../verb.ts";
import type { CompareRunsOptions, CompareRunsResult } from "./contract.ts";

/** `runs compare`: what differs between two stored runs. */
export const compareRunsVerb: Verb<CompareRunsOptions, CompareRunsResult, "runs"> = {
  name: "compareRuns",
  summary: "say what differs between two runs: scores, recipe and findings",
  options: {
    runs: { argument: "<runs...>", help: 'the ids of two runs; "last" is the newest' },
    store: storeOptions.store,
  },
  load: async () => (await import("./compare-runs.ts")).compareRuns,
};
