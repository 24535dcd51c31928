import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { comparable } from "./curve-values.ts";
import type { StopperDefinition, TrialCurve } from "./stopper.ts";
import { goOn, stopHere, valueText } from "./verdicts.ts";

const options = z.strictObject({
  steps: option(z._default(z.int().check(z.gte(1)), 10), {
    help: "A trial ends once it has not improved for so many steps.",
    unit: "steps",
  }),
  minimumDelta: option(z._default(z.number().check(z.gte(0)), 0), {
    help: "By how much a value must be better than the best before it to count as an improvement.",
  }),
  deltaOf: option(z._default(z.enum(["value", "progress"]), "value"), {
    help: "Whether minimumDelta is in the metric's own units or a share of all that the trial has improved.",
  }),
  warmupSteps: option(z._default(z.int().check(z.gte(0)), 0), {
    help: "No trial ends at one of its first steps, so many.",
    unit: "steps",
  }),
});

/**
 * Stops a trial whose own curve has not improved for some steps, whatever the others do.
 *
 * Options, with their limits and defaults: `steps` (whole number, ≥ 1; 10), `minimumDelta` (number, ≥ 0; 0),
 * `deltaOf` ("value" or "progress"; "value"), `warmupSteps` (whole number, ≥ 0; 0).
 */
export const patience: StopperDefinition<typeof options> = {
  kind: "patience",
  title: "Patience",
  help: "Stops a trial whose own curve has not improved for some steps.",
  paper: "Prechelt, Early Stopping — But When?, 1998",
  options,
  pauses: () => false,
  decide: ({ trial }, chosen) => {
    const last = trial.points.at(-1)!;
    const { step, value } = lastImprovement(trial, chosen);
    const words = `its last improvement was to ${valueText(value)} at step ${step}`;
    return trial.status === "running" && last.step - step >= chosen.steps && last.step > chosen.warmupSteps
      ? stopHere(`At step ${last.step} ${words}.`)
      : goOn(`At step ${last.step} ${words}.`);
  },
};

function lastImprovement(
  { points }: TrialCurve,
  { minimumDelta, deltaOf }: { minimumDelta: number; deltaOf: "value" | "progress" },
) {
  let best = { step: points[0].step, value: comparable(points[0].value) };
  let first = best.value;
  for (const point of points) {
    const value = comparable(point.value);
    const progress = first - best.value;
    const delta = deltaOf === "value" ? minimumDelta : minimumDelta * progress;
    if (value < best.value - delta || (value < best.value && best.value === Number.POSITIVE_INFINITY)) {
      if (first === Number.POSITIVE_INFINITY) first = value;
      best = { step: point.step, value };
    }
  }
  return best;
}
