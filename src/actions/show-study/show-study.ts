import { renderStudyReport } from "../../report/study/render-study-report.node.ts";
import { studySpace } from "../../tune/study/study-space.ts";
import { checkOutputFile, writeOutputFile } from "../shared/files/output-file.ts";
import { withStore } from "../shared/stored-runs.ts";
import { bestHistory, namedStudy, studyLine } from "../shared/studies/stored-studies.ts";
import { studyFacts } from "../shared/studies/study-facts.ts";
import { studyReport } from "../shared/studies/study-report.ts";
import { studySlices } from "../shared/studies/study-slices.ts";
import { spaceWords, trialSummary } from "../shared/studies/trial-summary.ts";
import type { ShowStudyOptions, ShowStudyResult } from "./contract.ts";

/** So many parameters, the most important ones, are shown beside the values. */
const SLICES = 3;

/**
 * Shows what a store holds of a study, and what follows from it; and writes a page of it where one is wanted.
 *
 * @throws TrainwellError `study-unknown`, `store-missing`, or `file-unwritable`.
 */
export async function showStudy(options: ShowStudyOptions): Promise<ShowStudyResult> {
  const { store: folder, report } = options;
  if (report !== null) await checkOutputFile(report, { store: folder });
  return withStore(folder, async ({ studies }) => {
    const record = await namedStudy(studies, options.study);
    const { trials } = await studies.trials(record.id);
    const space = studySpace(record);
    const facts = studyFacts(record, { space, trials });
    const parameters = facts.importance.slice(0, SLICES).map(({ parameter }) => parameter);
    if (report !== null)
      await writeOutputFile(report, renderStudyReport(studyReport(record, { space, trials, facts })));
    const { sampler, stopper, objectives, limits, seed, settings } = record;
    return {
      study: studyLine(record, trials),
      sampler,
      stopper,
      objectives,
      limits,
      seed,
      settings,
      space: spaceWords(space),
      trials: trials.map((trial) => trialSummary(space, trial)),
      ranking: facts.ranking.map(({ number }) => number + 1),
      front: facts.front,
      knee: facts.knee,
      history: bestHistory(record, trials),
      importance: facts.importance,
      importanceMethod: facts.importanceMethod,
      slices: studySlices(record, { space, trials, parameters }),
      warnings: facts.warnings,
      files: report === null ? {} : { report },
    };
  });
}
