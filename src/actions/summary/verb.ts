import { dataOptions } from "../shared/options/data-options.ts";
import { integerFrom, parseShape } from "../shared/options/option-text.ts";
import { recipeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { SummaryOptions, SummaryResult } from "./contract.ts";

/** `summary`: a network's layers, shapes, parameters and work, before anything is trained. */
export const summaryVerb: Verb<SummaryOptions, SummaryResult> = {
  name: "summary",
  summary: "list a network's layers with their output shapes, parameters and multiply-adds",
  options: {
    data: {
      argument: "[data]",
      help: "the data whose shapes the network gets (default: shapes that fit the recipe)",
      default: null,
    },
    ...dataOptions,
    recipe: recipeOptions.recipe,
    set: {
      ...recipeOptions.set,
      help: "changes the recipe, such as network.layers.hidden1.units=256; repeatable",
    },
    input: {
      flag: "--input <shape>",
      help: "without data: the shape of a row, such as 12 or 3x32x32",
      default: null,
      read: parseShape,
    },
    outputs: {
      flag: "--outputs <number>",
      help: "without data: classes, labels or values to predict",
      default: null,
      read: integerFrom(1),
    },
  },
  load: async () => (await import("./summary.ts")).summary,
};
