import { batchOffsets, epochOrder } from "../data/batches.ts";
import type { HostArray, Runtime, RuntimeSession } from "../runtime/session.ts";
import type { HistoryRow } from "../store/store.ts";
import { observe, shouldStop } from "./early-stopping.ts";
import { evaluate, score } from "./evaluate.ts";
import { hostInputs, isProbed, learningRateAt } from "./host-inputs.ts";
import { type BlockData, type PlanBlock, stepsPerEpoch, type TrainingPlan } from "./plan.ts";
import { initialState, type NetworkState, type TrainingState } from "./state.ts";
import { PORTS } from "./step-program.ts";

/** A call of the runtime should last about this long: long enough to be efficient, short enough to be cancelled. */
const CALL_DURATION_MS = 40;
const FIRST_CALL_STEPS = 16;
/** At most this much work is lost when a process is killed. */
const CHECKPOINT_INTERVAL_MS = 5000;

/** What the loop tells its caller, and what it asks. */
export interface TrainingHooks {
  /** A line of history, exactly once and in order. */
  onHistory?(entry: HistoryRow): void;
  /** The state after some step: at least every five seconds, and at the end. */
  onCheckpoint?(state: TrainingState): void;
  /** Asked between calls; true stops training with a checkpoint. */
  interrupted?(): boolean;
}

/** How a training ended. `diverged`: a loss or a weight was no longer finite. */
export type TrainingStatus = "finished" | "earlyStopping" | "diverged" | "interrupted";

/** What a training leaves. */
export interface TrainingOutcome {
  readonly status: TrainingStatus;
  readonly state: TrainingState;
  /** The best weights by dev loss; the last ones where there is no dev set. */
  readonly chosen: NetworkState;
  readonly trainingMs: number;
}

/**
 * Trains by a plan, from the beginning or from a checkpoint. Evaluations happen at epochs' ends and probes at step
 * numbers, so the number of steps per call changes nothing but speed, and a resumed training continues exactly as the
 * uninterrupted one would have.
 */
export async function runTraining(
  plan: TrainingPlan,
  runtime: Runtime,
  options: { hooks?: TrainingHooks; resume?: TrainingState; stepsPerCall?: number } = {},
): Promise<TrainingOutcome> {
  const threads = plan.device.threads;
  const step = await runtime.create(plan.stepModel, { threads });
  const evaluation = plan.dev ? await runtime.create(plan.evaluationModel, { threads: 1 }) : undefined;
  try {
    const loop = new TrainingLoop(plan, { step, evaluation }, options.hooks ?? {});
    return await loop.run(options.resume ?? initialState(plan), options.stepsPerCall);
  } finally {
    await step.release();
    await evaluation?.release();
  }
}

class TrainingLoop {
  readonly #plan: TrainingPlan;
  readonly #sessions: { step: RuntimeSession; evaluation: RuntimeSession | undefined };
  readonly #hooks: TrainingHooks;
  readonly #stepsPerEpoch: number;
  readonly #blocks: Record<string, HostArray>;
  #order: { epoch: number; rows: Int32Array; offsets: Int32Array } | undefined;
  #msPerStep: number | undefined;

  constructor(
    plan: TrainingPlan,
    sessions: { step: RuntimeSession; evaluation: RuntimeSession | undefined },
    hooks: TrainingHooks,
  ) {
    this.#plan = plan;
    this.#sessions = sessions;
    this.#hooks = hooks;
    this.#stepsPerEpoch = stepsPerEpoch(plan);
    this.#blocks = Object.fromEntries(plan.blocks.map((block) => [block.name, wholeBlock(block)]));
  }

