import { rowsPerBatch, stepsPerEpoch } from "../../program/batching.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import type { BatchSource } from "./batch-source.ts";
import { mostStepsInMemory } from "./call-size.ts";
import { ChunkedSource, type RowProvider } from "./chunked-source.ts";
import { ResidentSource } from "./resident-source.ts";
import { type PreparationSetup, prepareHere } from "./row-preparer.ts";

/** Rows enough that asking for them costs little, and few enough that the first ones come soon. */
const CHUNK_ROWS = 4096;

/**
 * The providers of a training's rows, and how far ahead they prepare; by default this thread prepares rows
 * when they are needed.
 */
export interface SourceOptions {
  /** Opens what augments resident rows, such as a worker thread; by default this thread augments them. */
  readonly openPreparer?: (setup: PreparationSetup, device: { readonly threads: number }) => RowProvider;
  /** The provider of a streamed plan's rows; left out for other plans. */
  readonly stream?: RowProvider;
  /** Chunks that are prepared ahead of the one in use, from 0; by default what the provider asks for. */
  readonly ahead?: number;
  /** Steps that are prepared together, from 1; by default about 4096 rows, at most 16 MB. */
  readonly chunkSteps?: number;
}

/** The source that a plan's feed asks for. */
export function openSource(plan: TrainingPlan, options: SourceOptions = {}): BatchSource {
  const { blocks, trainRows, feed, training } = plan;
  if (feed.kind === "streamed") return chunked(plan, options.stream!, options);
  if (!(trainRows instanceof Int32Array)) throw new Error("resident rows are numbered");
  const { seed } = training;
  if (feed.kind === "resident") return new ResidentSource({ blocks, trainRows, seed });
  const setup: PreparationSetup = { blocks, trainRows, seed, augment: feed.augment };
  const { openPreparer = prepareHere } = options;
  return chunked(plan, openPreparer(setup, plan.device), options);
}

function chunked(plan: TrainingPlan, provider: RowProvider, options: SourceOptions): ChunkedSource {
  const batchSize = rowsPerBatch(plan);
  const steps = Math.max(1, Math.floor(CHUNK_ROWS / batchSize));
  return new ChunkedSource(provider, {
    rows: plan.trainRows.length,
    batchSize,
    stepsPerEpoch: stepsPerEpoch(plan),
    epochs: plan.training.epochs,
    chunkSteps: options.chunkSteps ?? Math.min(steps, mostStepsInMemory(plan)),
    ahead: options.ahead ?? provider.ahead,
  });
}
