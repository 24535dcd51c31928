export type { ChangeStudyOptions, ChangeStudyResult } from "./actions/change-study/contract.ts";
export type {
  ComparedLosses,
  ComparedSubject,
  ComparedTrainings,
  CompareOptions,
  CompareResult,
} from "./actions/compare/contract.ts";
export type { CompareStudiesOptions, CompareStudiesResult } from "./actions/compare-studies/contract.ts";
export type { CopyStudyOptions, CopyStudyResult } from "./actions/copy-study/contract.ts";
export type { DiagnoseOptions, DiagnoseResult } from "./actions/diagnose/contract.ts";
export type {
  Examination,
  ExaminationFile,
  ExamineOptions,
  ExamineResult,
} from "./actions/examine/contract.ts";
export type { ExportStudyOptions, ExportStudyResult } from "./actions/export-study/contract.ts";
export type { FitOptions, FitResult } from "./actions/fit/contract.ts";
export type { FitStreamOptions, FitStreamResult } from "./actions/fit-stream/contract.ts";
export type { GradcheckOptions, GradcheckResult } from "./actions/gradcheck/contract.ts";
export type { ImportStudyOptions, ImportStudyResult } from "./actions/import-study/contract.ts";
export type {
  BlendPartSummary,
  ImproveOptions,
  ImproveResult,
  StepSummary,
  TreatedFindingSummary,
} from "./actions/improve/contract.ts";
export type { FindingState } from "./actions/improve/treated-findings.ts";
export type { InspectOptions, InspectResult } from "./actions/inspect/contract.ts";
export type { ListRunsOptions, ListRunsResult } from "./actions/list-runs/contract.ts";
export type { ListStudiesOptions, ListStudiesResult } from "./actions/list-studies/contract.ts";
export type { NurseOptions, NurseResult } from "./actions/nurse/contract.ts";
export type { OpenSurfaceOptions } from "./actions/open-surface/contract.ts";
export type { PredictOptions, PredictResult } from "./actions/predict/contract.ts";
export type { RemoveRunsOptions, RemoveRunsResult } from "./actions/remove-runs/contract.ts";
export type { RemoveStudiesOptions, RemoveStudiesResult } from "./actions/remove-studies/contract.ts";
export type { ModelFile } from "./actions/shared/files/model-files.ts";
export type { BudgetLimits, ToldBudget } from "./actions/shared/options/budget-text.ts";
export type { DataOptions } from "./actions/shared/options/data-options.ts";
export type { SeenStatus } from "./actions/shared/options/run-options.ts";
export type { StudyFormat } from "./actions/shared/options/study-options.ts";
export type { TrainingOptions } from "./actions/shared/options/training-options.ts";
export type { ToldPoint } from "./actions/shared/search/told-points.ts";
export type { RunLine } from "./actions/shared/stored-runs.ts";
export type { BestPoint, StudyLine } from "./actions/shared/studies/stored-studies.ts";
export type { StudySlice } from "./actions/shared/studies/study-slices.ts";
export type { FindingSummary } from "./actions/shared/summaries.ts";
export type { PartLine, ShowRunOptions, ShowRunResult } from "./actions/show-run/contract.ts";
export type { ShowStudyOptions, ShowStudyResult } from "./actions/show-study/contract.ts";
export type { SummaryOptions, SummaryResult } from "./actions/summary/contract.ts";
export type {
  FreshScores,
  LineagePart,
  ParameterImportance,
  TrialSummary,
  TuneOptions,
  TuneResult,
} from "./actions/tune/contract.ts";
export type { TuneCommandOptions } from "./actions/tune-command/contract.ts";
export type { WorkerOptions, WorkerResult } from "./actions/worker/contract.ts";
export { type ErrorDetails, type ErrorKind, TrainwellError } from "./base/errors.ts";
export type { Explanation } from "./base/explanation.ts";
export { type Choice, type OptionFacts, option, type SearchScale } from "./base/option.ts";
export type { InputStatistics, Metrics, RunEvidence, RunOutcome } from "./clinic/evidence.ts";
export type { EvidencePart, EvidenceWith } from "./clinic/evidence-parts.ts";
export type {
  Detection,
  EvidenceItem,
  FindingDefinition,
  Severity,
  Threshold,
  UnjudgedFinding,
} from "./clinic/finding.ts";
export { defineFinding } from "./clinic/findings/index.ts";
export { defineTreatment } from "./clinic/treatments/index.ts";
export type { Proposal, TreatmentDefinition } from "./clinic/treatments/treatment.ts";
export type { DataArray } from "./data/read/arrays/array-values.ts";
export { tableFromArrays } from "./data/read/arrays/arrays.ts";
export type { CellNumbers, DataColumns, DataRecords, MemoryData } from "./data/read/arrays/memory-data.ts";
export { readTable } from "./data/read/read-table.node.ts";
export type { SplitSummary } from "./data/split/split-summary.ts";
export { type CellValue, tableFromColumns } from "./data/table/building/column-table.ts";
export { tableFromRecords } from "./data/table/building/record-table.ts";
export type { Table } from "./data/table/table.ts";
export type { DataSource } from "./lab/prepare/read-data.ts";
export type { ScoreMetrics, ScoreName, Scores } from "./lab/scores/score-metrics.ts";
export {
  type Call,
  changeStudy,
  compare,
  compareStudies,
  copyStudy,
  diagnose,
  examine,
  exportStudy,
  fit,
  fitStream,
  gradcheck,
  importStudy,
  improve,
  inspect,
  listRuns,
  listStudies,
  nurse,
  openSurface,
  predict,
  removeRuns,
  removeStudies,
  showRun,
  showStudy,
  summary,
  tune,
  tuneCommand,
  worker,
} from "./library.ts";
export {
  type Blame,
  type CheckOptions,
  type Confidence,
  checkGradients,
  type ExportedSubject,
  type ForeignComparison,
  type FunctionSubject,
  type GeneratedShapes,
  type GradientCheck,
  type GradientSubject,
  type LayerSubject,
  type LossSubject,
  type NamedNumbers,
  type Numbers,
  type RecipeSubject,
  type TensorCheck,
  type Verdict,
} from "./measure/gradcheck/index.ts";
export {
  type BatchChoice,
  type BatchCost,
  type BatchTiming,
  type GradientNoise,
  gradientNoise,
  type LearningRateRange,
  largestBatchThatPays,
  type NoiseOptions,
  type RangeCurve,
} from "./measure/rates/index.ts";
export {
  type Curvature,
  type CurvatureOptions,
  classifyPoint,
  curvatureAt,
  type Eigenpair,
  edgeOfStability,
  filterNormalizedDirection,
  type LossLine,
  type LossPlane,
  type LossSurface,
  lanczos,
  lossAlongLine,
  lossOverPlane,
  type PointKind,
  type PointTolerances,
  type PointVerdict,
  powerIteration,
  type RecipeSurface,
  type SpectrumEnds,
  type SpectrumOptions,
  type Stability,
  stability,
} from "./measure/surface/index.ts";
export type {
  ClassPrediction,
  LabelPrediction,
  Predictions,
  QuantilesPrediction,
  ValuePrediction,
  ValuesPrediction,
} from "./model/predictions.ts";
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
export {
  apply,
  type DataNode,
  input,
  type LayerBuilder,
  type LayerBuilders,
  type LayerDraft,
  type LayerNode,
  layerBuilder,
  layers,
  model,
  type NetworkNode,
  sequential,
} from "./nn/builders/index.ts";
export type { BuildContext, LayerDefinition, OptionsSchema } from "./nn/layer.ts";
export type { LayerSpec } from "./nn/layer-spec.ts";
export type { ActivationTraits, Fact, LayerTraits } from "./nn/layer-traits.ts";
export { defineLayer } from "./nn/layers/index.ts";
export { defineLoss, type LossDefinition, type TargetKind } from "./nn/losses/index.ts";
export { formatSummary, type NetworkSummary, type SummaryRow } from "./nn/network-summary.ts";
export { operations } from "./operations.ts";
export { defineOptimizer, type OptimizerDefinition } from "./optim/optimizers/index.ts";
export { commonOptions } from "./optim/optimizers/optimizer-options.ts";
export {
  defineSchedule,
  type ScheduleDefinition,
  type ScheduleMoment,
  warmupOptions,
  withWarmup,
} from "./optim/schedules/index.ts";
export { composeOptimizer, scaleByAdam, scaleByRms, signOf, trace } from "./optim/transforms/index.ts";
export { baselineRecipe } from "./recipe/default.ts";
export { diffRecipes, formatDiff } from "./recipe/diff.ts";
export { applyPatch, type Patch } from "./recipe/patch.ts";
export { formatRecipe, readRecipe } from "./recipe/recipe-json.ts";
export { type LayerInput, parseRecipe, type Recipe, type RecipeInput } from "./recipe/schema.ts";
export type { HistoryRow } from "./run/history.ts";
export type { ProgressEvent, ProgressListener } from "./run/progress.ts";
export { openMemoryStore } from "./store/memory-store.ts";
export { openPostgresStore } from "./store/postgres-store.node.ts";
export { openSqliteStore } from "./store/sqlite-store.node.ts";
export {
  type ObjectiveContext,
  type ObjectiveFunction,
  type ObjectiveValue,
  type OptimizeOptions,
  type Optimum,
  optimize,
} from "./tune/executors/optimize.ts";
export { defineSampler } from "./tune/samplers/index.ts";
export { proposeTrial } from "./tune/samplers/propose.ts";
export { drawKey, drawPoint } from "./tune/samplers/request/draws.ts";
export type {
  FinishedTrial,
  PendingTrial,
  SamplerDefinition,
  SamplerRequest,
  TrialProposal,
} from "./tune/samplers/request/sampler.ts";
export { type CompiledSpace, compileSpace, type SpaceDocument } from "./tune/space/compile-space.ts";
export { ranges } from "./tune/space/range-builders.ts";
export {
  buildPoint,
  type Parameter,
  type Point,
  pointAt,
  type SearchSpace,
} from "./tune/space/search-space.ts";
export { decideTrial } from "./tune/stoppers/decide-trial.ts";
export { defineStopper } from "./tune/stoppers/index.ts";
export type { Decision, StopperDefinition, StopperRequest, TrialCurve } from "./tune/stoppers/stopper.ts";
export { type Asked, type AskOptions, type NewStudy, Study } from "./tune/study/ask-and-tell.ts";
