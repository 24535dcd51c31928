import type { Verb } from "../verb.ts";
import type { ExplainOptions, ExplainResult } from "./contract.ts";

/** `explain`: what a kind, an option, a check, a finding or a treatment is. */
export const explainVerb: Verb<ExplainOptions, ExplainResult> = {
  name: "explain",
  summary:
    "say what a kind, an option, a check, a finding or a treatment is, such as dropout or training.batchSize",
  options: {
    query: {
      argument: "[name]",
      help: "a kind as in recipes, a path in a recipe, or the id of a finding or treatment",
      default: null,
    },
  },
  load: async () => (await import("./explain.ts")).explain,
};
