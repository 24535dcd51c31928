import type { Dataset } from "../data/prepare/dataset.ts";
import { spreadRows } from "../data/split/spread-rows.ts";
import type { Model, ModelMember } from "../model/model.ts";
import { predictMember } from "../model/predict-table.ts";
import type { Calibration } from "../nn/judging/calibration.ts";
import { inputRows, outputsOf } from "../program/dataset-blocks.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { Runtime } from "../runtime/session.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";

/** A network that was trained by a recipe, with the data that it was trained and judged on. */
export interface TrainedNetwork {
  readonly recipe: Recipe;
  readonly member: ModelMember;
  readonly dataset: Dataset;
}

/** At most so many training rows, spread evenly over them, are predicted to score the training part. */
const MOST_SCORED_TRAIN_ROWS = 20_000;

/** The training rows that the training part is scored on. */
export function scoredTrainRows(train: Int32Array): Int32Array {
  return spreadRows(train, MOST_SCORED_TRAIN_ROWS);
}

/** The mean of several networks' predictions on some rows. */
export async function predictTogether(
  networks: readonly TrainedNetwork[],
  rows: Int32Array,
  runtime: Runtime,
): Promise<RowPredictions> {
  let total: Float32Array | undefined;
  for (const { recipe, dataset, member } of networks) {
    const network = { recipe, target: dataset.target!.kind, outputs: outputsOf(dataset, recipe.loss) };
    const prediction = await predictMember(network, member, { data: inputRows(dataset, rows), runtime });
    total ??= new Float32Array(prediction.length);
    for (let i = 0; i < total.length; i++) total[i] += prediction[i] / networks.length;
  }
  return { rows, prediction: total! };
}

/** The model of several networks of one recipe: each is a member. */
export function modelOf(
  recipe: Recipe,
  networks: readonly TrainedNetwork[],
  calibration?: Calibration,
): Model {
  const [{ dataset }] = networks;
  return {
    recipe,
    target: dataset.target!.kind,
    outputs: outputsOf(dataset, recipe.loss),
    members: networks.map(({ member }) => member),
    ...(calibration ? { calibration } : {}),
  };
}
