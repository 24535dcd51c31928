import type { KindSpec } from "./kinds.ts";
import type {
  ClipRecipe,
  DataRecipe,
  JudgeRecipe,
  NetworkRecipe,
  OptimizerRecipe,
  PenaltiesRecipe,
  ScheduleRecipe,
  TrainingRecipe,
} from "./sections/index.ts";

export type { LayerSpec } from "../nn/layer-spec.ts";
export type { KindSpec } from "./kinds.ts";
export type {
  AveragingRecipe,
  ClipRecipe,
  ColumnType,
  DataRecipe,
  ImageRecipe,
  JudgeRecipe,
  NetworkRecipe,
  OptimizerRecipe,
  ParameterGroupRecipe,
  PenaltiesRecipe,
  ScheduleRecipe,
  SplitRecipe,
  ToldType,
  TrainingRecipe,
} from "./sections/index.ts";

/** The version of the recipe's shape that this Trainwell reads and writes. */
export const RECIPE_SCHEMA = 1;

/**
 * Everything that decides a training run, as plain data. Made by `parseRecipe`, which checks it and fills its
 * defaults.
 */
export interface Recipe {
  readonly schema: typeof RECIPE_SCHEMA;
  readonly data: DataRecipe;
  readonly network: NetworkRecipe;
  readonly loss: KindSpec;
  readonly penalties: PenaltiesRecipe;
  readonly optimizer: OptimizerRecipe;
  readonly schedule: ScheduleRecipe;
  readonly clip: ClipRecipe;
  readonly training: TrainingRecipe;
  readonly judge: JudgeRecipe;
}
