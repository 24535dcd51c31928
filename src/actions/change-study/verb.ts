import { integerFrom } from "../shared/options/option-text.ts";
import { studyArgument } from "../shared/options/study-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { ChangeStudyOptions, ChangeStudyResult } from "./contract.ts";

/** `study change`: stops or renames a study, and says which trials are to be tried, to end or to go on. */
export const changeStudyVerb: Verb<ChangeStudyOptions, ChangeStudyResult, "study"> = {
  name: "changeStudy",
  summary: "stop or rename a study, tell trials to be tried, and stop or resume trials",
  options: {
    study: studyArgument,
    name: { flag: "--name <name>", help: "a new name for the study", default: null },
    stop: {
      flag: "--stop",
      help: "has workers end after the trials that they are at; tune --study goes on",
      default: false,
    },
    enqueue: {
      flag: "--enqueue <points>",
      help: "values by parameter, tried next, as JSON or a file with it; others are the best trial's",
      default: null,
    },
    stopTrials: {
      flag: "--stop-trial <number>",
      help: "gives up a trial that waits or is paused; repeatable",
      default: [],
      read: (text, previous) => [...previous, integerFrom(1)(text)],
    },
    resumeTrials: {
      flag: "--resume-trial <number>",
      help: "has a paused trial go on; repeatable",
      default: [],
      read: (text, previous) => [...previous, integerFrom(1)(text)],
    },
    store: storeOptions.store,
  },
  load: async () => (await import("./change-study.ts")).changeStudy,
};
