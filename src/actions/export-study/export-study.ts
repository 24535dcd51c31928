import type { ExportedStudy } from "../../tune/exchange/exchanged-study.ts";
import { formatStudyCsv } from "../../tune/exchange/study-csv.ts";
import { formatStudyLines } from "../../tune/exchange/study-lines.ts";
import { formatOptunaJournal } from "../../tune/exchange/write-optuna-journal.ts";
import type { Parameter } from "../../tune/space/search-space.ts";
import { studySpace } from "../../tune/study/study-space.ts";
import { checkOutputFile, writeOutputFile } from "../shared/files/output-file.ts";
import type { StudyFormat } from "../shared/options/study-options.ts";
import { withStore } from "../shared/stored-runs.ts";
import { namedStudy } from "../shared/studies/stored-studies.ts";
import { studyFormatOf } from "../shared/studies/study-format.ts";
import type { ExportStudyOptions, ExportStudyResult } from "./contract.ts";

const WRITERS: Readonly<
  Record<StudyFormat, (study: ExportedStudy, parameters: readonly Parameter[]) => string>
> = { csv: formatStudyCsv, lines: formatStudyLines, optuna: formatOptunaJournal };

/**
 * Writes a study to a file.
 *
 * @throws TrainwellError `study-format-unknown`, `study-unknown`, `store-missing` or `file-unwritable`.
 */
export async function exportStudy(options: ExportStudyOptions): Promise<ExportStudyResult> {
  const { out: file, store: folder } = options;
  const format = studyFormatOf(file, options.format);
  await checkOutputFile(file, { store: folder });
  return withStore(folder, async ({ studies }) => {
    const study = await namedStudy(studies, options.study);
    const { trials } = await studies.trials(study.id);
    await writeOutputFile(file, WRITERS[format]({ study, trials }, studySpace(study).parameters));
    return { study: { id: study.id, name: study.name }, format, file, trials: trials.length };
  });
}
