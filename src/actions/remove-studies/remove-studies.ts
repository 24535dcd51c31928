import { TrainwellError } from "../../base/errors.ts";
import { storePlace } from "../shared/store-place.ts";
import { withStore } from "../shared/stored-runs.ts";
import { namedStudy, storedStudyLine } from "../shared/studies/stored-studies.ts";
import type { RemoveStudiesOptions, RemoveStudiesResult } from "./contract.ts";

/**
 * Removes stored studies with their trials, or lists what would go. Runs stay: `removeRuns` removes them.
 *
 * @throws TrainwellError `study-unknown`, `studies-not-told`, `study-in-use` while a trial is worked on, or
 *   `store-missing`.
 */
export function removeStudies(options: RemoveStudiesOptions): Promise<RemoveStudiesResult> {
  const { store: folder, yes } = options;
  if (options.studies.length === 0) throw notTold();
  return withStore(folder, async ({ studies }) => {
    const records = await Promise.all(options.studies.map((name) => namedStudy(studies, name)));
    const ids = [...new Set(records.map(({ id }) => id))];
    const lines = await Promise.all(ids.map((id) => storedStudyLine(studies, id)));
    if (yes) {
      for (const id of ids) await checkIdle(await studies.trials(id, { statuses: ["running"] }), id);
      for (const id of ids) await studies.removeStudy(id);
    }
    return { store: storePlace(folder), removed: yes, studies: lines };
  });
}

/** A worker that was lost has let its lease run out. */
async function checkIdle(
  { trials }: { trials: readonly { readonly number: number; readonly lease?: { readonly until: string } }[] },
  study: string,
): Promise<void> {
  const now = new Date().toISOString();
  const held = trials.find(({ lease }) => lease !== undefined && lease.until > now);
  if (held === undefined) return;
  throw new TrainwellError({
    kind: "usage",
    code: "study-in-use",
    message: `Study ${study} is being worked on: trial ${held.number + 1} is running.`,
    details: { study, trial: held.number + 1 },
    hint: `Stop it first: trainwell study change ${study} --stop`,
  });
}

function notTold(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "studies-not-told",
    message: "Expected the names of studies to remove, received none.",
    hint: "For example: trainwell study rm coarse --yes",
  });
}
