import { randomKey, STREAMS, shuffle } from "../../base/random.ts";
import { mean, variance } from "../../base/statistics.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { type Committee, type Design, finalTrainings } from "../committee.ts";
import { isFiniteTraining } from "../finite-model.ts";
import { comparedBy, type JudgedTarget, measureOf } from "../judged-target.ts";
import { judgeRows } from "../scores/judge-rows.ts";
import type { RowPredictions } from "../scores/row-predictions.ts";
import type { CommitteeNetwork } from "../trained-networks.ts";
import { scaledErrors } from "./blend-errors.ts";
import { blendedLoss, type ErrorProducts, errorProducts, selectEnsemble } from "./ensemble-selection.ts";

/** Weights are judged on rows that they were not chosen by: in so many parts where folds do not say them. */
const PARTS = 5;

/** A recipe's committee that may be a part of the final model. */
export interface BlendCandidate {
  /** For people, such as the treatment's number and title. */
  readonly title: string;
  readonly committee: Committee;
}

/** A recipe in the final model. */
export interface BlendPart extends BlendCandidate {
  /** From 0 to 1, of all parts 1. */
  readonly weight: number;
}

/** A model of networks of several recipes, weighted on dev rows. */
export interface Blend {
  /** The heaviest first. */
  readonly parts: readonly BlendPart[];
  /** All networks with the share of each. */
  readonly networks: readonly CommitteeNetwork[];
  /** Predictions of the dev rows, each by weights that were chosen without it. */
  readonly dev: RowPredictions;
  /** The mean loss per dev row that it takes away from the final recipe alone, and its standard error. */
  readonly effect: number;
  readonly standardError: number;
}

/** The level of treatments, 1.645, gives away half of what blends gain on fresh rows: decision record 15. */
const DEVIATIONS = 0.5;

/**
 * Weighs the final recipe's committee and others that were trained on the way, on the dev rows as members
 * predict them that were not trained on them. The weights are those of an ensemble selection; whether they
 * are taken is judged on parts of the dev rows by weights that were chosen on the other parts, so that small
 * tables pay little for chance: only where the mean loss is lower there than the final recipe's by more than
 * half a standard error, and the metric that was told no worse.
 *
 * @param final what the model is without a blend. It stays the model's recipe.
 * @returns undefined where nothing is to be gained, and of quantiles.
 */
