import type { ChangeStudyOptions, ChangeStudyResult } from "./actions/change-study/contract.ts";
import { changeStudyVerb } from "./actions/change-study/verb.ts";
import type { CompareOptions, CompareResult } from "./actions/compare/contract.ts";
import { compareVerb } from "./actions/compare/verb.ts";
import type { CompareStudiesOptions, CompareStudiesResult } from "./actions/compare-studies/contract.ts";
import { compareStudiesVerb } from "./actions/compare-studies/verb.ts";
import type { CopyStudyOptions, CopyStudyResult } from "./actions/copy-study/contract.ts";
import { copyStudyVerb } from "./actions/copy-study/verb.ts";
import type { DiagnoseOptions, DiagnoseResult } from "./actions/diagnose/contract.ts";
import { diagnoseVerb } from "./actions/diagnose/verb.ts";
import type { ExamineOptions, ExamineResult } from "./actions/examine/contract.ts";
import { examineVerb } from "./actions/examine/verb.ts";
import type { ExportStudyOptions, ExportStudyResult } from "./actions/export-study/contract.ts";
import { exportStudyVerb } from "./actions/export-study/verb.ts";
import type { FitOptions, FitResult } from "./actions/fit/contract.ts";
import { fitVerb } from "./actions/fit/verb.ts";
import type { FitStreamOptions, FitStreamResult } from "./actions/fit-stream/contract.ts";
import { fitStreamVerb } from "./actions/fit-stream/verb.ts";
import type { GradcheckOptions, GradcheckResult } from "./actions/gradcheck/contract.ts";
import { gradcheckVerb } from "./actions/gradcheck/verb.ts";
import type { ImportStudyOptions, ImportStudyResult } from "./actions/import-study/contract.ts";
import { importStudyVerb } from "./actions/import-study/verb.ts";
import type { ImproveOptions, ImproveResult } from "./actions/improve/contract.ts";
import { improveVerb } from "./actions/improve/verb.ts";
import type { InspectOptions, InspectResult } from "./actions/inspect/contract.ts";
import { inspectVerb } from "./actions/inspect/verb.ts";
import type { ListRunsOptions, ListRunsResult } from "./actions/list-runs/contract.ts";
import { listRunsVerb } from "./actions/list-runs/verb.ts";
import type { ListStudiesOptions, ListStudiesResult } from "./actions/list-studies/contract.ts";
import { listStudiesVerb } from "./actions/list-studies/verb.ts";
import type { NurseOptions, NurseResult } from "./actions/nurse/contract.ts";
import { nurseVerb } from "./actions/nurse/verb.ts";
import type { OpenSurfaceOptions } from "./actions/open-surface/contract.ts";
import { openSurfaceVerb } from "./actions/open-surface/verb.ts";
import type { PredictOptions, PredictResult } from "./actions/predict/contract.ts";
import { predictVerb } from "./actions/predict/verb.ts";
import type { RemoveRunsOptions, RemoveRunsResult } from "./actions/remove-runs/contract.ts";
import { removeRunsVerb } from "./actions/remove-runs/verb.ts";
import type { RemoveStudiesOptions, RemoveStudiesResult } from "./actions/remove-studies/contract.ts";
import { removeStudiesVerb } from "./actions/remove-studies/verb.ts";
import type { ShowRunOptions, ShowRunResult } from "./actions/show-run/contract.ts";
import { showRunVerb } from "./actions/show-run/verb.ts";
import type { ShowStudyOptions, ShowStudyResult } from "./actions/show-study/contract.ts";
import { showStudyVerb } from "./actions/show-study/verb.ts";
import type { SummaryOptions, SummaryResult } from "./actions/summary/contract.ts";
import { summaryVerb } from "./actions/summary/verb.ts";
import type { TuneOptions, TuneResult } from "./actions/tune/contract.ts";
import { tuneVerb } from "./actions/tune/verb.ts";
import type { TuneCommandOptions } from "./actions/tune-command/contract.ts";
import { tuneCommandVerb } from "./actions/tune-command/verb.ts";
import { type Call, callVerb } from "./actions/verb.ts";
import type { WorkerOptions, WorkerResult } from "./actions/worker/contract.ts";
import { workerVerb } from "./actions/worker/verb.ts";
import type { RecipeSurface } from "./measure/surface/index.ts";

export type { Call } from "./actions/verb.ts";

