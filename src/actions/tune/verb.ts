import { readBudget } from "../shared/options/budget-text.ts";
import { readComponent, readRepeats } from "../shared/options/component-text.ts";
import { dataOption } from "../shared/options/data-options.ts";
import { integerFrom } from "../shared/options/option-text.ts";
import { queueOption } from "../shared/options/queue-options.ts";
import { outOption, trainingOptions } from "../shared/options/training-options.ts";
import type { Verb } from "../verb.ts";
import type { TuneOptions, TuneResult } from "./contract.ts";

const { humanError: _, ...searched } = trainingOptions;

/** `tune`: a search over recipes. */
export const tuneVerb: Verb<TuneOptions, TuneResult, "data"> = {
  name: "tune",
  summary: "search hyperparameters: many recipes, each trained, and the best one proved on fresh seeds",
  options: {
    data: dataOption,
    space: {
      flag: "--space <file>",
      help: "ranges by recipe path, or a recipe with ranges, in JSON (default: made from the recipe)",
      default: null,
    },
    showSpace: {
      flag: "--show-space",
      help: "print the space, to be edited and given back, and train nothing",
      default: false,
    },
    ...searched,
    set: {
      ...searched.set,
      help: "a value or a range in the recipe, such as optimizer.learningRate=log(1e-5,1e-1); repeatable",
    },
    sampler: {
      flag: "--sampler <kind>",
      help: "what to try next: auto, random, tpe, gaussianProcess, populationBased, …; or JSON with options",
      default: "auto",
      read: readComponent,
    },
    stopper: {
      flag: "--stopper <kind>",
      help: "what to end early: none, asha, hyperband, median, …; or JSON with options",
      default: "none",
      read: readComponent,
    },
    trials: {
      flag: "-n, --trials <number>",
      help: "how many trials the study has in all",
      default: null,
      read: integerFrom(1),
    },
    budget: {
      flag: "-b, --budget <budget>",
      help: 'when to stop: "90s", "10m" (default: 5m, and none with --trials)',
      default: { durationMs: null, trials: null },
      read: readBudget,
    },
    objectives: {
      flag: "--objective <metric>",
      help: 'what counts, such as accuracy, "parameters" or "f1:maximize"; several make a front; repeatable',
      default: [],
      read: (text, previous) => [...previous, text],
    },
    limits: {
      flag: "--limit <limit>",
      help: 'what a result must keep to, such as "parameters<=10000"; repeatable',
      default: [],
      read: (text, previous) => [...previous, text],
    },
    repeats: {
      flag: "--repeats <number>",
      help: 'folds or seeds a trial is trained on; "race" goes on while one more may change the choice',
      default: "race",
      read: readRepeats,
    },
    name: { flag: "--name <name>", help: "the study's name", default: null },
    study: { flag: "--study <study>", help: "a study to go on with", default: null },
    zoom: {
      flag: "--zoom <study>",
      help: "narrow the space around the best trials of a study, and widen it where they lie on a border",
      default: null,
    },
    queue: queueOption,
    ...outOption("trainwell-tune"),
  },
  load: async () => (await import("./tune.ts")).tune,
};
