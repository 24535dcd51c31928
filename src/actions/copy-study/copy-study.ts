import { newRunId } from "../../run/record.ts";
import type { TuningStore } from "../../store/store.ts";
import { asNewTrial } from "../../tune/exchange/exchanged-study.ts";
import { withStore } from "../shared/stored-runs.ts";
import { namedStudy, storedStudyLine } from "../shared/studies/stored-studies.ts";
import type { CopyStudyOptions, CopyStudyResult } from "./contract.ts";

/**
 * Copies a study. A trial that is being worked on waits in the copy; the copy's trials have the runs of the
 * originals, and `tune` goes on with it as with any other.
 *
 * @throws TrainwellError `study-unknown`, or `study-exists` for a name that is taken.
 */
export function copyStudy({ study, name, empty, store: folder }: CopyStudyOptions): Promise<CopyStudyResult> {
  return withStore(folder, async (store) => {
    const { studies } = store;
    const record = await namedStudy(studies, study);
    const trials = empty ? [] : (await studies.trials(record.id)).trials.map(asNewTrial);
    const now = new Date();
    const id = newRunId(now);
    const status = record.status === "done" ? "stopped" : record.status;
    await studies.createStudy({ ...record, id, name, status, createdAt: now.toISOString() }, trials);
    await copyJob(store, { from: record.id, to: id, now });
    return { study: await storedStudyLine(studies, id) };
  });
}

/** A study of networks has a job of its id, which says what its data and its recipe are. */
async function copyJob(
  store: TuningStore,
  { from, to, now }: { from: string; to: string; now: Date },
): Promise<void> {
  const run = await store.getRun(from);
  if (run === undefined) return;
  const place = { ...run.place, job: to };
  await store.createRun({ ...run, id: to, place, createdAt: now.toISOString(), status: "interrupted" });
}
