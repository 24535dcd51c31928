import { studyArgument } from "../shared/options/study-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { CopyStudyOptions, CopyStudyResult } from "./contract.ts";

/** `study copy`: the same study once more. */
export const copyStudyVerb: Verb<CopyStudyOptions, CopyStudyResult, "study" | "name"> = {
  name: "copyStudy",
  summary: "copy a study with its trials, or with --empty its space and settings alone",
  options: {
    study: studyArgument,
    name: { flag: "--name <name>", help: "the copy's name" },
    empty: { flag: "--empty", help: "copies no trials", default: false },
    store: storeOptions.store,
  },
  load: async () => (await import("./copy-study.ts")).copyStudy,
};
