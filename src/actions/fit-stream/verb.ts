import type { JobContext } from "../../lab/job-context.ts";
import type { Verb } from "../verb.ts";
import type { FitStreamOptions, FitStreamResult } from "./contract.ts";

/** `fitStream`: a training on records that may be larger than memory. Only programs can call it. */
export const fitStreamVerb: Verb<Omit<FitStreamOptions, keyof JobContext>, FitStreamResult, "source"> = {
  name: "fitStream",
  summary: "train on records that may be larger than memory",
  options: {
    source: { help: "gives the records of a pass, the same in the same order each time" },
    types: { help: "types that are told instead of inferred, by column", default: undefined },
    shapes: { help: "shapes of rows that are given flat, by column", default: undefined },
    target: {
      help: "the column to predict, or several; left out where the recipe names it",
      default: undefined,
    },
    recipe: { help: "a recipe, or the path of one (default: the baseline for the data)", default: undefined },
    set: { help: "changes to the recipe, applied in order", default: [] },
    bufferRows: { help: "rows that are shuffled among each other", default: 10_000 },
    sampleRows: {
      help: "records kept for medians, categories and the first recipe",
      default: 20_000,
    },
    devRows: { help: "records to hold out, at most", default: 10_000 },
    threads: { help: "threads of the engine", default: undefined },
    device: { help: "where to train; without a WebGPU adapter the CPU does", default: undefined },
    out: { help: "where to write the recipe and the model", default: undefined },
    resume: { help: "a checkpoint to continue from", default: undefined },
    onCheckpoint: { help: "is told of the state whenever a checkpoint is due", default: undefined },
  },
  load: async () => (await import("./fit-stream.ts")).fitStream,
};
