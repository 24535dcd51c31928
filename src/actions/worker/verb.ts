import { dataOption } from "../shared/data-options.ts";
import { integerFrom } from "../shared/option-text.ts";
import { storeOptions, trainingOptions } from "../shared/training-options.ts";
import type { Verb } from "../verb.ts";
import type { WorkerOptions, WorkerResult } from "./contract.ts";

/** `worker`: one more process on a study that another began. */
export const workerVerb: Verb<WorkerOptions, WorkerResult, "study"> = {
  name: "worker",
  summary: "carry out trials of a study that another process began, until it ends",
  options: {
    study: { flag: "--study <study>", help: "the study, by id or name" },
    data: {
      flag: "--data <data>",
      help: `the study's data, where it trains networks: ${dataOption.help}`,
      default: null,
    },
    parallel: {
      flag: "--parallel <number>",
      help: "how many trials run side by side (default: one program, or as many trainings as cores)",
      default: null,
      read: integerFrom(1),
    },
    device: trainingOptions.device,
    store: storeOptions.store,
  },
  load: async () => (await import("./worker.ts")).worker,
};
