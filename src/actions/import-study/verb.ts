import { formatOption } from "../shared/options/study-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ImportStudyOptions, ImportStudyResult } from "./contract.ts";

/** `study import`: a study from a file. */
export const importStudyVerb: Verb<ImportStudyOptions, ImportStudyResult, "file"> = {
  name: "importStudy",
  summary: "read a study from a file: JSON lines, Optuna's journal, or trials from CSV",
  options: {
    file: { argument: "<file>", help: "the file: .jsonl, .log or .journal of Optuna, or .csv" },
    format: formatOption,
    name: {
      flag: "--name <name>",
      help: "the new study's name (default: the one in the file)",
      default: null,
    },
    like: {
      flag: "--like <study>",
      help: "of CSV: a study whose space, objectives and settings the new one has",
      default: null,
    },
    into: { flag: "--into <study>", help: "of CSV: a study that the trials are added to", default: null },
    store: storeOptions.store,
  },
  load: async () => (await import("./import-study.ts")).importStudy,
};
