import type { OptionDeclaration, RequiredOption } from "../../verb.ts";

/** The study that a verb is about. */
export const studyArgument: RequiredOption<string> = {
  argument: "<study>",
  help: 'the name or the id of a study; "last" is the newest',
};

/** The forms of a study's file. */
const STUDY_FORMATS = ["csv", "lines", "optuna"] as const;

/** The form of a study's file: CSV of its trials, JSON lines of all, or Optuna's journal. */
export type StudyFormat = (typeof STUDY_FORMATS)[number];

/** The form of a file, where its ending does not say it. */
export const formatOption: OptionDeclaration<StudyFormat | null> & { readonly default: null } = {
  flag: "--format <format>",
  help: "csv, lines (JSON lines, of everything) or optuna (its journal file); by default the ending says it",
  default: null,
  choices: STUDY_FORMATS,
};
