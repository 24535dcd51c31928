import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { TrainwellError } from "../../base/errors.ts";
import type { BlockData, DataBlock } from "../../program/data-block.ts";
import type { RowProvider, RowRange } from "./chunked-source.ts";
import type { FromPreparer, ToPreparer } from "./preparer-protocol.ts";
import type { PreparationSetup } from "./row-preparer.ts";

/** More threads than this wait for the training, even where it is fast. */
const MOST_THREADS = 3;

/**
 * Opens threads that prepare a training's rows while it trains: as many as there are cores that the training
 * leaves, one to three. They share one copy of the data. Chunks go to them in turn, which changes nothing but
 * speed.
 *
 * @param options `script` is what a thread runs: a bundle, in which this file has no place of its own, knows
 *   where it lies. `threads` are those of the training; `preparers` is how many threads prepare.
 */
export function openPreparers(
  setup: PreparationSetup,
  { script, threads, preparers }: { script: URL; threads: number; preparers?: number },
): RowProvider {
  const spare = availableParallelism() - threads;
  const count = preparers ?? Math.max(1, Math.min(MOST_THREADS, spare));
  const shared = { ...setup, blocks: setup.blocks.map(shareBlock) };
  const workers = Array.from({ length: count }, () => new PreparerThread(script, shared));
  let turn = 0;
  return {
    ahead: count + 1,
    prepare: (range) => workers[turn++ % count].prepare(range),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** The block with its data in memory that threads share. */
function shareBlock(block: DataBlock): DataBlock {
  const { data } = block;
  const Data = data.constructor as new (buffer: SharedArrayBuffer) => Float32Array;
  const copy = new Data(new SharedArrayBuffer(data.byteLength));
  copy.set(data as Float32Array);
  return { ...block, data: copy as BlockData };
}

interface Waiting {
  resolve(blocks: readonly DataBlock[]): void;
  reject(error: unknown): void;
}

/**
 * One thread. It runs nothing of ONNX Runtime, and is ended by a message, when it has done what it was asked
 * for.
 */
class PreparerThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  #failure: TrainwellError | undefined;

  constructor(script: URL, setup: PreparationSetup) {
    const isScript = process.execArgv.some((flag) => flag.startsWith("--input-type"));
    this.#worker = new Worker(script, isScript ? { execArgv: [] } : {});
    this.#worker.on("message", (message: FromPreparer) => {
      const first = this.#waiting.shift();
      if (message.type === "prepared") first?.resolve(message.blocks);
      else first?.reject(new TrainwellError(message.error));
    });
    this.#worker.on("error", (cause) => this.#fail(cause));
    this.#ended = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        this.#fail(`exit code ${code}`);
        resolve();
      });
    });
    this.#post({ type: "setup", setup });
  }

  prepare(range: RowRange): Promise<readonly DataBlock[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#post({ type: "prepare", range });
    });
  }

  close(): Promise<void> {
    this.#post({ type: "close" });
    return this.#ended;
  }

  #post(message: ToPreparer): void {
    this.#worker.postMessage(message);
  }

  #fail(cause: unknown): void {
    const message = `A thread that prepares rows ended unexpectedly: ${cause}.`;
    this.#failure ??= new TrainwellError({ kind: "failure", code: "preparer-crashed", message, cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
