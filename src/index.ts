export type {
  DataOptions,
  DiagnoseOptions,
  DiagnoseResult,
  FindingSummary,
  FitOptions,
  FitResult,
  ImproveOptions,
  ImproveResult,
  InspectOptions,
  InspectResult,
  JobContext,
  PartScores,
  PredictOptions,
  PredictResult,
  SplitSummary,
  StepSummary,
  TrainingOptions,
} from "./actions/contract.ts";
export { type ErrorDetails, type ErrorKind, TrainwellError } from "./base/errors.ts";
export type { ProgressEvent, ProgressListener } from "./base/progress.ts";
export { type Call, diagnose, fit, improve, inspect, predict } from "./library.ts";
export {
  type BlockPlace,
  type DenseBlockOptions,
  type DepthwiseSeparableBlockOptions,
  denseBlock,
  depthwiseSeparableBlock,
  type LayerChoice,
  type ResidualBlockOptions,
  type ResidualDenseBlockOptions,
  residualBlock,
  residualDenseBlock,
  type TransformerEncoderBlockOptions,
  type TransitionBlockOptions,
  transformerEncoderBlock,
  transitionBlock,
} from "./nn/blocks/index.ts";
export { baselineRecipe } from "./recipe/default.ts";
export { diffRecipes, formatDiff } from "./recipe/diff.ts";
export { formatRecipe, readRecipe } from "./recipe/json.ts";
export { applyPatch, type Patch } from "./recipe/patch.ts";
export { parseRecipe, type Recipe } from "./recipe/schema.ts";