/**
 * Looks at a table: its columns, what is missing, and, with a target, the task, the classes and the split.
 *
 * @param options at least `data`: the path of a CSV, Excel, Parquet, JSON, NumPy or IDX file or of a folder
 *   of images; or data in memory, here as in all verbs: records, columns, or a table.
 * @throws TrainwellError when the file cannot be read as a table, or the target does not fit.
 * @example
 * const data = [{ height: 1.7, colour: "red" }, { height: 1.6, colour: "blue" }];
 * const { columns } = await inspect({ data });
 */
export function inspect(options: Call<InspectOptions, "data">): Promise<InspectResult> {
  return callVerb(inspectVerb, options);
}

/**
 * Trains the network of a recipe, or of the default for the data; writes the recipe and the model to `out`
 * (`trainwell-fit` by default). The test set is scored only with `finalTest`.
 *
 * @param options at least `data`, and `target` unless a recipe names it.
 * @throws TrainwellError for wrong input, or of kind `interrupted` when the signal was aborted.
 * @example
 * const { dev } = await fit({ data: "data/wine.csv", target: "cultivar" });
 */
export function fit(options: Call<FitOptions, "data">): Promise<FitResult> {
  return callVerb(fitVerb, options);
}

/**
 * Goes on from a stored run's last checkpoint, or from the end of an earlier epoch, with other rates,
 * penalties or another length, as a run of its own that says where it branched off; writes the recipe and the
 * model to `out` (`trainwell-nurse` by default).
 *
 * @param options `run`, the `data` that it was trained on, in `set` what changes, and from where: `atEpoch`,
 *   up to whose end the run is trained again where no checkpoint was kept, or `at`, a step.
 * @throws TrainwellError for a change that a checkpoint does not go on from, or a run without a checkpoint.
 * @example
 * const set = [{ path: "optimizer.learningRate", value: 3e-4 }];
 * const { branch } = await nurse({ run: "last", data: "data/wine.csv", set });
 */
export function nurse(options: Call<NurseOptions, "run" | "data">): Promise<NurseResult> {
  return callVerb(nurseVerb, options);
}

/**
 * Says what is wrong with a recipe on data, or with a stored run: findings with their evidence and
 * treatments.
 *
 * @param options `data` and `target`, or `run`.
 * @throws TrainwellError for wrong input.
 * @example
 * const { findings } = await diagnose({ data: "data/wine.csv", target: "cultivar" });
 */
export function diagnose(options: Call<DiagnoseOptions, never>): Promise<DiagnoseResult> {
  return callVerb(diagnoseVerb, options);
}

/**
 * Searches hyperparameters: trains recipes that a sampler proposes, and proves the best one against the
 * default on fresh seeds; writes the recipe, the model and the space to `out` (`trainwell-tune` by default).
 *
 * @param options at least `data`, and `target` unless a recipe names it; `space` says which ranges are
 * searched (see `ranges`), by default those that the recipe's options declare; `trials` or `budget` say how
 * long.
 * @throws TrainwellError for wrong input, or of kind `interrupted` when the signal was aborted.
 * @example
 * const space = { "optimizer.learningRate": ranges.log(1e-4, 1e-1) };
 * const { winner } = await tune({ data: "data/wine.csv", target: "cultivar", space, trials: 10 });
 */
export function tune(options: Call<TuneOptions, "data">): Promise<TuneResult> {
  return callVerb(tuneVerb, options);
}

/**
 * Searches the settings of another program, in whatever language: runs its command for each trial, with
 * parameters in place of `{name}` and in the environment, and listens to the metrics that it prints as lines
 * of JSON. The result is that of `tune`, without what only networks have.
 *
 * @param options at least `command` and `space`, or `study` to go on with one; `trials` and `stopper` say how
 *   long.
 * @throws TrainwellError for wrong input, `study-fails` where the first trials all fail, or of kind
 *   `interrupted` when the signal was aborted.
 * @example
 * const space = { x: ranges.uniform(-1, 1) };
 * const script = "console.log(JSON.stringify({ loss: Number(process.argv[1]) ** 2 }))";
 * const { best } = await tuneCommand({ command: ["node", "-e", script, "{x}"], space, trials: 3 });
 */
export function tuneCommand(options: Call<TuneCommandOptions, never>): Promise<TuneResult> {
  return callVerb(tuneCommandVerb, options);
}

/**
 * Joins a study that another process began, of networks or of another program, and carries out trials of it
 * until it ends; without one, serves every study of networks that is open or begins later.
 *
 * @param options `study`; and `data`, where they neither travel with the store nor lie where the study had
 * them.
 * @throws TrainwellError `study-unknown`, `study-not-open`, `study-other-version`, `data-missing`,
 *   `store-missing`, or of kind `interrupted` when the signal was aborted.
 * @example
 * const { trials } = await worker({ study: "the-night-run", store: "/srv/runs" });
 */
