import { extname } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import type { StudyFormat } from "../options/study-options.ts";

const ENDINGS: Readonly<Record<string, StudyFormat>> = {
  ".csv": "csv",
  ".jsonl": "lines",
  ".ndjson": "lines",
  ".log": "optuna",
  ".journal": "optuna",
};

/** The form of a study's file: as told, or by its ending. @throws TrainwellError `study-format-unknown`. */
export function studyFormatOf(file: string, told: StudyFormat | null): StudyFormat {
  const format = told ?? ENDINGS[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new TrainwellError({
    kind: "usage",
    code: "study-format-unknown",
    message:
      `The ending of ${file} does not say what form it has: expected ` +
      `${Object.keys(ENDINGS).join(", ")}.`,
    details: { file },
    hint: "Say it with --format csv, lines or optuna.",
  });
}
