import { dataOption, dataOptions } from "../shared/options/data-options.ts";
import { recipeOptions, seedOption, storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ExamineOptions, ExamineResult } from "./contract.ts";

/** `examine`: the learning rate and batch size that fit a training, and the shape of its loss. */
export const examineVerb: Verb<ExamineOptions, ExamineResult, "data"> = {
  name: "examine",
  summary: "find a learning rate and the largest batch that pays, and see how the loss is curved",
  options: {
    data: dataOption,
    ...dataOptions,
    ...recipeOptions,
    examinations: {
      help: "what to find out; none named stands for all but the landscape",
      default: [],
      items: [
        {
          flag: "--learning-rate",
          help: "the range test: how the loss falls as the learning rate grows",
          item: () => "learningRate",
        },
        {
          flag: "--batch-size",
          help: "the noise of gradients, the time of steps, and the largest batch that pays",
          item: () => "batchSize",
        },
        {
          flag: "--sharpness",
          help: "the curvature where a training ends: a minimum, a saddle or a plateau, and how sharp",
          item: () => "sharpness",
        },
        {
          flag: "--landscape",
          help: "the loss along a line and over a plane (not made unless asked for)",
          item: () => "landscape",
        },
      ],
    },
    ...seedOption,
    threads: storeOptions.threads,
    out: {
      flag: "-o, --out <folder>",
      help: "where to write the numbers and the drawings",
      default: null,
    },
  },
  load: async () => (await import("./examine.ts")).examine,
};