export function worker(options: Call<WorkerOptions, never>): Promise<WorkerResult> {
  return callVerb(workerVerb, options);
}

/**
 * The main job: trains a baseline, diagnoses it, tries treatments, keeps those that help beyond noise, and
 * scores the test set once; writes the report, the recipe and the model to `out` (`trainwell-improve` by
 * default).
 *
 * @param options at least `data`, and `target` unless a recipe names it; `budget` limits the time or the
 *   number of treatments, as "10m" or "20 trials", five minutes by default.
 * @throws TrainwellError for wrong input, or of kind `interrupted` when the signal was aborted.
 * @example
 * const { test } = await improve({ data: "data/wine.csv", target: "cultivar", budget: "30s" });
 * console.log(test?.metrics.accuracy);
 */
export function improve(options: Call<ImproveOptions, "data">): Promise<ImproveResult> {
  return callVerb(improveVerb, options);
}

/**
 * Predicts the rows of data, or images: the prediction of each row and, for classes and labels, the
 * probabilities. The result's `kind` tells which, and by it types are told apart. No file is written unless
 * `out` names one, which is a CSV.
 *
 * @param options `data`, and `model`: a folder that `fit` or `improve` wrote, or the id of a stored run.
 * @throws TrainwellError when the model or the data cannot be read, or a column that the model needs is
 * missing.
 * @example
 * const result = await predict({ data: "data/wine.csv", model: "trainwell-fit" });
 * if (result.kind === "class")
 *   for (const { prediction, probabilities } of result.predictions)
 *     console.log(prediction, probabilities[prediction]);
 */
export function predict(options: Call<PredictOptions, "data" | "model">): Promise<PredictResult> {
  return callVerb(predictVerb, options);
}

/**
 * Checks the gradients of a recipe's training step by central differences in float64, on data or on generated
 * rows; or gradients that a foreign program exported. For functions, layers and losses in memory there is
 * `checkGradients`.
 *
 * @param options at least `subject`: a recipe, or the path of a recipe, of exported gradients or of data.
 * @throws TrainwellError for wrong input; a check that does not hold is a result, not an error.
 * @example
 * const { holds, tensors } = await gradcheck({ subject: "recipe.json" });
 */
export function gradcheck(options: Call<GradcheckOptions, "subject">): Promise<GradcheckResult> {
  return callVerb(gradcheckVerb, options);
}

/**
 * Trains on records that may be larger than memory, such as those of a database or of many files. A first
 * pass over `source` counts them, holds a share out as the dev part and fits the preprocessing; each epoch is
 * a further pass, shuffled in a buffer of `bufferRows` (10,000 by default). The caller's thread reads while a
 * worker trains.
 *
 * Means, spreads, ranges and the counts of classes and categories are exact; medians, quartiles and the
 * scales of arrays come from a random sample of `sampleRows` (20,000 by default). At most `devRows` (10,000)
 * records are held out.
 *
 * @param options at least `source`: a function that returns the same records, in the same order, each time it
 *   is called; and `target` unless a recipe names it. Arrays of numbers are rows of a block; flat ones get a
 *   shape by `shapes`.
 * @throws TrainwellError `stream-empty`, `stream-changed` when a later pass gives other records, and what a
 * fit throws.
 * @example
 * const source = async function* () {
 *   for (let i = 0; i < 400; i++) yield { a: Math.sin(i), b: Math.cos(3 * i), y: Math.sin(i) > 0 ? "up" :
 *   "down" };
 * };
 * const { model } = await fitStream({ source, target: "y", set: [{ path: "training.epochs", value: 2 }] });
 */
export function fitStream(options: Call<FitStreamOptions, "source">): Promise<FitStreamResult> {
  return callVerb(fitStreamVerb, options);
}

/**
 * Lists the layers of a recipe's network, or of the default for the data, with their output shapes,
 * parameters and multiply-adds, and the totals. `formatSummary` makes a table of the result.
 *
 * @param options `data` with `target`, or a `recipe`; without data, `input` is the shape of a row and
 *   `outputs` the number of classes, labels or values, and where they are left out, the first shape that fits
 *   is assumed.
 * @throws TrainwellError for wrong input, or when the network does not fit the data.
 * @example
 * const { parameters, layers } = await summary({ data: "data/wine.csv", target: "cultivar" });
 */