export function blendOf(
  { target, design, seed }: { target: JudgedTarget; design: Design; seed: number },
  final: BlendCandidate,
  others: readonly BlendCandidate[],
): Blend | undefined {
  if (target.task === "regression" && target.quantiles !== undefined) return undefined;
  const candidates = [final, ...others.filter((other) => fits(other.committee, final.committee))];
  if (candidates.length === 1 || !isSound(final.committee)) return undefined;
  const predictions = candidates.map(({ committee }) => meanOverRepeats(committee));
  const [{ rows }] = predictions;
  const errors = predictions.map((prediction) => scaledErrors(target, prediction));
  const products = errorProducts({
    errors: errors.map((one) => one.errors),
    rows: rows.length,
    width: errors[0].width,
  });
  const key = randomKey(seed, STREAMS.sampling);
  const crossed = crossFitted(products, { parts: partsOf(rows, design, key), key });
  const dev = mixed(predictions, (place) => crossed[place]);
  const alone = Float64Array.from({ length: candidates.length }, (_, model) => Number(model === 0));
  const gains = crossed.map(
    (weights, place) => blendedLoss(products, alone, place) - blendedLoss(products, weights, place),
  );
  const effect = mean(gains);
  const standardError = Math.sqrt(variance(gains) / gains.length);
  if (!(effect > DEVIATIONS * standardError) || isWorseByMetric(target, predictions[0], dev))
    return undefined;
  const weights = selectEnsemble(products, [...rows.keys()], key);
  const parts = candidates
    .map((candidate, model) => ({ ...candidate, weight: weights[model] }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  if (parts.length === 1 && parts[0].committee === final.committee) return undefined;
  return { parts, networks: parts.flatMap((part) => weighted(part, design)), dev, effect, standardError };
}

/**
 * Whether a committee can stand beside another: finite, judged on the same dev rows, and reading the data as
 * it does, so that a column that was left out as a leak does not come back.
 */
function fits(committee: Committee, beside: Committee): boolean {
  const [{ rows }] = beside.devByRepeat;
  const same = committee.devByRepeat[0].rows;
  return (
    committee !== beside &&
    isSound(committee) &&
    same.length === rows.length &&
    same.every((row, place) => row === rows[place]) &&
    readingOf(committee.recipe) === readingOf(beside.recipe)
  );
}

function isSound({ trainings }: Committee): boolean {
  return trainings.every(isFiniteTraining);
}

/** A recipe's reading of the data, but for how numbers and words become features. */
function readingOf({ data }: Recipe): string {
  return canonicalJson({ ...data, normalize: null, missing: null, categories: null, classWeights: null });
}

/** The dev rows as the members of all repeats predict them that were not trained on them. */
function meanOverRepeats({ devByRepeat }: Committee): RowPredictions {
  const [{ rows, prediction }] = devByRepeat;
  return {
    rows,
    prediction: prediction.map((_, at) => mean(devByRepeat.map((repeat) => repeat.prediction[at]))),
  };
}

/** The part of each dev row: its fold in the first repeat, or one of five drawn where there are no folds. */
function partsOf(rows: Int32Array, { kind, members }: Design, key: number): Int32Array {
  if (kind === "crossValidation") {
    const folds = members.filter(({ repeat }) => repeat === 0);
    const foldOf = new Map(folds.flatMap(({ dev }, fold) => Array.from(dev, (row) => [row, fold] as const)));
    return rows.map((row) => foldOf.get(row) ?? 0);
  }
  const places = shuffle([...rows.keys()], key);
  const parts = new Int32Array(rows.length);
  places.forEach((place, order) => {
    parts[place] = order % PARTS;
  });
  return parts;
}

/** For each row the weights that were chosen on the other parts. */
function crossFitted(
  products: ErrorProducts,
  { parts, key }: { parts: Int32Array; key: number },
): Float64Array[] {
  const places = [...parts.keys()];
  const weights = new Map(
    [...new Set(parts)].map((part) => [
      part,
      selectEnsemble(
        products,
        places.filter((place) => parts[place] !== part),
        randomKey(key, 1 + part),
      ),
    ]),
  );
  return places.map((place) => weights.get(parts[place])!);
}

/** The weighted mean of predictions, with weights for each place among the rows. */
function mixed(
  predictions: readonly RowPredictions[],
  weightsAt: (place: number) => Float64Array,
): RowPredictions {
  const [{ rows, prediction }] = predictions;
  const width = prediction.length / rows.length;
  const total = prediction.map((_, at) => {
    const weights = weightsAt(Math.floor(at / width));
    return predictions.reduce((sum, one, model) => sum + weights[model] * one.prediction[at], 0);
  });
  return { rows, prediction: total };
}

/** Whether the metric that was told, which is none of a row alone, gets worse. */
function isWorseByMetric(target: JudgedTarget, before: RowPredictions, after: RowPredictions): boolean {
  if (target.chosen === undefined || comparedBy(target) === undefined) return false;
  const sign = measureOf(target).higherIsBetter ? 1 : -1;
  const value = (predictions: RowPredictions) => judgeRows(target, target.chosen!, predictions).value;
  return sign * (value(after) - value(before)) < 0;
}

/** The networks of a part, each with its share in the whole. */
function weighted({ committee, weight }: BlendPart, design: Design): CommitteeNetwork[] {
  const trainings = finalTrainings(committee, design);
  return trainings.map((training) => ({ ...training, weight: weight / trainings.length }));
}
