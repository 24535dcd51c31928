import { epochOrder } from "../data/batches.ts";
import { sizeOf } from "../graph/tensor.ts";
import type { HostArray, HostData } from "../runtime/session.ts";
import { constantScalars, hostInputs } from "./host-inputs.ts";
import { normalizationFeeds } from "./normalization-feeds.ts";
import { type PlanBlock, rowsPerBatch, stepsPerEpoch, type TrainingPlan } from "./plan.ts";
import { PORTS } from "./ports.ts";
import type { TrainingState } from "./state.ts";

/** More steps in a call gain nothing. */
const MOST_STEPS = 256;
/** The rows of a call may be gathered for all its steps at once, which must not take much memory. */
const MOST_BYTES = 16e6;

/** What the calls of a training's step program are fed with. */
export class StepFeeds {
  readonly #plan: TrainingPlan;
  readonly #stepsPerEpoch: number;
  readonly #batchSize: number;
  /** The feeds that are the same in every call: the data, and the scalars that no step changes. */
  readonly #constant: Record<string, HostArray>;
  #order: { readonly epoch: number; readonly rows: Int32Array } | undefined;

  constructor(plan: TrainingPlan) {
    this.#plan = plan;
    this.#stepsPerEpoch = stepsPerEpoch(plan);
    this.#batchSize = rowsPerBatch(plan);
    this.#constant = Object.fromEntries([
      ...plan.blocks.map((block) => [block.name, wholeBlock(block)] as const),
      ...Object.entries(normalizationFeeds(plan.blocks)),
      ...[...constantScalars(plan)].map(
        ([name, value]) =>
          [`scalar:${name}`, { ...vector("float32", Float32Array.of(value)), shape: [] }] as const,
      ),
    ]);
  }

  /**
   * How many steps, at most, one call should make from a step on: to the epoch's end, with batches of one size, and
   * with no more of them than gains speed or than take 16 MB.
   */
  mostSteps(step: number): number {
    const inEpoch = step % this.#stepsPerEpoch;
    const whole = Math.floor(this.#plan.trainRows.length / this.#batchSize);
    const bytesPerRow = this.#plan.blocks.reduce((sum, block) => sum + rowBytes(block), 0);
    const inMemory = Math.floor(MOST_BYTES / (bytesPerRow * this.#batchSize));
    return Math.max(1, Math.min(whole - inEpoch, MOST_STEPS, inMemory));
  }

  /** The number of rows in the batch of a step. */
  batchSize(step: number): number {
    const start = (step % this.#stepsPerEpoch) * this.#batchSize;
    return Math.min(this.#batchSize, this.#plan.trainRows.length - start);
  }

  /** The feeds of a call of `steps` steps from a state on. */
  of(state: TrainingState, steps: number): Record<string, HostArray> {
    const plan = this.#plan;
    const inputs = hostInputs(plan, state.step, state.step + steps);
    const feeds: Record<string, HostArray> = {
      ...this.#constant,
      [`state:${PORTS.parameters}`]: vector("float32", state.parameters),
      rows: this.#rows(state.step, steps),
    };
    if (plan.buffers.size > 0) feeds[`state:${PORTS.buffers}`] = vector("float32", state.buffers);
    plan.slots.forEach((name, slot) => {
      feeds[`state:${name}`] = vector("float32", state.slots[slot]);
    });
    for (const [name, data] of inputs.scalars) feeds[`scalar:${name}`] = vector("float32", data);
    for (const [layer, data] of inputs.keys) feeds[`key:${layer}`] = vector("uint32", data);
    return feeds;
  }

  #rows(step: number, steps: number): HostArray {
    const epoch = Math.floor(step / this.#stepsPerEpoch);
    if (this.#order?.epoch !== epoch) {
      const rows = epochOrder(this.#plan.trainRows, { seed: this.#plan.training.seed, epoch });
      this.#order = { epoch, rows };
    }
    const size = this.batchSize(step);
    const start = (step % this.#stepsPerEpoch) * this.#batchSize;
    const data = this.#order.rows.subarray(start, start + steps * size);
    return { dtype: "int32", shape: [steps, size], data };
  }
}

function vector(dtype: HostArray["dtype"], data: HostData): HostArray {
  return { dtype, shape: [data.length], data };
}

function rowBytes({ rowShape, data }: PlanBlock): number {
  return rowShape.reduce((product, dimension) => product * dimension, data.BYTES_PER_ELEMENT);
}

function wholeBlock(block: PlanBlock): HostArray {
  const width = sizeOf(block.rowShape);
  return { dtype: block.dtype, shape: [block.data.length / width, ...block.rowShape], data: block.data };
}
