import type { TableOptions } from "./data/table/building/table-builder.ts";
import type { Table } from "./data/table/table.ts";
import type { PageFitOptions, PageFitResult } from "./lab/page/contract.ts";

export { TrainwellError } from "./base/errors.ts";
export { applyPreprocessing } from "./data/prepare/apply-preprocessing.ts";
export { fitPreprocessing } from "./data/prepare/fit-preprocessing.ts";
export { tableFromArrays } from "./data/read/arrays/arrays.ts";
export { splitRows } from "./data/split/split.ts";
export { tableFromColumns } from "./data/table/building/column-table.ts";
export { tableFromRecords } from "./data/table/building/record-table.ts";
export { chooseTarget } from "./data/target/task.ts";
export type { PageFitOptions, PageFitResult } from "./lab/page/contract.ts";
export type { PageData } from "./lab/page/page-data.ts";
export type { ScoreMetrics, ScoreName, Scores } from "./lab/scores/score-metrics.ts";
export type {
  ClassPrediction,
  LabelPrediction,
  Predictions,
  QuantilesPrediction,
  ValuePrediction,
  ValuesPrediction,
} from "./model/predictions.ts";
export { blockTypes, outputsOf } from "./program/dataset-blocks.ts";
export { baselineRecipe } from "./recipe/default.ts";
export { parseRecipe } from "./recipe/schema.ts";
export type { ProgressEvent } from "./run/progress.ts";
export { webRuntime } from "./runtime/session.web.ts";
export { availableDevice } from "./runtime/webgpu.web.ts";
export { planTraining } from "./train/plan/plan-training.ts";
export { runTraining } from "./train/trainer/loop.ts";
export { driveTraining, serveTraining } from "./train/worker/worker-protocol.ts";

/**
 * Reads CSV text into typed columns, as `readCsv` does on Node; loaded when it is first called, because a
 * page may have its data as arrays (`tableFromColumns`).
 *
 * @param text the whole CSV, header first.
 * @param options `source` names the text in messages ("the CSV" by default); `types` tells the types of
 *   columns.
 * @throws TrainwellError when the text is no table; the message says where and why.
 * @example
 * const table = await parseCsv("height,colour\n1.7,red\n,blue");
 */
export async function parseCsv(
  text: string,
  options: TableOptions & { source?: string } = {},
): Promise<Table> {
  const csv = await import("./data/read/text/csv.ts");
  return csv.parseCsv(text, options);
}

/**
 * Trains the network of a recipe, or of the default for the data, in a page: the numbers are those of `fit`
 * in Node, but for rounding. It reads the data, chooses the task, divides the rows, fits the preprocessing on
 * the training rows, trains in a worker and scores; loaded when it is first called. The steps are there one
 * by one too (`parseCsv` to `driveTraining`).
 *
 * @param options `data` (the text of a CSV, a `File`, records or columns), `target` unless a recipe names it
 *   or the data are a table that does, and `worker`. `progress` is told of each epoch, nobody by default;
 *   aborting `signal` stops the training, without one nothing does; `finalTest` scores the test rows (by
 *   default they stay untouched). What else is told has the meaning, and by default the values, that it has
 *   for `fit`: `task`, `types`, `header`, `decimal`, `gaps`, `split` and `splitSizes` of the data, and of the
 *   training `recipe`, `set`, `seed` (from 0), `metric`, `costs` and `device`.
 * @throws TrainwellError for wrong input; `worker-not-told`; `worker-failed` or `worker-silent` when the
 *   worker does not train; `training-diverged`; of kind `interrupted` when the signal was aborted.
 * @example
 * const { dev, predict } = await fitInPage({
 *   data: file,
 *   target: "price",
 *   worker: () => new Worker(new URL("trainwell/worker", import.meta.url), { type: "module" }),
 *   progress: (event) => event.type === "epoch" && console.log(event.epoch, event.devLoss),
 * });
 * const { predictions } = await predict([{ rooms: 3, city: "Basel" }]);
 */
export async function fitInPage(options: PageFitOptions): Promise<PageFitResult> {
  const page = await import("./lab/page/fit-in-page.ts");
  return page.fitInPage(options);
}

/**
 * Loads what a page does with a training's results: runs and studies in IndexedDB, checkpoints and models as
 * files, prediction, the ONNX export. A page needs none of it before the first step, so it is apart;
 * `trainwell/browser/runs` has the same.
 *
 * @example
 * const { encodeModel, openIndexedDbStore } = await loadRuns();
 */
export function loadRuns(): Promise<typeof import("./browser-runs.ts")> {
  return import("./browser-runs.ts");
}
