import { nearest, TrainwellError } from "../base/errors.ts";
import type { HeldLease } from "./study-store.ts";

/**
 * The error for a study that does not exist.
 *
 * @param asked an id or a name. @param known ids and names.
 */
export function studyUnknown(asked: string, known: Iterable<string>): TrainwellError {
  const study = asked.slice(0, 80);
  const guess = nearest(study, known);
  return new TrainwellError({
    kind: "input",
    code: "study-unknown",
    message: `There is no study ${JSON.stringify(study)} in this store.`,
    details: { study },
    hint: guess === undefined ? "Check the name, and the folder of the store." : `Did you mean "${guess}"?`,
  });
}

/** The error for a study whose id or name is taken. */
export function studyExists({ id, name }: { readonly id: string; readonly name: string }): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "study-exists",
    message: `The store has a study ${JSON.stringify(name)} already.`,
    details: { study: name, id },
    hint: "Give the study another name, or go on with the one that is there.",
  });
}

/** The error for a study that cannot be kept as it is. */
export function studyInvalid(problem: string, study: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "study-invalid",
    message: problem,
    details: { study: study.slice(0, 80) },
  });
}

/** The error for a trial that does not exist. */
export function trialUnknown(study: string, number: number): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "trial-unknown",
    message: `Study ${study} has no trial ${number}.`,
    details: { study, trial: number },
  });
}

/** The error for what is written of a trial by someone who does not hold it any more. */
export function leaseLost({ study, number, lease }: HeldLease): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "lease-lost",
    message:
      `Trial ${number} of study ${study} is no longer held by ${JSON.stringify(lease.owner)}: its lease ` +
      "ran out and another worker took it, or it has ended.",
    details: { study, trial: number, owner: lease.owner, token: lease.token },
    hint: "Drop this work; whoever holds the trial now goes on with it.",
  });
}
