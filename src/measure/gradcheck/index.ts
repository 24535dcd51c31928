export type { Cause } from "./causes.ts";

import type { Dataset } from "../../data/prepare/dataset.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { checkFunction, type FunctionSubject, type NamedNumbers, type Numbers } from "./check-function.ts";
import { checkGraph, type GradientCheck } from "./check-graph.ts";
import { type CheckOptions, finish } from "./check-tensors.ts";
import { checkExported, parseExportedGradients } from "./exported-gradients.ts";
import { type GeneratedShapes, generateData, rowsToCheck } from "./generated-data.ts";
import { type LayerSubject, type LossSubject, layerSubject, lossSubject } from "./layer-subject.ts";
import { recipeSubject } from "./recipe-subject.ts";

export type { Blame } from "./blame.ts";
export { checkForeignSteps, type ForeignCheck, type ForeignComparison } from "./check-foreign.ts";
export type { FunctionSubject, NamedNumbers, Numbers } from "./check-function.ts";
export type { GradientCheck } from "./check-graph.ts";
export type { CheckOptions, TensorCheck } from "./check-tensors.ts";
export type { Confidence } from "./coordinates.ts";
export {
  checkExported,
  type ExportedGradients,
  isExportedGradients,
  parseExportedGradients,
} from "./exported-gradients.ts";
export { type GeneratedShapes, generateData, rowsToCheck } from "./generated-data.ts";
export type { LayerSubject, LossSubject } from "./layer-subject.ts";
export type { Verdict } from "./verdict.ts";

/** The training step of a recipe, on rows of a dataset or on generated ones. */
export interface RecipeSubject extends GeneratedShapes {
  /** The recipe whose step is checked. */
  readonly recipe: Recipe;
  /** Preprocessed data; rows are generated where it is left out. */
  readonly dataset?: Dataset;
  /** Numbers of the rows of `dataset` to check on; by default its first ones that have a target. */
  readonly batch?: Int32Array;
}

/** Gradients that a foreign program exported; see docs/gradient-checking.md. */
export interface ExportedSubject {
  /** Plain data, such as `JSON.parse` gives. */
  readonly exported: unknown;
}

/** A thing whose gradients can be checked. */
export type GradientSubject<X extends Numbers | NamedNumbers = Numbers | NamedNumbers> =
  | FunctionSubject<X>
  | RecipeSubject
  | LayerSubject
  | LossSubject
  | ExportedSubject;

/**
 * Checks gradients by central differences in float64, tensor by tensor: ‖d − d′‖ / (‖d‖ + ‖d′‖) is `right`
 * below 1e-7, `look closer` up to 1e-5, `suspect` up to 1e-3 and `wrong` above. Kinks are recognized and left
 * out, dropout masks are held fixed, and where a gradient of a graph is wrong, the operation and the layer to
 * blame are named.
 *
 * @param subject a plain function with its hand-written gradient `{ f, gradient, at }`, a recipe `{ recipe
 *   }`, a layer `{ layer, inputs }` or a loss `{ loss }`, registered ones too, or what a foreign program
 *   exported, `{ exported }`.
 * @param options how many coordinates are compared, and along how many random directions; tensors of up to
 *   128 are checked in full by default.
 * @throws TrainwellError when the subject cannot be evaluated.
 *
 * @example
 * const { holds } = checkGradients({ f: (x) => x[0] ** 2, gradient: (x) => [2 * x[0]], at: [3] });
 */
export function checkGradients<X extends Numbers | NamedNumbers>(
  subject: GradientSubject<X>,
  options: CheckOptions = {},
): GradientCheck {
  if ("exported" in subject)
    return checkExported(parseExportedGradients(subject.exported, "the exported gradients"));
  return "f" in subject ? checkFunction(subject, options) : finish(checkSteps(subject, options));
}

/** The check of a graph's gradients, coordinate by coordinate, for a caller that may want to stop. */
export function checkSteps(
  subject: RecipeSubject | LayerSubject | LossSubject,
  options: CheckOptions,
): Generator<undefined, GradientCheck> {
  if ("layer" in subject) return checkGraph(layerSubject(subject), options);
  if ("loss" in subject) return checkGraph(lossSubject(subject), options);
  const dataset = subject.dataset ?? generateData(subject.recipe, subject);
  const rows = subject.batch ?? firstRows(dataset, subject.rows ?? rowsToCheck(dataset.blocks));
  return checkGraph(recipeSubject(subject.recipe, { dataset, rows }), options);
}

/** The first rows that have a target. */
function firstRows({ rows, target }: Dataset, wanted: number): Int32Array {
  const width = target!.data.length / rows;
  const known = (row: number) => {
    const values = target!.data.subarray(row * width, (row + 1) * width);
    return target!.kind === "classes" ? values[0] >= 0 : !values.some(Number.isNaN);
  };
  const all = Array.from({ length: rows }, (_, row) => row);
  return Int32Array.from(all.filter(known).slice(0, wanted));
}
