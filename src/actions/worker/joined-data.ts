import { existsSync } from "node:fs";
import { TrainwellError } from "../../base/errors.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { type Prepared, prepare } from "../../lab/prepare/prepare.ts";
import type { DataSource } from "../../lab/prepare/read-data.ts";
import { checkSameData, requireOwnRun } from "../../lab/resume/resume.ts";
import { withSharedData } from "../../lab/shared-data.ts";
import type { StudyRecord } from "../../run/study.ts";
import type { JobStore } from "../../store/store.ts";
import type { WorkerOptions } from "./contract.ts";

/**
 * The data of a study, prepared as it has them: those that are told, those that travel with the store, or
 * those that lie where the study had them; whichever, they must have the same content.
 *
 * @throws TrainwellError `data-missing`, `data-changed`, `data-damaged`.
 */
export async function prepareJoined(
  store: JobStore,
  record: StudyRecord,
  { data, progress, signal }: WorkerOptions & JobContext,
): Promise<Prepared> {
  const job = await requireOwnRun(store, record.id);
  const read = async (from: DataSource) => {
    const prepared = await prepare({ data: from, signal }, job.recipe);
    checkSameData(job, prepared);
    return prepared;
  };
  const { sharedData, source } = record;
  if (data !== null) return read(data);
  if (sharedData !== undefined && store.sharedFiles !== undefined) {
    progress({ type: "stageStarted", stage: `fetching ${sharedData.name} from the store` });
    return withSharedData(store.sharedFiles, sharedData, read);
  }
  if (source !== undefined && existsSync(source)) return read(source);
  throw dataMissing(record);
}

function dataMissing({ name, id, source }: StudyRecord): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "data-missing",
    message: `Study ${name} trains networks on data, and the data are missing.`,
    details: { study: id },
    hint: `Name them by --data${source === undefined ? "" : `; it began with ${source}`}.`,
  });
}
