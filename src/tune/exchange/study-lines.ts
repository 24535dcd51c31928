import type { ZodMiniType } from "zod/mini";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import { decodeJson, encodeJson } from "../../store/stored-json.ts";
import { type FilePlace, importInvalid } from "./exchange-errors.ts";
import { asNewTrial, type ExportedStudy, type ImportedStudy } from "./exchanged-study.ts";
import { studySchema, trialSchema } from "./study-schema.ts";

/** The version of the format. */
const FORMAT = 1;

/**
 * A study with everything that belongs to it as JSON lines: the first is `{"trainwell": 1, "study": {…}}`,
 * then comes `{"trial": {…}}` for each, by their numbers. Numbers that JSON does not know are
 * `{"$number": "NaN"}`.
 */
export function formatStudyLines({ study, trials }: ExportedStudy): string {
  const told = trials.map(({ study: _study, lease: _lease, ...trial }) => ({ trial }));
  return [{ trainwell: FORMAT, study }, ...told].map((line) => `${encodeJson(line)}\n`).join("");
}

/**
 * Reads what {@link formatStudyLines} wrote. Trials that were being worked on wait.
 *
 * @param source the name of the file in messages.
 * @throws TrainwellError `study-file-invalid` with the line.
 */
export function parseStudyLines(text: string, { source }: { readonly source: string }): ImportedStudy {
  const lines = text
    .split("\n")
    .map((line, index) => ({ line, place: { source, line: index + 1 } }))
    .filter(({ line }) => line.trim() !== "");
  const [first, ...rest] = lines.map(({ line, place }) => ({ value: objectOf(line, place), place }));
  if (first === undefined || !("trainwell" in first.value))
    throw importInvalid("this is no study: its first line does not say so.", { source, line: 1 });
  if (first.value.trainwell !== FORMAT)
    throw importInvalid("this study was written by a newer Trainwell.", { source, line: 1 });
  const study = checked(studySchema, first.value.study, first.place) as StudyRecord;
  const trials = rest.map(({ value, place }, number) => {
    const trial = checked(trialSchema, value.trial, place) as TrialRecord;
    if (trial.number !== number)
      throw importInvalid(`expected trial ${number}, received trial ${trial.number}.`, place);
    return asNewTrial({ ...trial, study: study.id });
  });
  return { study, trials };
}

function objectOf(line: string, place: FilePlace): Record<string, unknown> {
  let value: unknown;
  try {
    value = decodeJson(line);
  } catch {
    throw importInvalid("this is no JSON.", place);
  }
  if (typeof value !== "object" || value === null) throw importInvalid("expected an object.", place);
  return value as Record<string, unknown>;
}

function checked(schema: ZodMiniType, value: unknown, place: FilePlace): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw importInvalid(`${path.length === 0 ? "this" : path.join(".")}: ${message}.`, place);
}
