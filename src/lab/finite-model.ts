import { TrainwellError } from "../base/errors.ts";
import type { Finding } from "../clinic/finding.ts";
import type { Training } from "./training.ts";

/** The part of a training that may stop being finite. */
type JudgedNetwork = Pick<Training, "member" | "train" | "dev">;

/**
 * Whether a training's weights, and what they say of the rows that they were trained and judged on, are
 * finite.
 */
export function isFiniteTraining({ member, train, dev }: JudgedNetwork): boolean {
  return [member.parameters, member.buffers, train.prediction, dev.prediction].every((values) =>
    values.every(Number.isFinite),
  );
}

/**
 * Refuses to go on with trainings that diverged: there is nothing to score or to predict by.
 *
 * @param about what the diagnosis found, and how many treatments were tried against it.
 * @throws TrainwellError `training-diverged`, with the gravest finding and its treatment, where there is one.
 */
export function requireFinite(
  trainings: readonly JudgedNetwork[],
  about: { readonly findings: readonly Finding[]; readonly run?: string; readonly tried?: number },
): void {
  const diverged = trainings.filter((training) => !isFiniteTraining(training)).length;
  if (diverged === 0) return;
  const { run, tried } = about;
  const which = trainings.length === 1 ? "The training" : `${diverged} of ${trainings.length} trainings`;
  const spent = tried === undefined ? "" : `, also with each of ${tried} treatments that were tried`;
  throw new TrainwellError({
    kind: "failure",
    code: "training-diverged",
    message:
      `${which} diverged${spent}: the loss or the predictions stopped being finite numbers, so there is no ` +
      `model to score or to predict by.`,
    details: { ...(run === undefined ? {} : { run }), diverged, trainings: trainings.length },
    hint: hintOf(about.findings),
  });
}

function hintOf([worst]: readonly Finding[]): string {
  if (worst === undefined) return "Lower optimizer.learningRate.";
  const [treatment] = worst.treatments;
  const cure = treatment === undefined ? "" : ` ${treatment.title}, or let trainwell improve try it.`;
  return `${worst.title}: ${worst.summary}${cure}`;
}
