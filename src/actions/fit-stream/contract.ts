import type { RecordOptions, RecordSource } from "../../data/stream/record-stream.ts";
import type { Survey } from "../../data/stream/survey.ts";
import type { JobContext } from "../../lab/job-context.ts";
import type { ToldChanges } from "../../lab/prepare/told-changes.ts";
import type { Model } from "../../model/model.ts";
import type { Recipe, RecipeInput } from "../../recipe/schema.ts";
import type { HistoryRow } from "../../run/history.ts";
import type { Device } from "../../runtime/lower.ts";
import type { TrainingStatus } from "../../train/trainer/loop.ts";
import type { TrainingState } from "../../train/trainer/state.ts";
import type { ModelFile } from "../shared/files/model-files.ts";

/**
 * The options of a training on a stream: where the records come from, the column to predict, and how much
 * memory to take.
 */
export interface FitStreamOptions extends RecordOptions, JobContext {
  /** Called once a pass; each time it gives the same records in the same order. */
  readonly source: RecordSource;
  /** The column to predict, or several; undefined where the recipe names it. */
  readonly target: string | readonly string[] | undefined;
  /** A recipe, or the path of one in JSON; undefined for the default for the data. */
  readonly recipe: string | RecipeInput | undefined;
  /** Changes to the recipe, applied in order; none by default. */
  readonly set: NonNullable<ToldChanges["set"]>;
  /** Rows that are shuffled among each other: more mix better and take more memory. */
  readonly bufferRows: number;
  /** Training records that are kept for medians, categories and the first recipe. */
  readonly sampleRows: number;
  /** Held-out records, at most; their share is `data.split.dev`, 0.1 by default. */
  readonly devRows: number;
  /** Threads for the engine, from 1; undefined leaves the choice to it. */
  readonly threads: number | undefined;
  /**
   * Where to compute; the CPU where undefined, or where there is no usable WebGPU adapter, which a note then
   * says.
   */
  readonly device: Device | undefined;
  /** A folder for recipe, model and its ONNX form; undefined for none. */
  readonly out: string | undefined;
  /** A checkpoint to continue from; undefined to begin anew. */
  readonly resume: TrainingState | undefined;
  /** Told of the state whenever a checkpoint is due; without it none is kept. */
  onCheckpoint?(state: TrainingState): void;
}

/** The result of a training on a stream: the model, and what was seen on the way. */
export interface FitStreamResult {
  readonly status: TrainingStatus;
  readonly recipe: Recipe;
  readonly model: Model;
  /** Records that were trained on, held out, and left out because they have no target. */
  readonly rows: Survey["rows"];
  /** Epochs and probes, as a run's history. */
  readonly history: readonly HistoryRow[];
  /** The most records or rows that were held in memory at any moment, the held-out ones included. */
  readonly mostRowsHeld: number;
  readonly durationMs: number;
  /** The paths of what was written, by kind; none without `out`. */
  readonly files: Readonly<Partial<Record<ModelFile, string>>>;
}
