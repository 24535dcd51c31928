import { TrainwellError } from "../../base/errors.ts";
import { type JobContext, noteTo } from "../../lab/job-context.ts";
import { openStore } from "../../store/open-store.node.ts";
import { STOPPED } from "../shared/search/study-progress.ts";
import { withStore } from "../shared/stored-runs.ts";
import { namedStudy } from "../shared/studies/stored-studies.ts";
import type { WorkerOptions, WorkerResult } from "./contract.ts";
import { type DoneTrial, joinStudy } from "./join-study.ts";
import { serveStudies } from "./serve-studies.ts";

type Told = WorkerOptions & JobContext;

/**
 * Joins a study that another process began, carries out trials of it, and leaves when it ends; or, without
 * one, serves all that are open, and those that begin while it waits. It may be killed at any time: its
 * trials are taken up by others. Of another program the study keeps the command, and joining runs it.
 *
 * @throws TrainwellError `study-unknown`; `study-not-open`; `study-other-version` of a study that another
 *   version of this program made; `data-missing`; or `interrupted`.
 */
export async function worker(options: Told): Promise<WorkerResult> {
  const started = performance.now();
  const { study } = options;
  const done: DoneTrial[] = [];
  const rest = await (study === null ? serveAll(options, done) : joinOne(options, { name: study, done }));
  if (options.signal.aborted) throw left(rest.studies.map(({ name }) => name));
  const count = `${done.length} trial${done.length === 1 ? "" : "s"}`;
  const where =
    rest.studies.length === 1 ? `study ${rest.studies[0].name}` : `${rest.studies.length} studies`;
  return {
    headline: `Carried out ${count} of ${where}; ${rest.stopped.text}.`,
    ...rest,
    trials: done,
    durationMs: performance.now() - started,
  };
}

function joinOne(options: Told, { name, done }: { name: string; done: DoneTrial[] }) {
  return withStore(
    options.store,
    async (store) => {
      const record = await namedStudy(store.studies, name);
      const ended = await joinStudy(store, { record, options, done });
      const studies = [{ id: record.id, name: record.name }];
      return { studies, stopped: { reason: ended, text: STOPPED[ended] } };
    },
    { onWait: noteTo(options) },
  );
}

async function serveAll(options: Told, done: DoneTrial[]) {
  // Made where there is none, so that workers may be there before the first study.
  const store = await openStore(options.store, { onWait: noteTo(options) });
  try {
    const studies = await serveStudies(store, options, done);
    return { studies, stopped: { reason: "idle", text: "no study is open" } as const };
  } finally {
    await store.close();
  }
}

function left(studies: readonly string[]): TrainwellError {
  const names = studies.length === 0 ? "" : ` of ${studies.join(", ")}`;
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: `Interrupted; the trials${names} that ran here were given back.`,
    details: { studies },
    hint: "Others take them up; the study goes on.",
  });
}
