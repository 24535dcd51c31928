import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

const errorCost = z.strictObject({
  actual: option(z.string(), { help: "The right class." }),
  predicted: option(z.string(), { help: "The class that is predicted in its place." }),
  cost: option(z.number().check(z.nonnegative()), { help: "What that costs, in any unit." }),
});

/** The schema of `judge`; the metric and the classes are checked against the target once it is read. */
export const judgeSchema = z.strictObject({
  metric: option(z._default(z.string().check(z.minLength(1)), "auto"), {
    help:
      'The metric that trainings are judged by, such as "f1", "recall:yes" or "mae"; "auto" is what fits ' +
      "the loss: accuracy, Hamming loss or RMSE, and the mean cost where costs are told.",
  }),
  costs: option(z._default(z.array(errorCost), []), {
    help:
      "What each kind of error costs; 1 for those left out. With costs the class of least expected cost is " +
      "predicted.",
    paper: "Elkan, The Foundations of Cost-Sensitive Learning, 2001",
  }),
});

/** The metric and the costs that trainings are judged by. */
export interface JudgeRecipe extends DeepReadonly<z.output<typeof judgeSchema>> {}

/**
 * Checks data that should be a recipe's `judge`, and fills in its defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseJudgeSection(json: unknown, { source }: SectionSource): JudgeRecipe {
  return parseSection(judgeSchema, json, { source, path: ["judge"] });
}
