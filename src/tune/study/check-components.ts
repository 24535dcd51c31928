import { TrainwellError } from "../../base/errors.ts";
import { parseAt } from "../../recipe/issues.ts";
import type { StudyComponent } from "../../run/study.ts";
import { samplerOf } from "../samplers/index.ts";
import { stopperOf } from "../stoppers/index.ts";

/**
 * Checks the sampler and the stopper of a study before it begins.
 *
 * @throws TrainwellError `unknown-kind`, `recipe-invalid` for an option, or `sampler-objectives` where a sampler
 *   takes one objective and there are several.
 */
export function checkComponents(
  { sampler, stopper }: { sampler: StudyComponent; stopper: StudyComponent },
  { objectives }: { objectives: number },
): void {
  const { kind, ...options } = sampler;
  const definition = samplerOf(kind);
  parseAt(definition.options, options, { source: "the sampler", path: [kind] });
  const { kind: stopperKind, ...stopperOptions } = stopper;
  parseAt(stopperOf(stopperKind).options, stopperOptions, { source: "the stopper", path: [stopperKind] });
  if (objectives > 1 && !definition.severalObjectives)
    throw new TrainwellError({
      kind: "usage",
      code: "sampler-objectives",
      message: `The sampler ${kind} takes one objective, and ${objectives} were told.`,
      details: { sampler: kind, objectives },
      hint: "Take auto, nsga2, tpe or random, or one objective with limits on the others.",
    });
}
