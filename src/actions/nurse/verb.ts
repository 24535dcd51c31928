import { integerFrom } from "../shared/options/option-text.ts";
import { outOption, trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { NurseOptions, NurseResult } from "./contract.ts";

const { set, store, threads, device, keepCheckpoints, humanError } = trainingOptions;

/** `nurse`: one model, nursed by hand. */
export const nurseVerb: Verb<NurseOptions, NurseResult, "run" | "data"> = {
  name: "nurse",
  summary: "go on from a run's checkpoint or an epoch with other rates or penalties, as a branch of its own",
  options: {
    run: { argument: "<run>", help: 'the id of the run that goes on; "last" is the newest' },
    at: {
      flag: "--at <step>",
      help: "the step to go on from, at which an epoch ended or that has a checkpoint (default: the last)",
      default: null,
      read: integerFrom(1),
    },
    atEpoch: {
      flag: "--at-epoch <epoch>",
      help: "the epoch from whose end to go on, up to which the run is trained again",
      default: null,
      read: integerFrom(1),
    },
    data: { flag: "-d, --data <data>", help: "the data that the run was trained on" },
    set: {
      ...set,
      help: "what changes from the checkpoint on, such as optimizer.learningRate=3e-4; repeatable",
    },
    store,
    threads,
    device,
    keepCheckpoints,
    humanError,
    finalTest: {
      flag: "--final-test",
      help: "score the test set at the end; every scoring is recorded",
      default: false,
    },
    ...outOption("trainwell-nurse"),
  },
  load: async () => (await import("./nurse.ts")).nurse,
};
