import { Worker } from "node:worker_threads";
import { TrainwellError } from "../base/errors.ts";
import type { TrainingHooks, TrainingOutcome } from "./loop.ts";
import type { TrainingPlan } from "./plan.ts";
import type { TrainingState } from "./state.ts";
import { driveTraining, type FromWorker, type ToWorker } from "./worker-protocol.ts";

interface Seat {
  readonly worker: Worker;
  /** Rejects when the thread ends without having been told to. */
  readonly crashed: Promise<never>;
}

/** How one training of a pool is watched and controlled. */
export interface PoolTraining {
  readonly hooks?: Omit<TrainingHooks, "interrupted">;
  readonly resume?: TrainingState;
  readonly signal?: AbortSignal;
}

/**
 * Worker threads that train, so that the caller's thread stays free and independent trainings run side by side. An
 * abort stops a training between two calls of the runtime, never inside one: a thread that is ended inside a call
 * takes the whole process with it. So {@link TrainingPool.close} must only be called when all trainings have ended.
 */
export class TrainingPool {
  readonly #size: number;
  readonly #idle: Seat[] = [];
  readonly #all: Seat[] = [];
  readonly #waiting: ((seat: Seat) => void)[] = [];
  #closing = false;

  /** @param size how many trainings run at once, at least 1. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Trains by a plan on the next free worker; plans wait in the order of their calls. */
  async train(plan: TrainingPlan, options: PoolTraining = {}): Promise<TrainingOutcome> {
    const seat = await this.#take();
    try {
      const port = {
        post: (message: ToWorker) => seat.worker.postMessage(message),
        listen: (handler: (message: FromWorker) => void) => {
          seat.worker.removeAllListeners("message");
          seat.worker.on("message", handler);
        },
      };
      return await Promise.race([
        seat.crashed,
        driveTraining(port, plan, { ...options, hooks: options.hooks ?? {} }),
      ]);
    } finally {
      this.#give(seat);
    }
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#all.map((seat) => seat.worker.terminate()));
  }

  #take(): Promise<Seat> {
    const idle = this.#idle.pop();
    if (idle) return Promise.resolve(idle);
    if (this.#all.length < this.#size) return Promise.resolve(this.#open());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(seat: Seat): void {
    const next = this.#waiting.shift();
    if (next) next(seat);
    else this.#idle.push(seat);
  }

  #open(): Seat {
    const worker = new Worker(new URL("./worker-entry.node.js", import.meta.url));
    const crashed = new Promise<never>((_, reject) => {
      const fail = (cause: unknown) => {
        if (this.#closing) return;
        const message = `A training worker ended unexpectedly: ${cause}.`;
        reject(new TrainwellError({ kind: "failure", code: "worker-crashed", message, cause }));
      };
      worker.on("error", fail);
      worker.on("exit", (code) => fail(`exit code ${code}`));
    });
    crashed.catch(() => {});
    const seat = { worker, crashed };
    this.#all.push(seat);
    return seat;
  }
}
