import { collectAssignment, integerFrom, parsePositive } from "../shared/options/option-text.ts";
import type { Verb } from "../verb.ts";
import type { ScheduleOptions, ScheduleResult } from "./contract.ts";

/** `schedule`: the course of a learning-rate schedule, before anything is trained with it. */
export const scheduleVerb: Verb<ScheduleOptions, ScheduleResult, "kind"> = {
  name: "schedule",
  summary: "draw the course of a learning-rate schedule, such as cosine or oneCycle",
  options: {
    kind: { argument: "<kind>", help: "the schedule's kind, as in recipes" },
    set: {
      flag: "-s, --set <name=value>",
      help: "an option of the schedule, such as warmupSteps=100; repeatable",
      default: [],
      read: collectAssignment,
    },
    steps: {
      flag: "--steps <number>",
      help: "updates in the whole training",
      default: 1000,
      read: integerFrom(1),
    },
    epochs: {
      flag: "--epochs <number>",
      help: "epochs in the whole training",
      default: 30,
      read: integerFrom(1),
    },
    learningRate: {
      flag: "--learning-rate <rate>",
      help: "the optimizer's learning rate",
      default: 0.001,
      read: parsePositive,
    },
    out: { flag: "-o, --out <file>", help: "an SVG image to write", default: null },
  },
  load: async () => (await import("./schedule.ts")).schedule,
};
