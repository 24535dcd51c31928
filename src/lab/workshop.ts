import { availableParallelism } from "node:os";
import { cachedRuntime } from "../runtime/cache.ts";
import type { Device } from "../runtime/lower.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { Runtime } from "../runtime/session.ts";
import { openStore } from "../store/open-store.node.ts";
import type { JobStore, RunLock } from "../store/store.ts";
import { TrainingPool } from "../train/worker/pool.node.ts";
import { availableDevice, PrecisionNote } from "./available-device.ts";
import { type JobContext, noteTo } from "./job-context.ts";
import type { EarlierTrainings } from "./resume/earlier-trainings.ts";

/** Where a job's trainings happen: workers, the store, and the caller who watches. */
export interface Workshop extends JobContext {
  readonly pool: TrainingPool;
  /** For forward passes on the caller's thread. */
  readonly runtime: Runtime;
  readonly store: JobStore;
  /**
   * Takes a run for this process, for as long as the workshop is open. @throws TrainwellError `run-in-use`.
   */
  readonly claim: (run: string) => Promise<void>;
  /** The trainings of a job that is continued. */
  readonly earlier?: EarlierTrainings;
  /** How many trainings run at once. */
  readonly parallel: number;
  /** Threads for each training; undefined leaves the choice to its size. */
  readonly threads: number | undefined;
  /** Threads for a training that runs alone; undefined leaves the choice to its size. */
  readonly threadsAlone: number | undefined;
  /** Where trainings compute: as asked for, or the CPU where that could not be had. */
  readonly device: Device;
  /** Whether the device computes in float16 too. */
  readonly float16: boolean;
  /** Tells the caller of a precision that cannot be had. */
  readonly precisionNote: PrecisionNote;
}

/**
 * Opens a workshop for the time of some work, and closes it whatever happens. On WebGPU trainings run one at
 * a time: they would only wait for each other.
 *
 * @param options.store where it is, or one that is open and stays so.
 * @param options.parallel how many trainings run at once: 1, or "cores" for as many as the machine has.
 */
export async function withWorkshop<T>(
  options: {
    store: string | JobStore;
    threads: number | null;
    device: Device;
    parallel: 1 | "cores";
  } & JobContext,
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  const { store: place } = options;
  const store = typeof place === "string" ? await openStore(place, { onWait: noteTo(options) }) : place;
  const { device, float16 } = await availableDevice(options.device, options.progress);
  const parallel =
    options.parallel === 1 || device === "webgpu"
      ? 1
      : Math.max(1, Math.min(8, options.threads ?? availableParallelism()));
  const pool = new TrainingPool(parallel);
  pool.warm();
  const runtime = cachedRuntime(nodeRuntime);
  // Trainings side by side share the cores by number, not by splitting each step.
  const threads = options.parallel === "cores" ? 1 : (options.threads ?? undefined);
  const locks: RunLock[] = [];
  try {
    return await work({
      pool,
      runtime,
      store,
      parallel,
      threads,
      threadsAlone: options.threads ?? undefined,
      device,
      float16,
      claim: async (run) => {
        locks.push(await store.lockRun(run));
      },
      precisionNote: new PrecisionNote(options.progress),
      progress: options.progress,
      signal: options.signal,
    });
  } finally {
    await pool.close();
    await runtime.clear();
    for (const lock of locks) await lock.release();
    if (store !== place) await store.close();
  }
}
