import { readBudget } from "../shared/options/budget-text.ts";
import { dataOption } from "../shared/options/data-options.ts";
import { outOption, trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ImproveOptions, ImproveResult } from "./contract.ts";

/** `improve`: the main job, from a table to a proven network. */
export const improveVerb: Verb<ImproveOptions, ImproveResult, "data"> = {
  name: "improve",
  summary: "train a baseline, diagnose it, treat it, prove that the treatment helped; report and model",
  options: {
    data: dataOption,
    ...trainingOptions,
    ...outOption("trainwell-improve"),
    budget: {
      flag: "-b, --budget <budget>",
      help: 'when to stop: "90s", "10m", "20 trials", or "10m, 20 trials" (default: 5m)',
      default: { durationMs: null, trials: null },
      read: readBudget,
    },
    resume: {
      flag: "--resume <run>",
      help: 'continue an interrupted job; "last" is the newest',
      default: null,
    },
  },
  load: async () => (await import("./improve.ts")).improve,
};
