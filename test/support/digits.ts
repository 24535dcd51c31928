import {
  applyPreprocessing,
  baselineRecipe,
  blockTypes,
  chooseTarget,
  fitPreprocessing,
  outputsOf,
  parseCsv,
  parseRecipe,
  planTraining,
  splitRows,
} from "../../src/browser.ts";
import type { Model } from "../../src/model/model.ts";
import type { NetworkState } from "../../src/program/network-state.ts";

export const EPOCHS = 4;

/**
 * Everything up to the first step, as a page and as Node do it: a table, its dev rows and labels, a recipe
 * and a plan.
 */
export async function prepareDigits(csv: string, device: "cpu" | "webgpu" = "cpu") {
  const table = await parseCsv(csv, { source: "digits.csv" });
  const target = chooseTarget(table, { target: table.columns.at(-1)!.name });
  if (target.task !== "classification") throw new Error("Digits are classes.");
  const split = splitRows(table, { target });
  const preprocessing = fitPreprocessing(table, split.train, { target });
  const dataset = applyPreprocessing(table, preprocessing);
  const baseline = baselineRecipe({
    target: target.columns[0].name,
    task: target.task,
    outputs: outputsOf(dataset),
    rows: split.train.length,
    features: dataset.blocks[0].rowShape[0],
    blocks: dataset.blocks,
  });
  const training = { ...baseline.training, epochs: EPOCHS, earlyStopping: null };
  const recipe = parseRecipe({ ...baseline, training }, { source: "the test" });
  const plan = planTraining(recipe, dataset, { rows: split, device, threads: 1 });
  const model = (state: NetworkState): Model => ({
    recipe,
    target: "classes",
    outputs: target.classes.length,
    members: [{ ...state, preprocessing, inputs: blockTypes(dataset) }],
  });
  /** The share of right classes among the dev rows. */
  const devAccuracy = (probabilities: Float32Array) => {
    const classes = target.classes.length;
    const right = split.dev.filter((row) => {
      const ofRow = probabilities.subarray(row * classes, (row + 1) * classes);
      return ofRow.indexOf(Math.max(...ofRow)) === target.codes[row];
    });
    return right.length / split.dev.length;
  };
  return { table, recipe, plan, model, devRows: split.dev.length, devAccuracy };
}
