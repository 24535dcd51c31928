import { TrainwellError } from "../../base/errors.ts";
import { networkBytes } from "../../nn/network-limits.ts";
import { rowsPerBatch } from "../../program/batching.ts";
import type { DataBlock } from "../../program/data-block.ts";
import type { HistoryRow } from "../../run/history.ts";
import type { Runtime } from "../../runtime/session.ts";
import type { RowProvider, RowRange } from "../feed/chunked-source.ts";
import type { SourceOptions } from "../feed/open-source.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import { runTraining, type TrainingHooks, type TrainingOutcome } from "../trainer/loop.ts";
import type { TrainingState } from "../trainer/state.ts";
import { BlocksAtWorker, KeptBlocks } from "./kept-blocks.ts";

/** A worker that has been loaded answers at once; the rest is for loading it over a slow line. */
const LONGEST_SILENCE_MS = 20_000;

/** A message from the caller to a training worker: data and compiled programs, never functions. */
export type ToWorker =
  | {
      readonly type: "start";
      /** Without the data of the blocks that the worker has of the training before. */
      readonly plan: TrainingPlan;
      /** The places of those blocks. */
      readonly kept: readonly number[];
      readonly resume?: TrainingState;
      /** The epochs behind which the training waits for being told to go on, or an interruption. */
      readonly judgedAfter?: readonly number[];
    }
  | { readonly type: "interrupt" }
  /** The answer to one "judgementWanted". */
  | { readonly type: "goOn"; readonly wait: number }
  | { readonly type: "rows"; readonly training: number; readonly blocks: readonly DataBlock[] }
  | {
      readonly type: "rowsFailed";
      readonly training: number;
      readonly error: ReturnType<TrainwellError["toJSON"]>;
    };

/** A message from a training worker to its caller. */
export type FromWorker =
  | { readonly type: "started" }
  | { readonly type: "history"; readonly entries: readonly HistoryRow[] }
  /** The training waits; `wait` counts the waits of this worker, whatever the training. */
  | { readonly type: "judgementWanted"; readonly wait: number }
  | { readonly type: "checkpoint"; readonly state: TrainingState; readonly ended: boolean }
  | { readonly type: "rowsWanted"; readonly training: number; readonly range: RowRange }
  | { readonly type: "done"; readonly outcome: TrainingOutcome }
  | { readonly type: "failed"; readonly error: ReturnType<TrainwellError["toJSON"]> };

/** One end of a message channel, as Node's worker threads and the browser's workers can both provide it. */
export interface Port<Out, In> {
  post(message: Out, transfer?: ArrayBuffer[]): void;
  listen(handler: (message: In) => void): void;
}

/**
 * The worker's side: trains what it is told to, and stops between two calls of the runtime when asked to. The
 * rows of a streamed plan are asked of the caller, who is also sent the errors.
 *
 * @param port the worker's end of the channel to the caller.
 * @param runtime runs the compiled programs: `webRuntime` in a page.
 * @param options `openPreparer` opens what augments rows; by default this thread augments them, when they are
 *   needed. `keeping` is a runtime that keeps sessions, for trainings whose steps need little memory (by
 *   default `runtime`).
 */
export function serveTraining(
  port: Port<FromWorker, ToWorker>,
  runtime: Runtime,
  options: Pick<SourceOptions, "openPreparer"> & { keeping?: Runtime } = {},
): void {
  let interrupted = false;
  let goOn = () => {};
  let waits = 0;
  const keptBlocks = new KeptBlocks();
  let stream = new RemoteRows(port, 0);
  port.listen((message) => {
    if (message.type === "rows" || message.type === "rowsFailed") return stream.receive(message);
    // A verdict on a training that ended meanwhile is not for the one that waits now.
    if (message.type === "goOn") return message.wait === waits ? goOn() : undefined;
    interrupted = message.type === "interrupt";
    if (message.type === "interrupt") return goOn();
    stream = new RemoteRows(port, stream.training + 1);
    const history = new GatheredHistory(port);
    const say = (last: FromWorker) => {
      history.post();
      port.post(last);
    };
    const hooks: TrainingHooks = {
      onHistory: (entry) => history.add(entry),
      onCheckpoint: (state, { ended }) => say({ type: "checkpoint", state, ended }),
      interrupted: () => interrupted,
      judgement: {
        after: message.judgedAfter ?? [],
        settle: async () => {
          if (interrupted) return;
          say({ type: "judgementWanted", wait: ++waits });
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
        },
      },
    };
    const { resume, kept } = message;
    // Not a copy by spreading, which has other hidden classes now and then: what is compiled for one is lost.
    const blocks = keptBlocks.next({ blocks: message.plan.blocks, kept });
    const plan: TrainingPlan = Object.assign(message.plan, { blocks });
    port.post({ type: "started" });
    const { keeping = runtime, ...others } = options;
    const used = trainingBytes(plan) <= LARGEST_KEPT_BYTES ? keeping : runtime;
    runTraining(plan, used, { ...others, stream, hooks, ...(resume ? { resume } : {}) }).then(
      (outcome) => say({ type: "done", outcome }),
      (error) => say({ type: "failed", error: asData(error) }),
    );
  });
}

/** Sessions of larger trainings than this are not worth the memory that keeping them takes. */
const LARGEST_KEPT_BYTES = 2 ** 24;

function trainingBytes(plan: TrainingPlan): number {
  const size = { parameters: plan.parameters.size, activations: plan.activations };
  return networkBytes(size, { rows: rowsPerBatch(plan), slots: plan.slots.length });
}

