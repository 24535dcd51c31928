import type { Model } from "../../model/model.ts";
import type { Predictions } from "../../model/predictions.ts";
import type { ErrorCost } from "../../nn/judging/costs.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { ProgressListener } from "../../run/progress.ts";
import type { Device } from "../../runtime/lower.ts";
import type { ToldChanges } from "../prepare/told-changes.ts";
import type { Scores } from "../scores/score-metrics.ts";
import type { TrainedScores } from "../scores/trained-scores.ts";
import type { PageData } from "./page-data.ts";
import type { WorkerFactory } from "./page-worker.ts";

/** The options of `fitInPage`; what is left out or null is not told. */
export interface PageFitOptions extends Omit<ToldChanges, "costs" | "sheet"> {
  readonly data: PageData;
  /**
   * Opens the worker to train in, `() => new Worker(new URL("trainwell/worker", import.meta.url), { type:
   * "module" })`; null trains on the page's own thread, which is then busy.
   */
  readonly worker: WorkerFactory;
  /** The name of the data in messages; by default that of the file, or "the table" and the like. */
  readonly source?: string;
  /** A recipe; null or left out for the baseline for the data. */
  readonly recipe?: Recipe | null;
  /** Costs of errors of classes, 1 for those left out; none by default. */
  readonly costs?: readonly ErrorCost[];
  /** Whether the test rows are scored at the end; false by default. */
  readonly finalTest?: boolean;
  /** Where to compute, "cpu" by default; without a usable WebGPU adapter the CPU does, and a note says so. */
  readonly device?: Device;
  /** Told of each epoch, and of notes; nobody is by default. */
  readonly progress?: ProgressListener;
  /** Aborting it stops the training between two calls of the runtime. */
  readonly signal?: AbortSignal;
}

/** The result of `fitInPage`: the scores, and the model. */
export interface PageFitResult extends TrainedScores {
  /** Null unless `finalTest` asked for it and there are test rows. */
  readonly test: Scores | null;
  /** For `encodeModel`, which makes `model.safetensors` of it, and `modelToOnnx`. */
  readonly model: Model;
  /**
   * Predicts rows with the columns that the model reads, in the forms that `data` may have; the predictions
   * are those of `predict` on Node.
   *
   * @throws TrainwellError when a column is missing or cannot be read.
   */
  predict(rows: PageData): Promise<Predictions>;
}
