import type { ScheduleMemory } from "../../optim/schedules/index.ts";
import { batchRows, rowsPerBatch, stepsPerEpoch } from "../../program/batching.ts";
import { constantScalars, hostInputs } from "../../program/host-inputs.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { normalizationFeeds } from "../../program/normalization-feeds.ts";
import { PORTS } from "../../program/ports.ts";
import { fullBatches } from "../../recipe/step-counts.ts";
import type { HostArray, HostData } from "../../runtime/session.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import type { BatchSource } from "./batch-source.ts";
import { mostStepsPerCall } from "./call-size.ts";

/** Of a training's state, the parts that go into a call of its step program. */
interface FedState extends NetworkState {
  readonly step: number;
  readonly slots: readonly Float32Array[];
  readonly schedule?: ScheduleMemory | undefined;
}

/** Gathers the feeds of each call of a training's step program. */
export class StepFeeds {
  readonly #plan: TrainingPlan;
  readonly #source: BatchSource;
  readonly #stepsPerEpoch: number;
  readonly #batchSize: number;
  readonly #inputsOf: ReturnType<typeof hostInputs>;
  /** The feeds that are the same in every call, but for the data. */
  readonly #constant: Record<string, HostArray>;

  constructor(plan: TrainingPlan, source: BatchSource) {
    this.#plan = plan;
    this.#source = source;
    this.#stepsPerEpoch = stepsPerEpoch(plan);
    this.#batchSize = rowsPerBatch(plan);
    this.#inputsOf = hostInputs(plan);
    this.#constant = Object.fromEntries([
      ...Object.entries(normalizationFeeds(plan.blocks)),
      ...[...constantScalars(plan)].map(
        ([name, value]) =>
          [PORTS.scalar(name), { ...vector("float32", Float32Array.of(value)), shape: [] }] as const,
      ),
    ]);
  }

  /**
   * How many steps, at most, one call should make from a step on: to the epoch's end, with batches of one
   * size, from what its source prepares together, and with no more of them than gains speed or than gather 16
   * MB.
   */
  mostSteps(step: number): number {
    const inEpoch = step % this.#stepsPerEpoch;
    const whole = fullBatches(this.#plan.training, this.#plan.trainRows.length);
    const most = Math.min(mostStepsPerCall(this.#plan), this.#source.mostSteps(inEpoch));
    return Math.max(1, Math.min(whole - inEpoch, most));
  }

  /** The feeds of a call of `steps` steps from a state on. */
  async of(state: FedState, steps: number): Promise<Record<string, HostArray>> {
    const plan = this.#plan;
    const { blocks, rows } = await this.#batches(state.step, steps);
    const inputs = this.#inputsOf({ from: state.step, to: state.step + steps, memory: state.schedule });
    const feeds: Record<string, HostArray> = {
      ...blocks,
      ...this.#constant,
      [PORTS.state(PORTS.parameters)]: vector("float32", state.parameters),
      rows,
    };
    if (plan.buffers.size > 0) feeds[PORTS.state(PORTS.buffers)] = vector("float32", state.buffers);
    plan.slots.forEach((name, slot) => {
      feeds[PORTS.state(name)] = vector("float32", state.slots[slot]);
    });
    for (const [name, data] of inputs.scalars) feeds[PORTS.scalar(name)] = vector("float32", data);
    for (const [layer, data] of inputs.keys) feeds[PORTS.key(layer)] = vector("uint32", data);
    return feeds;
  }

  #batches(step: number, steps: number) {
    const inEpoch = step % this.#stepsPerEpoch;
    return this.#source.take({
      epoch: Math.floor(step / this.#stepsPerEpoch),
      step: inEpoch,
      steps,
      batchSize: batchRows(this.#plan, step),
      firstRow: inEpoch * this.#batchSize,
    });
  }
}

function vector(dtype: HostArray["dtype"], data: HostData): HostArray {
  return { dtype, shape: [data.length], data };
}
