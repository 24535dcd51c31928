import { Worker } from "node:worker_threads";
import { TrainwellError } from "../../base/errors.ts";
import { isBuiltInOptimizer } from "../../optim/optimizers/index.ts";
import { isBuiltInSchedule } from "../../optim/schedules/index.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import type { RowProvider } from "../feed/chunked-source.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import type { TrainingHooks, TrainingOutcome } from "../trainer/loop.ts";
import type { TrainingState } from "../trainer/state.ts";
import { BlocksAtWorker } from "./kept-blocks.ts";
import { driveTraining, type FromWorker, type ToWorker } from "./worker-protocol.ts";

/** The data that a worker is given when it begins. */
export interface WorkerData {
  /** Whether trainings run side by side, so that each should leave the other cores alone. */
  readonly sideBySide: boolean;
}

interface Seat {
  readonly worker: Worker;
  readonly atWorker: BlocksAtWorker;
  /** Rejects when the thread ends without having been told to. */
  readonly crashed: Promise<never>;
}

/** How one training of a pool is watched and controlled. */
export interface PoolTraining {
  readonly hooks?: Omit<TrainingHooks, "interrupted">;
  readonly resume?: TrainingState;
  readonly signal?: AbortSignal;
  /** The provider of a streamed plan's rows, on the caller's thread. */
  readonly stream?: RowProvider;
}

/**
 * Worker threads that train, so that the caller's thread stays free and independent trainings run side by
 * side. An abort stops a training between two calls of the runtime, never inside one: a thread that is ended
 * inside a call takes the whole process with it.
 */
export class TrainingPool {
  readonly #size: number;
  readonly #idle: Seat[] = [];
  readonly #open = new Set<Seat>();
  readonly #waiting: (() => void)[] = [];
  readonly #trainings = new Set<Promise<TrainingOutcome>>();
  readonly #closing = new AbortController();

  /** @param size how many trainings run at once, at least 1. */
  constructor(size: number) {
    this.#size = size;
  }

  /**
   * Trains by a plan on the next free worker; plans wait in the order of their calls. One with an optimizer
   * or a schedule that the user registered trains on the caller's thread. An aborted `signal` ends the
   * training with the status "interrupted" and a last checkpoint.
   *
   * @throws TrainwellError what the training throws, `worker-crashed`, or `pool-closed`.
   */
  train(plan: TrainingPlan, options: PoolTraining = {}): Promise<TrainingOutcome> {
    const training = this.#train(plan, options);
    this.#trainings.add(training);
    const forget = () => this.#trainings.delete(training);
    training.then(forget, forget);
    return training;
  }

  /** Starts all workers ahead of the first training, so that they load while their caller reads the data. */
  warm(): void {
    while (this.#open.size < this.#size && !this.#closing.signal.aborted) this.#idle.push(this.#openSeat());
  }

  /** Interrupts the trainings that still run, waits for them, and ends the workers. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.allSettled(this.#trainings);
    await Promise.all([...this.#open].map((seat) => seat.worker.terminate()));
  }

  /** Of an optimizer or schedule of the user's own only the caller's thread knows what it does to a step. */
  async #trainHere(plan: TrainingPlan, options: PoolTraining): Promise<TrainingOutcome> {
    const { runTraining } = await import("../trainer/loop.ts");
    const { hooks, resume, signal, stream } = options;
    const interrupted = () => this.#closing.signal.aborted || signal?.aborted === true;
    return runTraining(plan, nodeRuntime, {
      hooks: { ...hooks, interrupted },
      ...(resume ? { resume } : {}),
      ...(stream ? { stream } : {}),
    });
  }

  async #train(plan: TrainingPlan, options: PoolTraining): Promise<TrainingOutcome> {
    if (!isBuiltInOptimizer(plan.optimizer.kind) || !isBuiltInSchedule(plan.schedule.kind))
      return this.#trainHere(plan, options);
    const seat = await this.#take();
    const port = {
      post: (message: ToWorker, transfer?: ArrayBuffer[]) => seat.worker.postMessage(message, transfer),
      listen: (handler: (message: FromWorker) => void) => {
        seat.worker.removeAllListeners("message");
        seat.worker.on("message", handler);
      },
    };
    const { hooks = {}, resume, signal, stream } = options;
    // Not AbortSignal.any: signals that live long would keep every training's combination.
    const stop = new AbortController();
    const abort = () => stop.abort();
    const sources = [this.#closing.signal, ...(signal ? [signal] : [])];
    for (const source of sources) source.addEventListener("abort", abort, { once: true });
    if (sources.some((source) => source.aborted)) abort();
    try {
      const driven = driveTraining(port, plan, {
        hooks,
        signal: stop.signal,
        atWorker: seat.atWorker,
        ...(resume ? { resume } : {}),
        ...(stream ? { stream } : {}),
      });
      return await Promise.race([seat.crashed, driven]);
    } finally {
      for (const source of sources) source.removeEventListener("abort", abort);
      this.#give(seat);
    }
  }

  async #take(): Promise<Seat> {
    const isFull = () => this.#idle.length === 0 && this.#open.size >= this.#size;
    while (!this.#closing.signal.aborted && isFull())
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#closing.signal.aborted) {
      const message = "A training was asked for after its pool was closed.";
      throw new TrainwellError({ kind: "failure", code: "pool-closed", message });
    }
    return this.#idle.pop() ?? this.#openSeat();
  }

  #give(seat: Seat): void {
    if (this.#open.has(seat)) this.#idle.push(seat);
    this.#waiting.shift()?.();
  }

  #openSeat(): Seat {
    // A worker refuses to inherit the flag of a script that was given on the command line.
    const isScript = process.execArgv.some((flag) => flag.startsWith("--input-type"));
    const url = new URL("./worker-entry.node.js", import.meta.url);
    const workerData: WorkerData = { sideBySide: this.#size > 1 };
    const worker = new Worker(url, { workerData, ...(isScript ? { execArgv: [] } : {}) });
    const crashed = new Promise<never>((_, reject) => {
      const fail = (cause: unknown) => {
        this.#open.delete(seat);
        const position = this.#idle.indexOf(seat);
        if (position >= 0) this.#idle.splice(position, 1);
        const message = `A training worker ended unexpectedly: ${cause}.`;
        reject(new TrainwellError({ kind: "failure", code: "worker-crashed", message, cause }));
      };
      worker.on("error", fail);
      worker.on("exit", (code) => fail(`exit code ${code}`));
    });
    crashed.catch(() => {});
    const seat = { worker, atWorker: new BlocksAtWorker(), crashed };
    this.#open.add(seat);
    return seat;
  }
}
