import { readFile } from "node:fs/promises";
import { TrainwellError } from "../../base/errors.ts";
import { VERSION } from "../../lab/environment.ts";
import { newRunId } from "../../run/record.ts";
import { openStore } from "../../store/open-store.node.ts";
import type { StudyStore } from "../../store/study-store.ts";
import type { ImportedStudy } from "../../tune/exchange/exchanged-study.ts";
import { parseOptunaJournal } from "../../tune/exchange/read-optuna-journal.ts";
import { parseStudyCsv } from "../../tune/exchange/study-csv.ts";
import { parseStudyLines } from "../../tune/exchange/study-lines.ts";
import { studySpace } from "../../tune/study/study-space.ts";
import { readingReason } from "../shared/files/reading-reason.ts";
import { namedStudy, storedStudyLine } from "../shared/studies/stored-studies.ts";
import { studyFormatOf } from "../shared/studies/study-format.ts";
import type { ImportStudyOptions, ImportStudyResult } from "./contract.ts";

/**
 * Reads studies from a file into a store, which is made where there is none: all of them or none.
 *
 * @throws TrainwellError `study-file-unreadable`, `study-file-invalid` with the line, `csv-space-not-told`,
 *   `name-of-several`, or `study-exists` for a name that is taken.
 */
export async function importStudy(options: ImportStudyOptions): Promise<ImportStudyResult> {
  const { file } = options;
  const format = studyFormatOf(file, options.format);
  if (format === "csv" && (options.like === null) === (options.into === null)) throw spaceNotTold(file);
  const text = await readFile(file, "utf8").catch((cause) => {
    throw unreadable(file, cause);
  });
  const store = await openStore(options.store);
  try {
    if (format === "csv") return await importCsv(store.studies, text, options);
    const found =
      format === "lines"
        ? [parseStudyLines(text, { source: file })]
        : parseOptunaJournal(text, { source: file, at: new Date(), defaults: DEFAULTS });
    return await add(store.studies, found, options.name);
  } finally {
    await store.close();
  }
}

/** How studies of other programs go on. */
const DEFAULTS = { sampler: { kind: "auto" }, stopper: { kind: "none" }, version: VERSION };

async function importCsv(
  studies: StudyStore,
  text: string,
  { file, name, like, into }: ImportStudyOptions,
): Promise<ImportStudyResult> {
  const record = await namedStudy(studies, (into ?? like)!);
  const { parameters } = studySpace(record);
  const trials = await parseStudyCsv(text, { parameters, objectives: record.objectives, source: file });
  if (like !== null) {
    const now = new Date();
    const id = newRunId(now);
    const study = {
      ...record,
      id,
      name: name ?? id,
      createdAt: now.toISOString(),
      status: "stopped" as const,
    };
    return add(studies, [{ study, trials }], null);
  }
  await studies.addTrials(record.id, trials);
  return { studies: [await storedStudyLine(studies, record.id)], trials: trials.length };
}

async function add(
  studies: StudyStore,
  found: readonly ImportedStudy[],
  name: string | null,
): Promise<ImportStudyResult> {
  if (name !== null && found.length !== 1) throw nameOfSeveral(found);
  const known = await studies.listStudies();
  const taken = new Set(known.map(({ id }) => id));
  const added: string[] = [];
  try {
    for (const { study, trials } of found) {
      const id = taken.has(study.id) ? newRunId(new Date()) : study.id;
      const { document } = studySpace(study);
      // A study that was exported while it was worked on has no worker here.
      const status = study.status === "open" ? "stopped" : study.status;
      const record = { ...study, id, name: name ?? study.name, status, space: document as never };
      await studies.createStudy(record, trials);
      added.push(id);
    }
  } catch (error) {
    for (const id of added) await studies.removeStudy(id);
    throw error;
  }
  return {
    studies: await Promise.all(added.map((id) => storedStudyLine(studies, id))),
    trials: found.reduce((sum, { trials }) => sum + trials.length, 0),
  };
}

function unreadable(file: string, cause: unknown): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "study-file-unreadable",
    message: `The file ${file} cannot be read: ${readingReason(cause)}.`,
    details: { file },
    cause,
  });
}

function spaceNotTold(file: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "csv-space-not-told",
    message:
      `${file} has trials alone, and no ranges: expected one of --like and --into, the study that they are ` +
      `like or go into.`,
    details: { file },
  });
}

function nameOfSeveral(found: readonly ImportedStudy[]): TrainwellError {
  const names = found.map(({ study: { name } }) => name);
  return new TrainwellError({
    kind: "usage",
    code: "name-of-several",
    message:
      `Expected a file with one study for --name, received one with ` +
      `${names.length}: ${names.join(", ")}.`,
    details: { names },
    hint: "Leave --name out, and rename them afterwards.",
  });
}
