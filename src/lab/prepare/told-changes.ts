import type { SplitMethod } from "../../data/split/split-methods.ts";
import type { DecimalMark } from "../../data/table/cells/decimal-mark.ts";
import type { ToldType } from "../../data/table/column-types.ts";
import type { Task } from "../../data/target/target.ts";
import type { ErrorCost } from "../../nn/judging/costs.ts";
import { applyPatch, type Patch, type SetOperation } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";

/**
 * The part of a request that stands beside a recipe, or instead of one. A field that is left out, null or
 * empty is not told.
 */
export interface ToldChanges {
  /** The column to predict, or several. */
  readonly target?: string | readonly string[] | null;
  readonly task?: Task | null;
  readonly types?: readonly { readonly column: string; readonly type: ToldType }[];
  /** Whether the first row of a file names its columns. */
  readonly header?: boolean | null;
  /** The sheet of an Excel file. */
  readonly sheet?: string | null;
  /** The mark before decimals. */
  readonly decimal?: DecimalMark | null;
  /** Cells that mean "no value". */
  readonly gaps?: readonly string[];
  readonly split?: { readonly method: SplitMethod; readonly column?: string | null } | null;
  readonly splitSizes?: { readonly train: number; readonly dev: number; readonly test: number } | null;
  /** Changes to the recipe, applied in order. Pairs, so that a hostile path is only a string. */
  readonly set?: readonly { readonly path: string; readonly value: unknown }[];
  readonly seed?: number | null;
  /** The metric that trainings are judged by. */
  readonly metric?: string | null;
  /** Costs of errors of classes. */
  readonly costs?: readonly ErrorCost[];
}

/** The types that columns are told to have, by name. */
export function toldTypes({ types = [] }: ToldChanges): Record<string, ToldType> {
  return Object.fromEntries(types.map(({ column, type }) => [column, type]));
}

/** The changes of --set as operations on a recipe. */
export function assignments({ set = [] }: Pick<ToldChanges, "set">): SetOperation[] {
  return set.map(({ path, value }) => ({ op: "set", path, value }));
}

/** A request's options, as changes to a recipe; they come before those of --set. */
export function dataPatch(told: ToldChanges): Patch {
  const { target = null, task = null, types = [], split = null, splitSizes, seed = null } = told;
  const { header = null, sheet = null, decimal = null, gaps = [], metric = null, costs = [] } = told;
  const set = (path: string, value: unknown): Patch => [{ op: "set", path, value }];
  return [
    ...(target === null ? [] : set("data.target", target)),
    ...(task === null ? [] : set("data.task", task)),
    ...(types.length === 0 ? [] : set("data.types", toldTypes(told))),
    ...(header === null ? [] : set("data.header", header ? "present" : "absent")),
    ...(sheet === null ? [] : set("data.sheet", sheet)),
    ...(decimal === null ? [] : set("data.decimal", decimal)),
    ...(gaps.length === 0 ? [] : set("data.gaps", gaps)),
    ...(split === null ? [] : set("data.split.method", split.method)),
    ...(split?.column ? set("data.split.column", split.column) : []),
    ...Object.entries(splitSizes ?? {}).flatMap(([part, share]) => set(`data.split.${part}`, share)),
    ...(seed === null ? [] : [...set("training.seed", seed), ...set("data.split.seed", seed)]),
    ...(metric === null ? [] : set("judge.metric", metric)),
    ...(costs.length === 0 ? [] : set("judge.costs", costs)),
  ];
}

/** A recipe with what a request says of the data, and then with its changes in order. */
export function changeAsTold(recipe: Recipe, told: ToldChanges): Recipe {
  const assigned = assignments(told);
  const source = assigned.length > 0 ? "--set" : "the options";
  return applyPatch(recipe, [...dataPatch(told), ...assigned], { source });
}
