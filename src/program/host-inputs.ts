import { hashName, randomKey, STREAMS } from "../base/random.ts";
import { hyperparameterAt } from "../nn/hyperparameter.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import { type ScheduleMemory, scheduleDefinition } from "../optim/schedules/index.ts";
import { totalUpdates } from "../recipe/step-counts.ts";
import { batchRows } from "./batching.ts";
import { MIXUP_SHARE, mixupShare } from "./mixup.ts";
import { groupScalar, learningRateScale, optimizerOfGroup } from "./parameter-groups.ts";
import type { StepPlan } from "./step-plan.ts";
import {
  averagingShare,
  type UpdateMoment,
  updateMoment,
  updateMoments,
  updatesPerEpoch,
} from "./updates.ts";

/** The per-step inputs of some steps, stacked: one typed array an input. */
export interface HostInputs {
  readonly scalars: ReadonlyMap<string, Float32Array>;
  readonly keys: ReadonlyMap<string, Uint32Array>;
}

type Scheduled = Pick<StepPlan, "training" | "trainRows" | "schedule" | "optimizer">;

/** The scalars that are the same in all steps, by name: the recipe's constants and the optimizer's. */
export function constantScalars(plan: StepPlan): Map<string, number> {
  const optimizer = optimizerDefinition(plan.optimizer.kind);
  const values = optimizer.scalars(plan.optimizer, { step: 1, learningRate: plan.optimizer.learningRate });
  const constants = plan.scalars.filter((scalar) => scalar.constant);
  return new Map(constants.map(({ name, value }) => [name, (value as number | undefined) ?? values[name]]));
}

/**
 * The learning rate of a step (counted from 0) under the recipe's schedule and warm-up, which count updates.
 *
 * @param memory of a schedule that reacts to the loss.
 */
export function learningRateAt(plan: Scheduled, step: number, memory?: ScheduleMemory): number {
  return learningRates(plan)(updateMoment(plan, step).update, memory);
}

/** The learning rate as a function of the update, for asking it of many. */
function learningRates(plan: Scheduled): (update: number, memory: ScheduleMemory | undefined) => number {
  const totalSteps = totalUpdates(plan.training, plan.trainRows.length);
  const { schedule: options, optimizer } = plan;
  const schedule = scheduleDefinition(options.kind);
  const base = optimizer.learningRate;
  return (update, memory) => schedule.rate(options, { step: update, totalSteps, base, memory });
}

/** Steps from `from` (inclusive) to `to` (exclusive); `memory` is of a schedule that reacts to the loss. */
export interface HostSteps {
  readonly from: number;
  readonly to: number;
  readonly memory?: ScheduleMemory | undefined;
}

/**
 * The inputs that the host computes, in float64, as a function of the steps: the schedule's learning rate,
 * the optimizer's step-dependent factors and the keys of the random layers. All are functions of the step's
 * number, and of the schedule's memory.
 */
export function hostInputs(plan: StepPlan): (steps: HostSteps) => HostInputs {
  const names = plan.scalars.filter((scalar) => !scalar.constant).map((scalar) => scalar.name);
  const numbersOf = numbersAt(plan);
  const layers = plan.randomLayers.map((layer) => ({ layer, hash: hashName(layer) }));
  const { seed } = plan.training;
  return ({ from, to, memory }) => {
    const columns = names.map(() => new Float32Array(to - from));
    for (let step = from; step < to; step++) {
      const numbers = numbersOf(step, memory);
      for (let column = 0; column < names.length; column++)
        columns[column][step - from] = numbers[names[column]];
    }
    return {
      scalars: new Map(names.map((name, column) => [name, columns[column]])),
      keys: new Map(layers.map(({ layer, hash }) => [layer, randomKeys({ seed, hash, from, to })])),
    };
  };
}

/** All numbers of a step by the names of their scalars, as a function of the step. */
function numbersAt(
  plan: StepPlan,
): (step: number, memory: ScheduleMemory | undefined) => Record<string, number> {
  const { optimizer } = plan;
  const rate = learningRates(plan);
  const definition = optimizerDefinition(optimizer.kind);
  const groups = (optimizer.groups ?? []).map((_, index) => ({
    options: optimizerOfGroup(optimizer, index + 1),
    scale: learningRateScale(optimizer, index + 1),
  }));
  const momentOf = updateMoments(plan);
  const total = totalUpdates(plan.training, plan.trainRows.length);
  const { accumulate, averaging, mixup } = plan.training;
  const ofUpdates = accumulate > 1 || averaging !== null || mixup > 0;
  const courses = plan.scalars.filter(({ value }) => typeof value === "object");
  return (step, memory) => {
    const moment = momentOf(step);
    const at = { step: moment.update + 1, learningRate: rate(moment.update, memory) };
    const numbers = definition.scalars(optimizer, at);
    groups.forEach(({ options, scale }, index) => {
      const own = definition.scalars(options, { ...at, learningRate: at.learningRate * scale });
      for (const [name, value] of Object.entries(own)) numbers[groupScalar(name, index + 1)] = value;
    });
    for (const { name, value } of courses)
      numbers[name] = hyperparameterAt(value!, { done: moment.update, total });
    return ofUpdates ? Object.assign(numbers, updateNumbers(plan, step, moment)) : numbers;
  };
}

/** The numbers of a step that mixup, accumulation and averaging take. */
function updateNumbers(plan: StepPlan, step: number, moment: UpdateMoment): Record<string, number> {
  const { accumulate, averaging, epochs, mixup } = plan.training;
  const numbers: Record<string, number> = {};
  if (mixup > 0) numbers[MIXUP_SHARE] = mixupShare(plan.training, step);
  if (accumulate > 1) {
    numbers["accumulate.kept"] = moment.isFirst ? 0 : 1;
    numbers["accumulate.isLast"] = moment.isLast ? 1 : 0;
    numbers["accumulate.examples"] = batchRows(plan, step);
  }
  if (averaging !== null) {
    const counted = { update: moment.update, updatesPerEpoch: updatesPerEpoch(plan), epochs };
    const share = moment.isLast ? averagingShare(averaging, counted) : 0;
    numbers["averaging.newShare"] = share;
    numbers["averaging.oldShare"] = 1 - share;
  }
  return numbers;
}

function randomKeys(about: { seed: number; hash: number; from: number; to: number }): Uint32Array {
  const { seed, hash, from, to } = about;
  const keys = new Uint32Array(to - from);
  for (let step = from; step < to; step++) keys[step - from] = randomKey(seed, STREAMS.dropout, hash, step);
  return keys;
}
