import { studyArgument } from "../shared/options/study-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ShowStudyOptions, ShowStudyResult } from "./contract.ts";

/** `study show`: what is stored of one study, and what follows from it. */
export const showStudyVerb: Verb<ShowStudyOptions, ShowStudyResult, "study"> = {
  name: "showStudy",
  summary: "show a study: its best trials, how the best came about, and which parameters decide",
  options: {
    study: studyArgument,
    report: {
      flag: "--report <file>",
      help: "writes a page with all charts, in HTML",
      default: null,
    },
    store: storeOptions.store,
  },
  load: async () => (await import("./show-study.ts")).showStudy,
};
