import { dataOption } from "../shared/options/data-options.ts";
import { integerFrom, parseAge } from "../shared/options/option-text.ts";
import { queueOption } from "../shared/options/queue-options.ts";
import { storeOptions, trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { WorkerOptions, WorkerResult } from "./contract.ts";

/** `worker`: one more process on studies that others began. */
export const workerVerb: Verb<WorkerOptions, WorkerResult> = {
  name: "worker",
  summary: "carry out trials of a study that another process began, or of all that are open",
  options: {
    study: {
      flag: "--study <study>",
      help: "the study, by id or name (default: every open one of networks, also those that begin later)",
      default: null,
    },
    data: {
      flag: "--data <data>",
      help: `the data, where they neither travel with the store nor lie where they did: ${dataOption.help}`,
      default: null,
    },
    parallel: {
      flag: "--parallel <number>",
      help: "how many trials run side by side (default: one program, or as many trainings as cores)",
      default: null,
      read: integerFrom(1),
    },
    device: trainingOptions.device,
    programs: {
      flag: "--programs",
      help: "without --study: also run the commands of studies of other programs",
      default: false,
    },
    idleMs: {
      flag: "--idle <time>",
      help: 'without --study: leave after so long without one, such as "10m" (default: wait for ever)',
      default: null,
      read: parseAge,
    },
    store: storeOptions.store,
    queue: queueOption,
  },
  load: async () => (await import("./worker.ts")).worker,
};
