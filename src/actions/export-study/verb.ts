import { formatOption, studyArgument } from "../shared/options/study-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ExportStudyOptions, ExportStudyResult } from "./contract.ts";

/** `study export`: a study as a file. */
export const exportStudyVerb: Verb<ExportStudyOptions, ExportStudyResult, "study" | "out"> = {
  name: "exportStudy",
  summary: "write a study to a file: CSV, JSON lines, or the journal of Optuna's file backend",
  options: {
    study: studyArgument,
    out: { flag: "-o, --out <file>", help: "the file: .csv, .jsonl, or .log for Optuna" },
    format: formatOption,
    store: storeOptions.store,
  },
  load: async () => (await import("./export-study.ts")).exportStudy,
};
