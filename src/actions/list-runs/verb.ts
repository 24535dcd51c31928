import { statusOption } from "../shared/options/run-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ListRunsOptions, ListRunsResult } from "./contract.ts";

/** `runs list`: the stored runs, the trainings of a job folded under it. */
export const listRunsVerb: Verb<ListRunsOptions, ListRunsResult> = {
  name: "listRuns",
  summary: "list the stored runs, the newest first, with the trainings of a job folded under it",
  options: { ...statusOption, store: storeOptions.store },
  load: async () => (await import("./list-runs.ts")).listRuns,
};
