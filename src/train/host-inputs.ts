import { hashName, randomKey, STREAMS } from "../base/random.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import { scheduleDefinition } from "../optim/schedules/index.ts";
import { stepsPerEpoch, type TrainingPlan } from "./plan.ts";

/** The per-step inputs of some steps, stacked: one typed array an input. */
export interface HostInputs {
  readonly scalars: ReadonlyMap<string, Float32Array>;
  readonly keys: ReadonlyMap<string, Uint32Array>;
}

/** The scalars that are the same in all steps, by name: the recipe's constants and the optimizer's. */
export function constantScalars(plan: TrainingPlan): Map<string, number> {
  const optimizer = optimizerDefinition(plan.optimizer.kind);
  const values = optimizer.scalars(plan.optimizer, { step: 1, learningRate: plan.optimizer.learningRate });
  const constants = plan.scalars.filter((scalar) => scalar.constant);
  return new Map(constants.map(({ name, value }) => [name, value ?? values[name]]));
}

/** The learning rate of a step (counted from 0) under the recipe's schedule and warm-up. */
export function learningRateAt(
  plan: Pick<TrainingPlan, "training" | "trainRows" | "schedule" | "optimizer">,
  step: number,
): number {
  return learningRates(plan)(step);
}

/** The learning rate as a function of the step, for asking it of many. */
function learningRates(
  plan: Pick<TrainingPlan, "training" | "trainRows" | "schedule" | "optimizer">,
): (step: number) => number {
  const totalSteps = stepsPerEpoch(plan) * plan.training.epochs;
  const schedule = scheduleDefinition(plan.schedule.kind);
  const base = plan.optimizer.learningRate;
  return (step) => schedule.rate(plan.schedule, { step, totalSteps, base });
}

/**
 * The inputs that the host computes, in float64, for the steps from `from` (inclusive) to `to` (exclusive): the
 * schedule's learning rate, the optimizer's step-dependent factors and the keys of the random layers. All are functions
 * of the step's number alone.
 */
export function hostInputs(plan: TrainingPlan, from: number, to: number): HostInputs {
  const steps = to - from;
  return {
    scalars: scalarColumns(plan, from, steps),
    keys: keyColumns(plan, from, steps),
  };
}

function scalarColumns(plan: TrainingPlan, from: number, steps: number): Map<string, Float32Array> {
  const optimizer = optimizerDefinition(plan.optimizer.kind);
  const rate = learningRates(plan);
  const names = plan.scalars.filter((scalar) => !scalar.constant).map((scalar) => scalar.name);
  const columns = names.map(() => new Float32Array(steps));
  for (let index = 0; index < steps; index++) {
    const step = from + index;
    const values = optimizer.scalars(plan.optimizer, { step: step + 1, learningRate: rate(step) });
    for (let column = 0; column < names.length; column++) columns[column][index] = values[names[column]];
  }
  return new Map(names.map((name, column) => [name, columns[column]]));
}

function keyColumns(plan: TrainingPlan, from: number, steps: number): Map<string, Uint32Array> {
  const { seed } = plan.training;
  return new Map(
    plan.randomLayers.map((layer) => {
      const hash = hashName(layer);
      const key = (_: unknown, index: number) => randomKey(seed, STREAMS.dropout, hash, from + index);
      return [layer, Uint32Array.from({ length: steps }, key)];
    }),
  );
}
