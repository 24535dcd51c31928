import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ShowRunOptions, ShowRunResult } from "./contract.ts";

/** `runs show`: what is stored of one run. */
export const showRunVerb: Verb<ShowRunOptions, ShowRunResult, "run"> = {
  name: "showRun",
  summary: "show what is stored of a run: scores, findings, its trainings and, with --json, its recipe",
  options: {
    run: { argument: "<run>", help: 'the id of a run; "last" is the newest' },
    store: storeOptions.store,
  },
  load: async () => (await import("./show-run.ts")).showRun,
};