/** History that comes fast is sent this often: each message wakes the caller's thread. */
const GATHERING_MS = 25;

/** History on its way to the caller: at once after a pause, else what a short time has gathered. */
class GatheredHistory {
  readonly #port: Port<FromWorker, ToWorker>;
  #entries: HistoryRow[] = [];
  #postedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(port: Port<FromWorker, ToWorker>) {
    this.#port = port;
  }

  add(entry: HistoryRow): void {
    this.#entries.push(entry);
    if (performance.now() - this.#postedAt >= GATHERING_MS) this.post();
    else this.#timer ??= setTimeout(() => this.post(), GATHERING_MS);
  }

  post(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#entries.length === 0) return;
    this.#port.post({ type: "history", entries: this.#entries });
    this.#entries = [];
    this.#postedAt = performance.now();
  }
}

/** Rows that the worker's caller prepares; answers come in the order of the questions. */
class RemoteRows implements RowProvider {
  readonly ahead = 2;
  /** Tells late answers to an earlier training apart. */
  readonly training: number;
  readonly #port: Port<FromWorker, ToWorker>;
  readonly #waiting: {
    resolve(blocks: readonly DataBlock[]): void;
    reject(error: unknown): void;
  }[] = [];

  constructor(port: Port<FromWorker, ToWorker>, training: number) {
    this.#port = port;
    this.training = training;
  }

  prepare(range: RowRange): Promise<readonly DataBlock[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#port.post({ type: "rowsWanted", training: this.training, range });
    });
  }

  receive(message: Extract<ToWorker, { type: "rows" | "rowsFailed" }>): void {
    if (message.training !== this.training) return;
    const first = this.#waiting.shift();
    if (message.type === "rows") first?.resolve(message.blocks);
    else first?.reject(new TrainwellError(message.error));
  }

  async close(): Promise<void> {}
}

/**
 * The caller's side: resolves with the outcome, and passes history and checkpoints on as they come.
 *
 * @param port the caller's end of the channel to the worker.
 * @param plan as `planTraining` makes it.
 * @param options `hooks` are told of history and checkpoints; `resume` is a checkpoint to continue from (by
 *   default the training begins anew); aborting `signal` stops the training with a checkpoint (without one
 *   nothing does); `stream` prepares the rows of a streamed plan, one range after the other, and is left out
 *   for other plans; `atWorker` is what the worker has of trainings before (by default nothing).
 * @throws TrainwellError what the training throws in the worker, or `worker-silent` when it does not answer
 *   within 20 seconds.
 */
export function driveTraining(
  port: Port<ToWorker, FromWorker>,
  plan: TrainingPlan,
  options: {
    hooks: Omit<TrainingHooks, "interrupted">;
    resume?: TrainingState;
    signal?: AbortSignal;
    stream?: RowProvider;
    atWorker?: BlocksAtWorker;
  },
): Promise<TrainingOutcome> {
  const { hooks, resume, signal, stream, atWorker = new BlocksAtWorker() } = options;
  let rows: Promise<void> = Promise.resolve();
  const send = async ({ range, training }: Extract<FromWorker, { type: "rowsWanted" }>) => {
    try {
      const blocks = await stream!.prepare(range);
      const buffers = blocks.map((block) => block.data.buffer as ArrayBuffer);
      port.post({ type: "rows", training, blocks }, buffers);
    } catch (error) {
      port.post({ type: "rowsFailed", training, error: asData(error) });
    }
  };
  const interrupt = () => port.post({ type: "interrupt" });
  const judge = async (wait: number) => {
    await hooks.judgement?.settle();
    port.post({ type: "goOn", wait });
  };
  let silence: ReturnType<typeof setTimeout> | undefined;
  const outcome = new Promise<TrainingOutcome>((resolve, reject) => {
    silence = setTimeout(() => reject(workerSilent()), LONGEST_SILENCE_MS);
    port.listen((message) => {
      clearTimeout(silence);
      if (message.type === "started") return;
      if (message.type === "history") for (const entry of message.entries) hooks.onHistory?.(entry);
      else if (message.type === "judgementWanted") judge(message.wait);
      else if (message.type === "checkpoint") hooks.onCheckpoint?.(message.state, message);
      else if (message.type === "rowsWanted") rows = rows.then(() => send(message));
      else if (message.type === "done") resolve(message.outcome);
      else reject(new TrainwellError(message.error));
    });
    const judgedAfter = hooks.judgement?.after;
    const { blocks, kept } = atWorker.toSend(plan.blocks);
    port.post({
      type: "start",
      plan: { ...plan, blocks },
      kept,
      ...(resume ? { resume } : {}),
      ...(judgedAfter ? { judgedAfter } : {}),
    });
    atWorker.sent(plan.blocks);
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted) interrupt();
  });
  // An abort that comes later must not stop what the worker does next.
  return outcome.finally(() => {
    clearTimeout(silence);
    signal?.removeEventListener("abort", interrupt);
  });
}

function workerSilent(): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "worker-silent",
    message: `The training worker did not answer within ${LONGEST_SILENCE_MS / 1000} seconds.`,
    hint:
      "See whether its script was loaded and is not empty: a bundler that drops code without exports must " +
      "keep trainwell/worker.",
  });
}

function asData(error: unknown): ReturnType<TrainwellError["toJSON"]> {
  if (error instanceof TrainwellError) return error.toJSON();
  return {
    code: "training-failed",
    kind: "failure",
    message: `A training failed: ${error instanceof Error ? error.message : String(error)}`,
    details: {},
  };
}
