import { randomInteger } from "../../base/random.ts";

/** A selection takes so many models, the same one as often as it pays. */
const PICKS = 25;
/** Selections over so many draws of the rows are averaged. */
const BAGS = 20;
/** Models that weigh less than this are left out: each costs time at every prediction. */
const LEAST_WEIGHT = 0.03;

/**
 * The errors of several models on the same rows: `errors[model][row · width + place]`, scaled so that a row's
 * loss is the sum of its squares.
 */
export interface ModelErrors {
  readonly errors: readonly Float64Array[];
  readonly rows: number;
  readonly width: number;
}

/** Products of the models' errors, row by row: `products[row · models² + a · models + b]`. */
export interface ErrorProducts {
  readonly models: number;
  readonly products: Float64Array;
}

/**
 * The products of errors that the loss of every weighted mean of the models follows from: with weights w that
 * add up to 1 a row loses Σ_ab w_a w_b e_a·e_b.
 */
export function errorProducts({ errors, rows, width }: ModelErrors): ErrorProducts {
  const models = errors.length;
  const products = new Float64Array(rows * models * models);
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < models; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let at = row * width; at < (row + 1) * width; at++) sum += errors[a][at] * errors[b][at];
        products[(row * models + a) * models + b] = sum;
        products[(row * models + b) * models + a] = sum;
      }
    }
  }
  return { models, products };
}

/** The loss of a row by the models' weighted mean. */
export function blendedLoss({ models, products }: ErrorProducts, weights: Float64Array, row: number): number {
  let loss = 0;
  for (let a = 0; a < models; a++)
    for (let b = 0; b < models; b++)
      loss += weights[a] * weights[b] * products[(row * models + a) * models + b];
  return loss;
}

/**
 * The weights of models by ensemble selection (Caruana et al., "Ensemble Selection from Libraries of Models",
 * 2004): beginning with the best one, the model is added again and again that lowers the loss of the mean
 * most, the same one as often as it pays; a model's weight is its share. Against overfitting to the rows,
 * the weights are the mean over selections on bootstrap draws of them; where Caruana draws models we draw
 * rows, because our libraries are small.
 *
 * @param rows the rows to select by.
 * @param key decides the draws.
 * @returns weights from 0, which add up to 1; those below 0.03 are 0.
 */
export function selectEnsemble(products: ErrorProducts, rows: ArrayLike<number>, key: number): Float64Array {
  const weights = new Float64Array(products.models);
  for (let bag = 0; bag < BAGS; bag++) {
    const drawn = Array.from(
      rows,
      (_, place) => rows[randomInteger(key, bag * rows.length + place, rows.length)],
    );
    const selected = selectGreedily(summed(products, drawn), products.models);
    for (let model = 0; model < weights.length; model++) weights[model] += selected[model] / BAGS;
  }
  const heavy = weights.map((weight) => (weight < LEAST_WEIGHT ? 0 : weight));
  const total = heavy.reduce((sum, weight) => sum + weight, 0);
  return heavy.map((weight) => weight / total);
}

/** The products summed over rows: models × models. */
function summed({ models, products }: ErrorProducts, rows: readonly number[]): Float64Array {
  const size = models * models;
  const total = new Float64Array(size);
  for (const row of rows) for (let at = 0; at < size; at++) total[at] += products[row * size + at];
  return total;
}

function selectGreedily(products: Float64Array, models: number): Float64Array {
  const counts = new Float64Array(models);
  // Of the sum of the models that were taken: its product with itself, and with each model.
  let own = 0;
  const withEach = new Float64Array(models);
  let best = { loss: Number.POSITIVE_INFINITY, weights: counts };
  for (let taken = 1; taken <= PICKS; taken++) {
    const lossWith = (model: number) =>
      (own + 2 * withEach[model] + products[model * models + model]) / taken ** 2;
    let pick = 0;
    for (let model = 1; model < models; model++) if (lossWith(model) < lossWith(pick)) pick = model;
    const loss = lossWith(pick);
    own = loss * taken ** 2;
    for (let model = 0; model < models; model++) withEach[model] += products[pick * models + model];
    counts[pick]++;
    if (loss < best.loss) best = { loss, weights: counts.map((count) => count / taken) };
  }
  return best.weights;
}
