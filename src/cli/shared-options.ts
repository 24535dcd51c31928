import { type Command, Option } from "commander";
import type { DataOptions, TrainingOptions } from "../actions/contract.ts";
import { SPLIT_METHODS, SPLITS } from "../data/split-methods.ts";
import { COLUMN_TYPES } from "../data/table.ts";
import { TASKS, type Task } from "../data/target.ts";
import { DEVICES, type Device } from "../runtime/device.ts";
import {
  type AssignmentArgument,
  type ColumnTypeArgument,
  collectAssignment,
  collectColumnType,
  integerFrom,
  parseNonNegative,
  parseSplit,
  parseSplitSizes,
  type SplitArgument,
  type SplitSizesArgument,
} from "./arguments.ts";

/** What commander makes of the options that say something about the data. */
export interface DataFlags {
  readonly target: string[];
  readonly task?: Task;
  readonly type: ColumnTypeArgument[];
  readonly split?: SplitArgument;
  readonly splitSizes?: SplitSizesArgument;
}

/** What commander makes of the options of a command that trains. */
export interface TrainingFlags extends DataFlags {
  readonly recipe?: string;
  readonly set: AssignmentArgument[];
  readonly epochs?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly device: Device;
  readonly humanError?: number;
  readonly out?: string;
  readonly store: string;
}

/** What a command that reads data says of its argument. */
export const DATA_ARGUMENT =
  "a CSV, Parquet, JSON lines or NumPy file, a folder of images by class, or IDX files (MNIST)";
/** Where runs are kept unless told otherwise. */
const DEFAULT_STORE = ".trainwell";

/** How the ways of dividing rows are written; "auto" is what happens without. */
const SPLIT_FORMS = SPLIT_METHODS.filter((method) => method !== "auto").map((method) =>
  SPLITS[method].needsColumn ? `${method}:COLUMN` : method,
);

/** "a, b or c". */
function alternatives(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Adds the options that say something about the data. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      "-t, --target <column>",
      "the column to predict; repeatable, or several with commas between",
      (column: string, previous: readonly string[]) => [...previous, column],
      [] as string[],
    )
    .addOption(new Option("--task <task>", "overrides the choice made from the target").choices(TASKS))
    .option(
      "--type <column=type>",
      `${alternatives(COLUMN_TYPES)}; repeatable`,
      collectColumnType,
      [] as ColumnTypeArgument[],
    )
    .option("--split <method>", alternatives(SPLIT_FORMS), parseSplit)
    .option("--split-sizes <train/dev/test>", 'shares such as "60/20/20"', parseSplitSizes);
}

/** Adds the options of a command that trains, those about the data included. */
export function addTrainingOptions(command: Command): Command {
  return addStoreOptions(addDataOptions(command))
    .option("-r, --recipe <file>", "a recipe in JSON to start from")
    .option(
      "-s, --set <path=value>",
      "changes the recipe, such as optimizer.learningRate=0.01; repeatable; see `trainwell explain`",
      collectAssignment,
      [] as AssignmentArgument[],
    )
    .option("--epochs <number>", "short for --set training.epochs=NUMBER", integerFrom(1))
    .option("--seed <number>", "the seed of the training", integerFrom(0))
    .option(
      "--human-error <error>",
      'the error (or RMSE) known to be reachable, such as "2%", which bias is judged against',
      parseNonNegative,
    )
    .addOption(
      new Option("--device <device>", "where to train; without a WebGPU adapter the CPU does")
        .choices(DEVICES)
        .default("cpu"),
    )
    .option("-o, --out <folder>", "where to write the results");
}

/** Adds the options that say where to keep runs and how many threads to work with. */
export function addStoreOptions(command: Command): Command {
  return command
    .option("--threads <number>", "threads of the engine", integerFrom(1))
    .option("--store <folder>", "where runs are kept", DEFAULT_STORE);
}

/** The flags about data as the actions take them. */
export function dataOptions(data: string, flags: DataFlags): DataOptions {
  return {
    data,
    target: flags.target.length > 1 ? flags.target : (flags.target[0] ?? null),
    task: flags.task ?? null,
    types: flags.type,
    split: flags.split ?? null,
    splitSizes: flags.splitSizes ?? null,
  };
}

/** The flags of a training as the actions take them. */
export function trainingOptions(data: string, flags: TrainingFlags): TrainingOptions {
  const epochs = flags.epochs === undefined ? [] : [{ path: "training.epochs", value: flags.epochs }];
  return {
    ...dataOptions(data, flags),
    recipe: flags.recipe ?? null,
    set: [...epochs, ...flags.set],
    seed: flags.seed ?? null,
    threads: flags.threads ?? null,
    device: flags.device,
    humanError: flags.humanError ?? null,
    out: flags.out ?? null,
    store: flags.store,
  };
}
