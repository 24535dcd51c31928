import { dataOptions } from "../shared/options/data-options.ts";
import { integerFrom, parseShape } from "../shared/options/option-text.ts";
import { recipeOptions, seedOption } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { GradcheckOptions, GradcheckResult } from "./contract.ts";

/** `gradcheck`: whether gradients are what central differences say. */
export const gradcheckVerb: Verb<GradcheckOptions, GradcheckResult, "subject"> = {
  name: "gradcheck",
  summary: "check gradients by central differences in float64, and blame the operation that is wrong",
  options: {
    subject: {
      argument: "<file>",
      help: "a recipe in JSON, gradients exported by a foreign program, or data",
    },
    ...dataOptions,
    data: {
      flag: "-d, --data <file>",
      help: "the data to check a recipe on (default: generated rows)",
      default: null,
    },
    gradients: {
      flag: "--gradients <file>",
      help: "another program's gradients of the recipe, with its parameters and batch, in safetensors",
      default: null,
    },
    set: {
      ...recipeOptions.set,
      help: "changes the recipe, such as network.layers.drop1.rate=0.5; repeatable",
    },
    seed: { ...seedOption.seed, help: "the seed of weights, masks, rows and samples" },
    input: {
      flag: "--input <shape>",
      help: "the shape of a generated row, such as 12 or 3x32x32",
      default: null,
      read: parseShape,
    },
    outputs: {
      flag: "--outputs <number>",
      help: "classes, labels or values of generated targets",
      default: null,
      read: integerFrom(1),
    },
    rows: {
      flag: "--rows <number>",
      help: "rows in the batch (default: 5, or 3 of more than 256 numbers)",
      default: null,
      read: integerFrom(1, 100_000),
    },
    coordinates: {
      flag: "--coordinates <number>",
      help: "coordinates to sample of a large tensor (default: 59)",
      default: null,
      read: integerFrom(1),
    },
  },
  load: async () => (await import("./gradcheck.ts")).gradcheck,
};
