import { TrainwellError } from "../../base/errors.ts";
import type { StudyComponent } from "../../run/study.ts";
import { samplerOf } from "../samplers/index.ts";
import { samplerOptions } from "../samplers/propose.ts";
import { stopperOptions } from "../stoppers/decide-trial.ts";
import { stopperOf } from "../stoppers/index.ts";

/**
 * Checks the sampler and the stopper of a study before it begins.
 *
 * @throws TrainwellError `unknown-kind`, `recipe-invalid` or `recipe-unknown-key` for an option, or
 *   `several-objectives` where a sampler takes one objective and there are several.
 */
export function checkComponents(
  components: { sampler: StudyComponent; stopper: StudyComponent },
  { objectives }: { objectives: number },
): void {
  const { kind: sampler, ...options } = components.sampler;
  const definition = samplerOf(sampler);
  samplerOptions(definition, options);
  const { kind: stopper, ...stops } = components.stopper;
  stopperOptions(stopperOf(stopper), stops);
  if (objectives <= 1 || definition.severalObjectives) return;
  throw new TrainwellError({
    kind: "usage",
    code: "several-objectives",
    message: `The sampler ${sampler} takes one objective, and ${objectives} were told.`,
    details: { sampler, objectives },
    hint: "Take the default sampler, nsga2 or tpe, or one objective with limits on the others.",
  });
}
