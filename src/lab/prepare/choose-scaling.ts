import { solvePositiveDefinite } from "../../base/linear-system.ts";
import type { Normalization } from "../../data/prepare/preprocessing-choices.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import type { Table } from "../../data/table/table.ts";
import type { Target } from "../../data/target/task.ts";
import { FEATURES } from "../../recipe/layers.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { fitData, isFittable } from "./fit-data.ts";
import { LONG_TAIL, tailOf } from "./heavy-tails.ts";

/** A table whose target and training rows are chosen, and the default recipe for it. */
interface Divided {
  readonly table: Table;
  readonly target: Target;
  readonly split: { readonly train: Int32Array };
  readonly recipe: Recipe;
}

/** The ways of scaling that stand beside the default where tails are long. */
const ALTERNATIVES = ["standardize", "log", "rank"] as const satisfies readonly Normalization[];
/**
 * A linear model's squared error must fall to this share of the default's: less is for a comparison to tell.
 */
const CLEAR = 0.7;
const MOST_ROWS = 4000;
const MOST_FEATURES = 200;
/** Relative to the number of rows; only against features that say the same. */
const RIDGE = 1e-3;

/**
 * The default recipe for numbers to predict, with the way of scaling by which a linear model predicts clearly
 * best where inputs have long tails: what depends on their size is lost where they are bent, and what depends
 * on their order of magnitude where they are not. Fitted on one half of the training rows and judged on the
 * other; elsewhere the recipe as it is.
 */
export function withFittingScale(prepared: Divided): Recipe {
  const { recipe, target, table, split } = prepared;
  const rows = spreadRows(split.train, MOST_ROWS);
  const isLong = table.columns.some(
    (column) =>
      !target.columns.some((wanted) => wanted === column) &&
      (tailOf(table, column.name, { rows, gaps: recipe.data.gaps }) ?? 0) > LONG_TAIL,
  );
  if (target.task !== "regression" || !isLong) return recipe;
  const errorBy = (normalize: Normalization) => {
    const scaled = { ...recipe, data: { ...recipe.data, normalize } };
    return isFittable(prepared, scaled, split.train) ? linearError(prepared, scaled, rows) : Infinity;
  };
  const usual = errorBy(recipe.data.normalize);
  const [best] = ALTERNATIVES.map((normalize) => ({ normalize, error: errorBy(normalize) })).sort(
    (a, b) => a.error - b.error,
  );
  if (!(best.error <= CLEAR * usual)) return recipe;
  return applyPatch(recipe, [{ op: "set", path: "data.normalize", value: best.normalize }]);
}

/**
 * The squared error of ridge regression on every second row, fitted on the others; infinite where it has
 * none.
 */
function linearError(prepared: Divided, recipe: Recipe, rows: Int32Array): number {
  const { dataset } = fitData(prepared, recipe, prepared.split.train);
  const block = dataset.blocks.find(({ name }) => name === FEATURES);
  const values = dataset.target;
  if (block?.rowShape.length !== 1 || block.rowShape[0] > MOST_FEATURES || values?.kind !== "values")
    return Number.POSITIVE_INFINITY;
  const [width] = block.rowShape;
  const featuresOf = (row: number) => [1, ...block.data.subarray(row * width, (row + 1) * width)];
  const wanted = (row: number) => values.data[row * values.width];
  const [fitted, judged] = [0, 1].map((part) => rows.filter((_, index) => index % 2 === part));
  const weights = ridge(Array.from(fitted, featuresOf), Array.from(fitted, wanted));
  const errors = Array.from(judged, (row) => {
    const predicted = featuresOf(row).reduce((sum, value, place) => sum + value * weights[place], 0);
    return (wanted(row) - predicted) ** 2;
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** (XᵀX + λ n I)⁻¹ Xᵀ y. */
function ridge(features: readonly number[][], values: readonly number[]): number[] {
  const size = features[0].length;
  const products = Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    row[i] = RIDGE * features.length;
    return row;
  });
  const right = new Float64Array(size);
  features.forEach((x, index) => {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) products[i][j] += x[i] * x[j];
      right[i] += x[i] * values[index];
    }
  });
  return solvePositiveDefinite(products, right);
}
