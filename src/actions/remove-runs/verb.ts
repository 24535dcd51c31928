import { parseAge } from "../shared/options/option-text.ts";
import { statusOption } from "../shared/options/run-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { RemoveRunsOptions, RemoveRunsResult } from "./contract.ts";

/** `runs rm`: removes stored runs with their trainings, histories and files. */
export const removeRunsVerb: Verb<RemoveRunsOptions, RemoveRunsResult> = {
  name: "removeRuns",
  summary: "list the runs that would go and, with --yes, remove them with their trainings and files",
  options: {
    runs: { argument: "[runs...]", help: 'the ids of runs; "last" is the newest', default: [] },
    olderThanMs: {
      flag: "--older-than <age>",
      help: "only runs that are older, such as 7d, 12h or 2w",
      default: null,
      read: parseAge,
    },
    ...statusOption,
    yes: { flag: "-y, --yes", help: "remove them; without it they are only listed", default: false },
    dryRun: { flag: "--dry-run", help: "only list them, also beside --yes", default: false },
    store: storeOptions.store,
  },
  load: async () => (await import("./remove-runs.ts")).removeRuns,
};