export function summary(options: Call<SummaryOptions, never>): Promise<SummaryResult> {
  return callVerb(summaryVerb, options);
}

/**
 * Finds out about the training of a recipe, or of the default for the data: a learning rate by a range test,
 * the largest batch that pays, the sharpness and the kind of the point where the training ends, and the loss
 * along a line and over a plane around it. Only training and dev rows are looked at. Writes numbers and
 * drawings to `out`, where one is named.
 *
 * @param options at least `data`, and `target` unless a recipe names it; `examinations` names what to find
 *   out, by default all but the landscape.
 * @throws TrainwellError for wrong input, or of kind `interrupted` when the signal was aborted.
 * @example
 * const { learningRate } = await examine({ data: "data/wine.csv", target: "cultivar", examinations:
 * ["learningRate"] });
 */
export function examine(options: Call<ExamineOptions, "data">): Promise<ExamineResult> {
  return callVerb(examineVerb, options);
}

/**
 * The loss of a recipe on training rows as a function of all its parameters, for `lanczos`, `classifyPoint`,
 * `lossAlongLine` and `lossOverPlane`: what the training step descends, without dropout, noise, mixup and
 * augmentation. Release it when it is no longer needed.
 *
 * @param options at least `data`, and `target` unless a recipe names it; `rows` is how many training rows to
 *   take the mean over, 1,024 by default.
 * @throws TrainwellError for wrong input.
 * @example
 * const surface = await openSurface({ data: "data/wine.csv", target: "cultivar" });
 * const { kind, largest } = await classifyPoint(surface, surface.initial);
 * await surface.release();
 */
export function openSurface(options: Call<OpenSurfaceOptions, "data">): Promise<RecipeSurface> {
  return callVerb(openSurfaceVerb, options);
}

/**
 * Lists the stored runs that stand for themselves, the newest first: jobs, with the number of their
 * trainings, and fits.
 *
 * @param options `store` is the folder of the runs, ".trainwell" by default; `status` leaves out others.
 * @throws TrainwellError when the store cannot be used; none where there is no store yet.
 * @example
 * const { runs } = await listRuns({ status: "done" });
 */
export function listRuns(options: Call<ListRunsOptions, never> = {}): Promise<ListRunsResult> {
  return callVerb(listRunsVerb, options);
}

/**
 * Shows what is stored of a run: its scores, findings, trainings, environment and recipe.
 *
 * @param options at least `run`: an id, or "last" for the newest.
 * @throws TrainwellError `run-unknown`, `run-none`, or `store-missing` where there are no runs.
 * @example
 * const { metrics, findings } = await showRun({ run: "last" });
 */
export function showRun(options: Call<ShowRunOptions, "run">): Promise<ShowRunResult> {
  return callVerb(showRunVerb, options);
}

/**
 * Says what differs between two runs, trials or recipes: their recipes, scores and findings, and whether the
 * scores are of the same rows. With `seeds` it trains both on `data` with the same seeds (and on small tables
 * the same folds) and says, with a 95% interval, whether the difference of their dev losses is real.
 *
 * @param options at least `subjects`: two of a run's id or "last", a trial as "STUDY:7" or "STUDY:best", a
 *   recipe, or the path of one.
 * @throws TrainwellError for wrong input, such as the same thing twice or another target, or of kind
 *   `interrupted` when the signal was aborted.
 * @example
 * const slower = applyPatch(recipe, [{ op: "set", path: "optimizer.learningRate", value: 1e-4 }]);
 * const { difference } = await compare({ subjects: [recipe, slower], seeds: 5, data: "data/wine.csv" });
 */
export function compare(options: Call<CompareOptions, "subjects">): Promise<CompareResult> {
  return callVerb(compareVerb, options);
}

/**
 * Removes stored runs with their trainings, histories and files, or lists those that would go. What a process
 * is training stays, and so does the record of which test sets were scored.
 *
 * @param options which runs: `runs` by id, `olderThanMs` by age, `status`; and `yes`, without which nothing
 *   is removed.
 * @throws TrainwellError `runs-not-told`, `run-is-part`, `run-unknown`, `run-none` or `store-missing`.
 * @example
 * const { removed, runs } = await removeRuns({ status: "failed", yes: true });
 */
export function removeRuns(options: Call<RemoveRunsOptions, never>): Promise<RemoveRunsResult> {
  return callVerb(removeRunsVerb, options);
}

/**
 * Lists the stored studies, the newest first, with how many trials they have and their best values.
 *
 * @param options `store` is the folder of the runs, ".trainwell" by default.
 * @throws TrainwellError when the store cannot be used; none where there is no store yet.
 * @example
 * const { studies } = await listStudies();
 */
