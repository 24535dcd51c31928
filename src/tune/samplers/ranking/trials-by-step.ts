import type { FinishedTrial } from "../request/sampler.ts";

/** The last step that a trial reported; 0 of one that reported nothing. */
export function lastStepOf({ curve }: FinishedTrial): number {
  return curve.at(-1)?.step ?? 0;
}

/**
 * Trials as they stood at one step, so that early and late ones are compared at the same one: the largest
 * step that so many have reached. Those that have not are stopped ones, with their last values (Falkner et
 * al., BOHB, 2018). As they are where nobody reported anything.
 *
 * @param enough how many trials must have reached the step.
 */
export function trialsByStep(trials: readonly FinishedTrial[], enough: number): readonly FinishedTrial[] {
  const reached = trials.filter(({ status }) => status !== "failed").map(lastStepOf);
  const step = reached.sort((a, b) => b - a)[Math.min(enough, reached.length) - 1] ?? 0;
  if (step === 0) return trials;
  return trials.map((trial): FinishedTrial => {
    if (trial.status === "failed") return trial;
    const last = trial.curve.findLast((point) => point.step <= step);
    const values = last === undefined ? trial.values : [last.value, ...trial.values.slice(1)];
    return { ...trial, values, status: lastStepOf(trial) >= step ? "complete" : "stopped" };
  });
}