  async run(from: TrainingState, stepsPerCall: number | undefined): Promise<TrainingOutcome> {
    const started = performance.now();
    const totalSteps = this.#plan.training.epochs * this.#stepsPerEpoch;
    let lastCheckpoint = started;
    let state = from;
    let status = this.#statusOf(state, totalSteps);
    while (status === undefined) {
      if (this.#hooks.interrupted?.()) status = "interrupted";
      else {
        state = await this.#advance(state, stepsPerCall);
        if (state.step % this.#stepsPerEpoch === 0) state = await this.#endEpoch(state);
        status = this.#statusOf(state, totalSteps);
        if (status === undefined && performance.now() - lastCheckpoint > CHECKPOINT_INTERVAL_MS) {
          this.#hooks.onCheckpoint?.(state);
          lastCheckpoint = performance.now();
        }
      }
    }
    this.#hooks.onCheckpoint?.(state);
    const chosen = state.best ?? { parameters: state.parameters, buffers: state.buffers };
    return { status, state, chosen, trainingMs: performance.now() - started };
  }

  #statusOf(state: TrainingState, totalSteps: number): TrainingStatus | undefined {
    if (!Number.isFinite(state.epochLoss.sum)) return "diverged";
    const patience = this.#plan.training.earlyStopping?.patience;
    if (state.step % this.#stepsPerEpoch === 0 && shouldStop(state.stopper, patience)) return "earlyStopping";
    return state.step >= totalSteps ? "finished" : undefined;
  }

  /** Runs the next call: up to the epoch's end, or as many steps as last about forty milliseconds. */
  async #advance(state: TrainingState, stepsPerCall: number | undefined): Promise<TrainingState> {
    const untilEpochEnd = this.#stepsPerEpoch - (state.step % this.#stepsPerEpoch);
    const wanted =
      stepsPerCall ??
      (this.#msPerStep === undefined ? FIRST_CALL_STEPS : Math.ceil(CALL_DURATION_MS / this.#msPerStep));
    const steps = Math.max(1, Math.min(untilEpochEnd, wanted));
    const { feeds, batchSizes } = this.#feeds(state, steps);
    const began = performance.now();
    const results = await this.#sessions.step.run(feeds);
    this.#msPerStep = (performance.now() - began) / steps;
    const flat = (name: string) => results[`state:${name}`].data as Float32Array;
    const losses = results.loss.data as Float32Array;
    const probes = results.probes?.data as Float32Array | undefined;
    const { sum, examples } = state.epochLoss;
    const probed = this.#reportProbes(state, steps, { losses, probes });
    return {
      ...state,
      step: state.step + steps,
      parameters: flat(PORTS.parameters),
      slots: this.#plan.slots.map(flat),
      buffers: this.#plan.buffers.size > 0 ? flat(PORTS.buffers) : state.buffers,
      epochLoss: {
        sum: losses.reduce((total, loss, index) => total + loss * batchSizes[index], sum),
        examples: batchSizes.reduce((total, size) => total + size, examples),
      },
      historyRows: state.historyRows + probed,
    };
  }

  #feeds(state: TrainingState, steps: number): { feeds: Record<string, HostArray>; batchSizes: number[] } {
    const plan = this.#plan;
    const first = state.step % this.#stepsPerEpoch;
    const order = this.#orderOf(Math.floor(state.step / this.#stepsPerEpoch));
    const begin = order.offsets[first];
    const offsets = order.offsets.slice(first, first + steps + 1).map((offset) => offset - begin);
    const batchSizes = Array.from({ length: steps }, (_, index) => offsets[index + 1] - offsets[index]);
    const flats = [
      [PORTS.parameters, state.parameters],
      ...(plan.buffers.size > 0 ? [[PORTS.buffers, state.buffers] as const] : []),
      ...plan.slots.map((name, slot) => [name, state.slots[slot]] as const),
    ] as const;
    const feeds = {
      ...Object.fromEntries(flats.map(([name, data]) => [`state:${name}`, vector("float32", data)])),
      ...this.#blocks,
      rows: vector("int32", order.rows.subarray(begin, begin + offsets[steps])),
      offsets: vector("int32", offsets),
      ...stepFeeds(plan, state.step, steps),
    };
    return { feeds, batchSizes };
  }

  #orderOf(epoch: number) {
    if (this.#order?.epoch !== epoch) {
      const { seed, batchSize, lastBatch } = this.#plan.training;
      const rows = epochOrder(this.#plan.trainRows, { seed, epoch });
      this.#order = { epoch, rows, offsets: batchOffsets(rows.length, { batchSize, lastBatch }) };
    }
    return this.#order;
  }

  #reportProbes(
    state: TrainingState,
    steps: number,
    outputs: { losses: Float32Array; probes: Float32Array | undefined },
  ): number {
    const { probes, losses } = outputs;
    if (probes === undefined) return 0;
    const names = this.#plan.probeNames;
    const probed = Array.from({ length: steps }, (_, index) => index).filter((index) =>
      isProbed(this.#plan, state.step + index),
    );
    for (const index of probed) {
      const step = state.step + index;
      const values = Object.fromEntries(
        names.map((name, position) => [name, probes[index * names.length + position]]),
      );
      const epoch = Math.floor(step / this.#stepsPerEpoch) + 1;
      this.#hooks.onHistory?.({
        step: step + 1,
        epoch,
        kind: "probe",
        values: { loss: losses[index], ...values },
      });
    }
    return probed.length;
  }

  async #endEpoch(state: TrainingState): Promise<TrainingState> {
    const plan = this.#plan;
    const epoch = state.step / this.#stepsPerEpoch;
    const values: Record<string, number> = {
      "train.loss": state.epochLoss.sum / state.epochLoss.examples,
      learningRate: learningRateAt(plan, state.step - 1),
    };
    let next: TrainingState = state;
    if (plan.dev && this.#sessions.evaluation) {
      const evaluation = await evaluate(this.#sessions.evaluation, state, { ...plan, ...plan.dev });
      const result = score(evaluation, plan.dev, plan.metric);
      values["dev.loss"] = result.loss;
      values[`dev.${plan.metric.kind}`] = result.metric;
      const observed = observe(
        state.stopper,
        { loss: result.loss, epoch },
        plan.training.earlyStopping?.minimumDelta,
      );
      next = {
        ...state,
        stopper: observed.state,
        best: observed.improved ? { parameters: state.parameters, buffers: state.buffers } : state.best,
      };
    }
    this.#hooks.onHistory?.({ step: state.step, epoch, kind: "epoch", values });
    const diverged = !Number.isFinite(state.epochLoss.sum);
    return {
      ...next,
      epochLoss: diverged ? state.epochLoss : { sum: 0, examples: 0 },
      historyRows: state.historyRows + 1,
    };
  }
}

function vector(dtype: HostArray["dtype"], data: BlockData): HostArray {
  return { dtype, shape: [data.length], data };
}

function wholeBlock(block: PlanBlock): HostArray {
  const width = block.rowShape.reduce((product, dimension) => product * dimension, 1);
  return { dtype: block.dtype, shape: [block.data.length / width, ...block.rowShape], data: block.data };
}

function stepFeeds(plan: TrainingPlan, from: number, steps: number): Record<string, HostArray> {
  const inputs = hostInputs(plan, from, from + steps);
  return Object.fromEntries([
    ...[...inputs.scalars].map(([name, data]) => [`scalar:${name}`, vector("float32", data)] as const),
    ...[...inputs.keys].map(([layer, data]) => [`key:${layer}`, vector("uint32", data)] as const),
    ...(plan.probeNames.length > 0 ? [[PORTS.probe, vector("bool", inputs.probe)] as const] : []),
  ]);
}
