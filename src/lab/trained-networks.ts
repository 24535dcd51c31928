import type { Dataset } from "../data/prepare/dataset.ts";
import { spreadRows } from "../data/split/spread-rows.ts";
import { type Model, type ModelMember, weightIn } from "../model/model.ts";
import { predictMember } from "../model/predict-table.ts";
import type { Calibration } from "../nn/judging/calibration.ts";
import { inputRows, outputsOf } from "../program/dataset-blocks.ts";
import { canonicalJson } from "../recipe/canonical-json.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { Runtime } from "../runtime/session.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";

/** A network that was trained by a recipe, with the data that it was trained and judged on. */
export interface TrainedNetwork {
  readonly recipe: Recipe;
  readonly member: ModelMember;
  readonly dataset: Dataset;
}

/** One of several networks that predict together. */
export interface CommitteeNetwork extends TrainedNetwork {
  /** Its share, from 0 to 1 and of all networks 1; left out, all have the same. */
  readonly weight?: number;
}

/** At most so many training rows, spread evenly over them, are predicted to score the training part. */
const MOST_SCORED_TRAIN_ROWS = 20_000;

/** The training rows that the training part is scored on. */
export function scoredTrainRows(train: Int32Array): Int32Array {
  return spreadRows(train, MOST_SCORED_TRAIN_ROWS);
}

/** The weighted mean of several networks' predictions on some rows. */
export async function predictTogether(
  networks: readonly CommitteeNetwork[],
  rows: Int32Array,
  runtime: Runtime,
): Promise<RowPredictions> {
  let total: Float32Array | undefined;
  for (const one of networks) {
    const { recipe, dataset, member } = one;
    const weight = weightIn({ members: networks }, one);
    const network = { recipe, target: dataset.target!.kind, outputs: outputsOf(dataset, recipe.loss) };
    const prediction = await predictMember(network, member, { data: inputRows(dataset, rows), runtime });
    total ??= new Float32Array(prediction.length);
    for (let i = 0; i < total.length; i++) total[i] += weight * prediction[i];
  }
  return { rows, prediction: total! };
}

/**
 * The model of several networks: each is a member. The recipe of one that has a weight is kept with it where
 * it is not the model's.
 */
export function modelOf(
  recipe: Recipe,
  networks: readonly CommitteeNetwork[],
  calibration?: Calibration,
): Model {
  const [{ dataset }] = networks;
  return {
    recipe,
    target: dataset.target!.kind,
    outputs: outputsOf(dataset, recipe.loss),
    members: networks.map(({ member, weight, recipe: own }) => ({
      ...member,
      ...(weight === undefined ? {} : { weight }),
      ...(weight === undefined || alikeButForSeed(own, recipe) ? {} : { recipe: own }),
    })),
    ...(calibration ? { calibration } : {}),
  };
}

/** Members of one recipe have a seed each, which says nothing of how the network predicts. */
function alikeButForSeed(a: Recipe, b: Recipe): boolean {
  const seedless = ({ training, ...rest }: Recipe) =>
    canonicalJson({ ...rest, training: { ...training, seed: 0 } });
  return seedless(a) === seedless(b);
}
