import { parseAt } from "../../recipe/issues.ts";
import type { StudyComponent } from "../../run/study.ts";
import { comparable, reachOf } from "./curve-values.ts";
import { stopperOf } from "./index.ts";
import type { Decision, StopperDefinition, StopperRequest, TrialCurve } from "./stopper.ts";
import { goOn, stopHere } from "./verdicts.ts";

/**
 * A trial's fate by its study's stopper. Whatever the stopper, a trial whose last value is not finite is
 * stopped, and one that has reported nothing goes on.
 *
 * @param component the stopper's kind, with its options beside.
 * @param request the trial's curve and the others', the last step and the seed.
 * @throws TrainwellError `unknown-kind`; `recipe-invalid` and `recipe-unknown-key` for wrong options.
 * @example
 * const trial = { number: 0, status: "running", points: [{ step: 1, value: 0.7 }] } as const;
 * decideTrial({ kind: "median" }, { trial, others: [], lastStep: 10, seed: 1 }).verdict; // "continue"
 */
export function decideTrial(component: StudyComponent, request: StopperRequest): Decision {
  const { kind, ...options } = component;
  const definition = stopperOf(kind);
  return decideBy(definition, { request, options: stopperOptions(definition, options) });
}

/**
 * The options of a stopper, checked and with their defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the option's place.
 */
export function stopperOptions(
  definition: StopperDefinition,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return parseAt(definition.options, options, { source: "study", path: ["stopper"] });
}

/**
 * Whether a study's stopper may pause trials, so that they must be able to go on from a checkpoint.
 *
 * @throws TrainwellError as {@link decideTrial}.
 */
export function stopperPauses({ kind, ...options }: StudyComponent): boolean {
  const definition = stopperOf(kind);
  return definition.pauses(stopperOptions(definition, options));
}

/**
 * The steps, from 1, at which alone a study's stopper judges running trials; none where they are not known or
 * many.
 *
 * @throws TrainwellError as {@link decideTrial}.
 */
export function stopperRungs(
  { kind, ...options }: StudyComponent,
  about: Pick<StopperRequest, "lastStep">,
): readonly number[] {
  const definition = stopperOf(kind);
  return definition.rungs?.(stopperOptions(definition, options), about) ?? [];
}

/** As {@link decideTrial}, for a definition that need not be registered, with options that are checked. */
export function decideBy(
  definition: StopperDefinition,
  { request, options }: { request: StopperRequest; options: Readonly<Record<string, unknown>> },
): Decision {
  const last = request.trial.points.at(-1);
  if (last === undefined) return goOn("It has reported nothing yet.");
  if (!Number.isFinite(last.value))
    return stopHere(`It diverged: its value at step ${last.step} is not finite.`);
  return definition.decide(request, options);
}

/**
 * Paused trials in the order in which to ask whether they go on: those that came furthest first, and of
 * those the best, so that a free place goes where most was spent already (Li et al. 2018).
 */
export function promotionOrder(trials: readonly TrialCurve[]): TrialCurve[] {
  const value = ({ points }: TrialCurve) => comparable(points.at(-1)?.value ?? Number.NaN);
  const difference = (a: number, b: number) => (a === b ? 0 : a - b);
  return trials
    .filter(({ status }) => status === "paused")
    .sort((a, b) => reachOf(b) - reachOf(a) || difference(value(a), value(b)) || a.number - b.number);
}
