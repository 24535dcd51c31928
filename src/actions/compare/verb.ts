import { dataOption } from "../shared/options/data-options.ts";
import { integerFrom } from "../shared/options/option-text.ts";
import { trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { CompareOptions, CompareResult } from "./contract.ts";

const { store, threads, device } = trainingOptions;

/** `compare`: what differs between two runs, trials or recipes, and whether it matters. */
export const compareVerb: Verb<CompareOptions, CompareResult, "subjects"> = {
  name: "compare",
  summary: "say what differs between two runs, trials or recipes, and with --seeds whether it is real",
  options: {
    subjects: {
      argument: "<subjects...>",
      help: 'two of: a run ("last" is the newest), a trial as STUDY:NUMBER or STUDY:best, a recipe in JSON',
    },
    seeds: {
      flag: "--seeds <number>",
      help: "train both so often, with the same seeds and folds, and compare them, paired",
      default: null,
      read: integerFrom(2, 1000),
    },
    data: { flag: "-d, --data <data>", help: `what --seeds trains on: ${dataOption.help}`, default: null },
    store,
    threads,
    device,
  },
  load: async () => (await import("./compare.ts")).compare,
};
