import { fileOptions } from "../shared/options/data-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { PredictOptions, PredictResult } from "./contract.ts";

/** `predict`: predictions for the rows of a table. */
export const predictVerb: Verb<PredictOptions, PredictResult, "data" | "model"> = {
  name: "predict",
  summary: "write a CSV with the prediction for every row of a table, or every image",
  options: {
    data: {
      argument: "<data>",
      help: "data with the columns that the model was trained on, or images",
    },
    ...fileOptions,
    ...storeOptions,
    model: {
      flag: "-m, --model <model>",
      help: 'a folder written by improve or fit, or the id of a stored run (or "last")',
    },
    out: {
      flag: "-o, --out <file>",
      help: "the CSV to write, or - for stdout (default: predictions.csv)",
      default: null,
    },
  },
  load: async () => (await import("./predict.ts")).predict,
};
