import { readBudget } from "../shared/options/budget-text.ts";
import { readComponent } from "../shared/options/component-text.ts";
import { integerFrom } from "../shared/options/option-text.ts";
import { queueOption } from "../shared/options/queue-options.ts";
import { storeOptions } from "../shared/options/training-options.ts";
import type { TuneResult } from "../tune/contract.ts";
import type { Verb } from "../verb.ts";
import type { TuneCommandOptions } from "./contract.ts";

/** `tune … -- PROGRAM`: a search over the settings of another program. */
export const tuneCommandVerb: Verb<TuneCommandOptions, TuneResult> = {
  name: "tuneCommand",
  summary: "search the settings of any program that reports its metrics as lines of JSON",
  options: {
    command: {
      argument: "[command...]",
      help: "behind --, the program and its arguments, {name} standing for a parameter",
      default: [],
    },
    space: { flag: "--space <file>", help: "ranges by name, in JSON", default: null },
    sampler: {
      flag: "--sampler <kind>",
      help: 'what to try next: auto, random, grid, tpe, …; or JSON with options (default: "auto")',
      default: "auto",
      read: readComponent,
    },
    stopper: {
      flag: "--stopper <kind>",
      help: 'what to end early: none, asha, hyperband, median, …; or JSON with options (default: "none")',
      default: "none",
      read: readComponent,
    },
    trials: {
      flag: "-n, --trials <number>",
      help: "how many trials the study has in all (default: 20, and no limit with --budget)",
      default: null,
      read: integerFrom(1),
    },
    budget: {
      flag: "-b, --budget <budget>",
      help: 'when no further trial begins: "90m", "2h"',
      default: { durationMs: null, trials: null },
      read: readBudget,
    },
    objectives: {
      flag: "--objective <metric>",
      help: 'what counts, such as "accuracy:maximize" (default: loss); several make a front; repeatable',
      default: [],
      read: (text, previous) => [...previous, text],
    },
    limits: {
      flag: "--limit <limit>",
      help: 'what a result must keep to, such as "sizeMb<=10"; repeatable',
      default: [],
      read: (text, previous) => [...previous, text],
    },
    value: {
      flag: "--value <which>",
      help: "which step is a trial's result, where it reports no final values",
      default: "last",
      choices: ["last", "best"],
    },
    lastStep: {
      flag: "--last-step <number>",
      help: "the step that the program ends at, for stoppers that plan by it",
      default: null,
      read: integerFrom(1),
    },
    retries: {
      flag: "--retries <number>",
      help: "how often a trial that failed is tried again",
      default: 0,
      read: integerFrom(0),
    },
    parallel: {
      flag: "--parallel <number>",
      help: "how many programs run side by side",
      default: 1,
      read: integerFrom(1),
    },
    seed: {
      flag: "--seed <number>",
      help: "the seed of the search (default: 1)",
      default: null,
      read: integerFrom(0),
    },
    name: { flag: "--name <name>", help: "the study's name", default: null },
    study: { flag: "--study <study>", help: "a study to go on with", default: null },
    store: storeOptions.store,
    queue: queueOption,
  },
  load: async () => (await import("./tune-command.ts")).tuneCommand,
};