export function listStudies(options: Call<ListStudiesOptions, never> = {}): Promise<ListStudiesResult> {
  return callVerb(listStudiesVerb, options);
}

/**
 * Shows what is stored of a study and what follows from it: its trials, how the best came about, which
 * parameters decide, the front of several objectives; and writes a page of it where `report` names a file.
 *
 * @param options at least `study`: a name or an id, or "last" for the newest.
 * @throws TrainwellError `study-unknown`, or `store-missing` where there is no store.
 * @example
 * const { ranking, importance } = await showStudy({ study: "last", report: "study.html" });
 */
export function showStudy(options: Call<ShowStudyOptions, "study">): Promise<ShowStudyResult> {
  return callVerb(showStudyVerb, options);
}

/**
 * Says how studies stand beside each other: their best values, those after equal numbers of trials, and the
 * parameters that not all of them have.
 *
 * @param options at least `studies`: two or more names or ids.
 * @throws TrainwellError `two-studies-expected`, `study-unknown` or `store-missing`.
 * @example
 * const { progress } = await compareStudies({ studies: ["coarse", "fine"] });
 */
export function compareStudies(
  options: Call<CompareStudiesOptions, "studies">,
): Promise<CompareStudiesResult> {
  return callVerb(compareStudiesVerb, options);
}

/**
 * Changes a study, also while others work on it: stops or renames it, adds points to be tried next, gives
 * trials up that wait or are paused, and has paused ones go on. A stopped one goes on by `tune` with `study`.
 *
 * @param options `study`, and at least one of `stop`, `name`, `enqueue`, `stopTrials`, `resumeTrials`.
 * @throws TrainwellError `change-not-told`, `study-unknown`, `study-exists`, `point-invalid` with what
 *   was expected and received, or `trial-not-movable`.
 * @example
 * const enqueue = { "optimizer.learningRate": 0.01 };
 * const { enqueued } = await changeStudy({ study: "coarse", enqueue });
 */
export function changeStudy(options: Call<ChangeStudyOptions, "study">): Promise<ChangeStudyResult> {
  return callVerb(changeStudyVerb, options);
}

/**
 * Copies a study with its trials, or with `empty` its space and settings alone, in one store.
 *
 * @param options `study`, and `name`, the copy's.
 * @throws TrainwellError `study-unknown`, or `study-exists` for a name that is taken.
 * @example
 * const { study } = await copyStudy({ study: "coarse", name: "coarse, again" });
 */
export function copyStudy(options: Call<CopyStudyOptions, "study" | "name">): Promise<CopyStudyResult> {
  return callVerb(copyStudyVerb, options);
}

/**
 * Removes studies with their trials, or lists those that would go. Their runs stay: see `removeRuns`.
 *
 * @param options `studies` by name or id; and `yes`, without which nothing is removed.
 * @throws TrainwellError `study-unknown`, `studies-not-told`, or `study-in-use` while a trial runs.
 * @example
 * const { removed } = await removeStudies({ studies: ["coarse"], yes: true });
 */
export function removeStudies(options: Call<RemoveStudiesOptions, "studies">): Promise<RemoveStudiesResult> {
  return callVerb(removeStudiesVerb, options);
}

/**
 * Writes a study to a file: its trials as CSV (.csv), everything as JSON lines (.jsonl), or the journal of
 * Optuna's file backend (.log), which `optuna.load_study` reads.
 *
 * @param options `study`, and `out`, the file; `format` where the ending does not say it.
 * @throws TrainwellError `study-format-unknown`, `study-unknown` or `file-unwritable`.
 * @example
 * const { trials } = await exportStudy({ study: "coarse", out: "coarse.csv" });
 */
export function exportStudy(options: Call<ExportStudyOptions, "study" | "out">): Promise<ExportStudyResult> {
  return callVerb(exportStudyVerb, options);
}

/**
 * Reads studies from a file that `exportStudy` or Optuna wrote; or trials from CSV, into the study that
 * `into` names, or a new one `like` another.
 *
 * @param options at least `file`; `name` for another name than the file's.
 * @throws TrainwellError `study-file-unreadable`, `study-file-invalid` with the line,
 *   `csv-space-not-told`, or `study-exists`.
 * @example
 * const { studies } = await importStudy({ file: "optuna.log" });
 */
export function importStudy(options: Call<ImportStudyOptions, "file">): Promise<ImportStudyResult> {
  return callVerb(importStudyVerb, options);
}
