import { nearest, TrainwellError } from "../base/errors.ts";

/** The error for a run that does not exist. */
export function runUnknown(runId: string, known: Iterable<string>): TrainwellError {
  const guess = nearest(runId, known);
  return new TrainwellError({
    kind: "input",
    code: "run-unknown",
    message: `There is no run ${JSON.stringify(runId.slice(0, 80))} in this store.`,
    details: { run: runId.slice(0, 80) },
    hint: guess === undefined ? "Check the id, and the folder of the store." : `Did you mean "${guess}"?`,
  });
}

/** The error for a run whose id is taken. */
export function runExists(runId: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "run-exists",
    message: `The store has a run ${runId} already.`,
    details: { run: runId },
    hint: "Give the run a new id.",
  });
}

/** The error for a store that a newer version has written. */
export function storeNewer(place: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "store-newer",
    message: `The run store ${place} was made by a newer Trainwell.`,
    details: { place },
    hint: "Update Trainwell, or choose another store.",
  });
}
