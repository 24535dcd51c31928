import { batchOffsets, epochOrder } from "../data/batches.ts";
import type { Runtime, RuntimeSession } from "../runtime/session.ts";
import { observe, shouldStop } from "./early-stopping.ts";
import { evaluate, score } from "./evaluate.ts";
import { hostInputs, learningRateAt } from "./host-inputs.ts";
import { stepsPerEpoch, type TrainingPlan } from "./plan.ts";
import { initialState, type NetworkState, type TrainingState } from "./state.ts";
import { PORTS } from "./step-program.ts";

/** A call of the runtime should last about this long: long enough to be efficient, short enough to be cancelled. */
const CALL_DURATION_MS = 40;
const FIRST_CALL_STEPS = 16;
/** At most this much work is lost when a process is killed. */
const CHECKPOINT_INTERVAL_MS = 5000;

/** One line of a training's history; `values` are named numbers. */
export interface HistoryEntry {
  readonly step: number;
  readonly epoch: number;
  readonly kind: "epoch" | "probe";
  readonly values: Readonly<Record<string, number>>;
}

/** What the loop tells its caller, and what it asks. */
export interface TrainingHooks {
  /** A line of history, exactly once and in order. */
  onHistory?(entry: HistoryEntry): void;
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
    step.release();
    evaluation?.release();
  }
}

class TrainingLoop {
  readonly #plan: TrainingPlan;
  readonly #sessions: { step: RuntimeSession; evaluation: RuntimeSession | undefined };
  readonly #hooks: TrainingHooks;
  readonly #stepsPerEpoch: number;
  #order: { epoch: number; rows: Int32Array; offsets: Int32Array } | undefined;
  #msPerStep: number | undefined;

  constructor(plan: TrainingPlan, sessions: { step: RuntimeSession; evaluation: RuntimeSession | undefined }, hooks: TrainingHooks) {
    this.#plan = plan;
    this.#sessions = sessions;
    this.#hooks = hooks;
    this.#stepsPerEpoch = stepsPerEpoch(plan);
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
      stepsPerCall ?? (this.#msPerStep === undefined ? FIRST_CALL_STEPS : Math.ceil(CALL_DURATION_MS / this.#msPerStep));
    const steps = Math.max(1, Math.min(untilEpochEnd, wanted));
    const { feeds, batchSizes } = this.#feeds(state, steps);
    const began = performance.now();
    const outputs = await this.#sessions.step.run(feeds);
    this.#msPerStep = (performance.now() - began) / steps;
    const flat = (name: string) => outputs[`state:${name}`].data as Float32Array;
    const losses = outputs.loss.data as Float32Array;
    const { sum, examples } = state.epochLoss;
    const probed = this.#reportProbes(state, steps, { losses, probes: outputs.probes?.data as Float32Array | undefined });
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

  #feeds(state: TrainingState, steps: number) {
    const plan = this.#plan;
    const epoch = Math.floor(state.step / this.#stepsPerEpoch);
    const first = state.step % this.#stepsPerEpoch;
    const order = this.#orderOf(epoch);
    const begin = order.offsets[first];
    const end = order.offsets[first + steps];
    const offsets = order.offsets.slice(first, first + steps + 1).map((offset) => offset - begin);
    const batchSizes = Array.from({ length: steps }, (_, index) => offsets[index + 1] - offsets[index]);
    const inputs = hostInputs(plan, state.step, state.step + steps);
    const vector = (data: Float32Array) => ({ dtype: "float32" as const, shape: [data.length], data });
    const feeds = {
      [`state:${PORTS.parameters}`]: vector(state.parameters),
      ...Object.fromEntries(plan.slots.map((name, slot) => [`state:${name}`, vector(state.slots[slot])])),
      ...(plan.buffers.size > 0 ? { [`state:${PORTS.buffers}`]: vector(state.buffers) } : {}),
      ...Object.fromEntries(plan.blocks.map((block) => [block.name, this.#block(block)])),
      rows: { dtype: "int32" as const, shape: [end - begin], data: order.rows.subarray(begin, end) },
      offsets: { dtype: "int32" as const, shape: [steps + 1], data: offsets },
      ...Object.fromEntries([...inputs.scalars].map(([name, data]) => [`scalar:${name}`, vector(data)])),
      ...Object.fromEntries([...inputs.keys].map(([layer, data]) => [`key:${layer}`, { dtype: "uint32" as const, shape: [steps], data }])),
      ...(plan.probeNames.length > 0 ? { [PORTS.probe]: { dtype: "bool" as const, shape: [steps], data: inputs.probe } } : {}),
    };
    return { feeds, batchSizes };
  }

  #block(block: TrainingPlan["blocks"][number]) {
    const width = block.rowShape.reduce((product, dimension) => product * dimension, 1);
    return { dtype: block.dtype, shape: [block.data.length / width, ...block.rowShape], data: block.data };
  }

  #orderOf(epoch: number) {
    if (this.#order?.epoch !== epoch) {
      const { seed, batchSize, lastBatch } = this.#plan.training;
      const rows = epochOrder(this.#plan.trainRows, { seed, epoch });
      this.#order = { epoch, rows, offsets: batchOffsets(rows.length, { batchSize, lastBatch }) };
    }
    return this.#order;
  }

  #reportProbes(state: TrainingState, steps: number, outputs: { losses: Float32Array; probes: Float32Array | undefined }): number {
    const names = this.#plan.probeNames;
    if (outputs.probes === undefined || names.length === 0) return 0;
    const { probe } = hostInputs({ ...this.#plan, scalars: [], randomLayers: [] }, state.step, state.step + steps);
    let reported = 0;
    for (let index = 0; index < steps; index++) {
      if (probe[index] === 0) continue;
      const values: Record<string, number> = { loss: outputs.losses[index] };
      names.forEach((name, position) => {
        values[name] = outputs.probes![index * names.length + position];
      });
      const step = state.step + index;
      this.#hooks.onHistory?.({ step, epoch: Math.floor(step / this.#stepsPerEpoch) + 1, kind: "probe", values });
      reported++;
    }
    return reported;
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
      const observed = observe(state.stopper, { loss: result.loss, epoch }, plan.training.earlyStopping?.minimumDelta);
      next = {
        ...state,
        stopper: observed.state,
        best: observed.improved ? { parameters: state.parameters, buffers: state.buffers } : state.best,
      };
    }
    this.#hooks.onHistory?.({ step: state.step, epoch, kind: "epoch", values });
    const diverged = !Number.isFinite(state.epochLoss.sum);
    return { ...next, epochLoss: diverged ? state.epochLoss : { sum: 0, examples: 0 }, historyRows: state.historyRows + 1 };
  }
}
