import type { CostSource } from "../../../lab/prepare/read-costs.ts";
import type { RecipeInput } from "../../../recipe/schema.ts";
import { DEVICES, type Device, MOST_THREADS } from "../../../runtime/device.ts";
import type { OptionDeclarations } from "../../verb.ts";
import { collectCosts } from "./cost-text.ts";
import { type DataOptions, dataOptions } from "./data-options.ts";
import { collectAssignment, integerFrom, parseNonNegative } from "./option-text.ts";

/** The options of a verb that trains: what decides the training, and where it works. */
export interface TrainingOptions extends DataOptions {
  /** A recipe, or the path of one in JSON; null for the baseline for the data. */
  readonly recipe: string | RecipeInput | null;
  /**
   * Changes to the recipe, applied in order; none by default. Pairs, so that a hostile path is only a string.
   */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Of the training and of the split, a whole number from 0; null for the recipe's own. */
  readonly seed: number | null;
  /**
   * The metric that trainings and treatments are judged by, such as "f1", "recall:yes", "auc" or "mae"; null
   * for the recipe's own: accuracy, Hamming loss or RMSE, or the mean cost where `costs` are told.
   */
  readonly metric: string | null;
  /**
   * Costs of errors of classes, 1 for those left out, or the path of a CSV or JSON table of them; none by
   * default. With costs the class of least expected cost is predicted.
   */
  readonly costs: CostSource;
  /** Threads for the engine, from 1 to 1024; null leaves the choice to it. */
  readonly threads: number | null;
  /** Where to compute, "cpu" by default. Without a usable WebGPU adapter the CPU does, and a note says so. */
  readonly device: Device;
  /**
   * The error rate (or RMSE) that is known to be reachable, such as a person's, from 0; the bound for
   * diagnosing bias. Null where none is known.
   */
  readonly humanError: number | null;
  /**
   * Whether the last checkpoint of each training is kept when the job is finished; false by default, since
   * only an interrupted job needs them.
   */
  readonly keepCheckpoints: boolean;
  /** Folder for the results; null for the action's own choice. */
  readonly out: string | null;
  /** Folder of the run store, or the address of a database (postgres://…); ".trainwell" by default. */
  readonly store: string;
}

/** Where runs are kept, and how many threads the engine works with. */
export const storeOptions: OptionDeclarations<Pick<TrainingOptions, "threads" | "store">> = {
  threads: {
    flag: "--threads <number>",
    help: "threads of the engine",
    default: null,
    read: integerFrom(1, MOST_THREADS),
  },
  store: {
    flag: "--store <folder>",
    help: "where runs are kept: a folder, or postgres://user@host/database for several machines",
    default: ".trainwell",
  },
};

/** Whose network is meant: a recipe, or the baseline for the data, with changes. */
export const recipeOptions: OptionDeclarations<Pick<TrainingOptions, "recipe" | "set">> = {
  recipe: {
    flag: "-r, --recipe <file>",
    help: "a recipe in JSON (default: the baseline for the data)",
    default: null,
  },
  set: {
    flag: "-s, --set <path=value>",
    help: "changes the recipe, such as optimizer.kind=sgd; repeatable",
    default: [],
    read: collectAssignment,
  },
};

/** The seed of a training. */
export const seedOption: OptionDeclarations<Pick<TrainingOptions, "seed">> = {
  seed: { flag: "--seed <number>", help: "the seed of the training", default: null, read: integerFrom(0) },
};

/** The flags and defaults of the options of a verb that trains, without its data. */
export const trainingOptions: OptionDeclarations<Omit<TrainingOptions, "data" | "out">> = {
  ...dataOptions,
  ...storeOptions,
  recipe: { ...recipeOptions.recipe, help: "a recipe in JSON to start from" },
  set: {
    ...recipeOptions.set,
    help: "changes the recipe, such as optimizer.learningRate=0.01; repeatable; see `trainwell explain`",
    items: [
      {
        flag: "--epochs <number>",
        help: "short for --set training.epochs=NUMBER",
        item: (text) => ({ path: "training.epochs", value: integerFrom(1)(text) }),
      },
    ],
  },
  ...seedOption,
  metric: {
    flag: "--metric <name>",
    help: "what trainings are judged by, such as f1, recall:yes, auc, mae (default: accuracy or RMSE)",
    default: null,
  },
  costs: {
    flag: "--cost <costs>",
    help: 'what errors cost, as "no:yes=1,yes:no=10" (ACTUAL:PREDICTED=COST) or a CSV or JSON file of them',
    default: [],
    read: collectCosts,
  },
  humanError: {
    flag: "--human-error <error>",
    help: 'the error (or RMSE) known to be reachable, such as "2%", which bias is judged against',
    default: null,
    read: parseNonNegative,
  },
  device: {
    flag: "--device <device>",
    help: "where to train; without a WebGPU adapter the CPU does",
    default: "cpu",
    choices: DEVICES,
  },
  keepCheckpoints: {
    flag: "--keep-checkpoints",
    help: "keep the checkpoints of trainings that came to their end",
    default: false,
  },
};

/** The folder for the results of a verb that writes some, with the verb's own choice. */
export function outOption(standard: string): OptionDeclarations<Pick<TrainingOptions, "out">> {
  const help = `where to write the results (default: ${standard})`;
  return { out: { flag: "-o, --out <folder>", help, default: null } };
}
