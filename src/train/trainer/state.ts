import { optimizerDefinition } from "../../optim/optimizers/index.ts";
import type { ScheduleMemory } from "../../optim/schedules/index.ts";
import { initialLossScale } from "../../program/initial-loss-scale.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { PORTS } from "../../program/ports.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import { NO_EVALUATION, type StopperState } from "./early-stopping.ts";

/**
 * Where a training stands after `step` steps: all that the next step depends on. A checkpoint is this and
 * nothing else; the shuffles, masks and schedules follow from `step` alone.
 */
export interface TrainingState extends NetworkState {
  /** Steps done, each a mini-batch. */
  readonly step: number;
  /** The vectors that the plan's `slots` name. */
  readonly slots: readonly Float32Array[];
  /** The best weights so far by dev loss; undefined before the first evaluation. */
  readonly best: NetworkState | undefined;
  readonly stopper: StopperState;
  /** The memory of a schedule that reacts to the loss; undefined before its first epoch's end. */
  readonly schedule?: ScheduleMemory | undefined;
  /** The running sums of the epoch under way. */
  readonly epochLoss: { readonly sum: number; readonly examples: number };
  /** How many rows of history have been reported. */
  readonly historyRows: number;
}

/** The state before the first step. */
export function initialState(plan: TrainingPlan): TrainingState {
  return {
    step: 0,
    ...plan.initial,
    slots: plan.slots.map((name) => initialSlot(name, plan)),
    best: undefined,
    stopper: NO_EVALUATION,
    epochLoss: { sum: 0, examples: 0 },
    historyRows: 0,
  };
}

function initialSlot(name: string, { initial, optimizer, parameters }: TrainingPlan): Float32Array {
  if (name === PORTS.averageParameters) return initial.parameters;
  if (name === PORTS.averageBuffers) return initial.buffers;
  if (name === PORTS.lossScale) return initialLossScale();
  if (name === PORTS.accumulatedWeight) return new Float32Array(1);
  const slots = optimizerDefinition(optimizer.kind).slots(optimizer);
  const own = slots.find((slot) => slot.name === name);
  return new Float32Array(parameters.size).fill(own?.initial ?? 0);
}

/** The weights and buffers that are judged, kept and saved: their averages, where the recipe averages. */
export function judgedState(plan: Pick<TrainingPlan, "slots">, state: TrainingState): NetworkState {
  const slot = (name: string) => {
    const index = plan.slots.indexOf(name);
    return index < 0 ? undefined : state.slots[index];
  };
  return {
    parameters: slot(PORTS.averageParameters) ?? state.parameters,
    buffers: slot(PORTS.averageBuffers) ?? state.buffers,
  };
}
