import { TrainwellError } from "../../base/errors.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { fitData } from "../../lab/prepare/fit-data.ts";
import { givenRecipe } from "../../lab/prepare/given-recipe.ts";
import { prepare } from "../../lab/prepare/prepare.ts";
import { dataName } from "../../lab/prepare/read-data.ts";
import { assignments } from "../../lab/prepare/told-changes.ts";
import { generateData } from "../../measure/gradcheck/index.ts";
import { summarizeNetwork } from "../../nn/network-summary.ts";
import { blockTypes, outputsOf } from "../../program/dataset-blocks.ts";
import { describeRecipe } from "../../program/describe-recipe.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { SummaryOptions, SummaryResult } from "./contract.ts";

/**
 * Says what a recipe's network consists of: layers, shapes, parameters, multiply-adds. The shapes are those
 * of the data; without data, those told or the first that fit the network.
 *
 * @throws TrainwellError when there is neither data nor a recipe, a file cannot be read, or the network does
 * not fit.
 */
export async function summary(options: SummaryOptions & JobContext): Promise<SummaryResult> {
  const { recipe, dataset } = await shapesOf(options);
  const inputs = blockTypes(dataset);
  const outputs = outputsOf(dataset, recipe.loss);
  return {
    data: options.data === null ? null : dataName(options.data),
    inputs: inputs.map(({ name, rowShape, cardinality }) => ({
      name,
      rowShape,
      ...(cardinality === undefined ? {} : { cardinality }),
    })),
    outputs,
    ...summarizeNetwork(describeRecipe(recipe, { inputs, outputs })),
  };
}

async function shapesOf(
  options: SummaryOptions & JobContext,
): Promise<{ recipe: Recipe; dataset: Pick<Dataset, "blocks" | "target"> }> {
  const { data, input, outputs } = options;
  if (data !== null) {
    const prepared = await prepare({ ...options, data });
    const { recipe, split } = prepared;
    return { recipe, dataset: fitData(prepared, recipe, split.train).dataset };
  }
  const given = await givenRecipe(options.recipe);
  if (given === undefined) throw nothingTold();
  const recipe = applyPatch(given, assignments(options), { source: "--set" });
  const dataset = generateData(recipe, {
    rows: 1,
    ...(input === null ? {} : { rowShape: input }),
    ...(outputs === null ? {} : { outputs }),
  });
  return { recipe, dataset };
}

function nothingTold(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "network-not-told",
    message: "Neither data nor a recipe was told, so there is no network to summarize.",
    hint: "Name the data with its --target, or a recipe with --recipe FILE.",
  });
}
