import { dataOption } from "../shared/options/data-options.ts";
import { outOption, trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { FitOptions, FitResult } from "./contract.ts";

/** `fit`: one training of one recipe. */
export const fitVerb: Verb<FitOptions, FitResult, "data"> = {
  name: "fit",
  summary: "train one network by a recipe, or by a sensible default",
  options: {
    data: dataOption,
    ...trainingOptions,
    ...outOption("trainwell-fit"),
    finalTest: {
      flag: "--final-test",
      help: "score the test set at the end; every scoring is recorded",
      default: false,
    },
    resume: {
      flag: "--resume <run>",
      help: 'continue an interrupted run exactly where it stopped; "last" is the newest',
      default: null,
    },
  },
  load: async () => (await import("./fit.ts")).fit,
};
