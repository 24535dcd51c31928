import { TrainwellError } from "../../base/errors.ts";
import { applyPreprocessing } from "../../data/prepare/apply-preprocessing.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { fitTraining } from "../../data/prepare/fit-preprocessing.ts";
import type { Preprocessing } from "../../data/prepare/preprocessing.ts";
import type { Table } from "../../data/table/table.ts";
import type { Target } from "../../data/target/task.ts";
import { lossDefinition } from "../../nn/losses/index.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import { blocksRead } from "../../recipe/layers.ts";
import type { Recipe } from "../../recipe/schema.ts";

/** One table as blocks of numbers, by a preprocessing that was fitted on some of its rows. */
export interface FittedData {
  readonly preprocessing: Preprocessing;
  readonly dataset: Dataset;
}

/**
 * Data sections whose fits are kept for one set of rows; treatments change it now and then, and most leave
 * it.
 */
const MOST_KEPT = 2;

interface KeptFit {
  readonly key: string;
  readonly table: Table;
  readonly target: Target;
  readonly fitted: FittedData;
}

/** The latest fits by the training rows that they were made on, for as long as anybody holds these rows. */
const kept = new WeakMap<Int32Array, KeptFit[]>();

/**
 * Fits the preprocessing on the training rows alone, and applies it to the whole table. Trainings on the same
 * rows (the same array) with the same data section, whose networks read the same blocks, share the result,
 * which nobody may change. A column's encoding is the recipe's, so that it is the same in every fold.
 * Training rows get statistics of the target from other training rows than themselves, all other rows from
 * all of them.
 */
export function fitData(
  { table, target }: { readonly table: Table; readonly target: Target },
  recipe: Pick<Recipe, "data"> & Partial<Pick<Recipe, "loss" | "network">>,
  trainRows: Int32Array,
): FittedData {
  const wanted = recipe.loss && lossDefinition(recipe.loss.kind).values;
  const targetScaling = wanted?.scaling ?? "standardize";
  const reads = recipe.network && blocksRead(recipe.network.layers);
  const key = canonicalJson({ data: recipe.data, targetScaling, reads: reads ? [...reads].sort() : null });
  const earlier = kept.get(trainRows) ?? [];
  const same = earlier.find((fit) => fit.key === key && fit.table === table && fit.target === target);
  if (same) return same.fitted;
  const { preprocessing, crossFitted } = fitTraining(table, trainRows, {
    ...recipe.data,
    target,
    targetScaling,
    ...(reads ? { reads } : {}),
  });
  const { classWeights } = recipe.data;
  const dataset = applyPreprocessing(table, preprocessing, { classWeights, crossFitted });
  const fitted = { preprocessing, dataset };
  kept.set(trainRows, [{ key, table, target, fitted }, ...earlier].slice(0, MOST_KEPT));
  return fitted;
}

/**
 * Whether a data section can be fitted: scaling by moments, unlike one that bends, refuses a table in which a
 * number of a row that it was not fitted on lies beyond all floats.
 */
export function isFittable(...given: Parameters<typeof fitData>): boolean {
  try {
    fitData(...given);
    return true;
  } catch (error) {
    if (error instanceof TrainwellError && error.code === "number-too-large") return false;
    throw error;
  }
}
