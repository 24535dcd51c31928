import { hashName, randomKey, STREAMS } from "../base/random.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import { scheduleDefinition } from "../optim/schedules/index.ts";
import { probeInterval, stepsPerEpoch, type TrainingPlan } from "./plan.ts";

/** The per-step inputs of some steps, stacked: one typed array an input. */
export interface HostInputs {
  readonly scalars: ReadonlyMap<string, Float32Array>;
  readonly keys: ReadonlyMap<string, Uint32Array>;
  readonly probe: Uint8Array;
}

/** The learning rate of a step (counted from 0) under the recipe's schedule and warm-up. */
export function learningRateAt(
  plan: Pick<TrainingPlan, "training" | "trainRows" | "schedule" | "optimizer">,
  step: number,
): number {
  const totalSteps = stepsPerEpoch(plan) * plan.training.epochs;
  const schedule = scheduleDefinition(plan.schedule.kind);
  return schedule.rate(plan.schedule, { step, totalSteps, base: plan.optimizer.learningRate });
}

/**
 * The inputs that the host computes, in float64, for the steps from `from` (inclusive) to `to` (exclusive): the
 * schedule's learning rate, the optimizer's step-dependent factors, the keys of the random layers, and which steps are
 * probed. All are functions of the step's number alone.
 */
export function hostInputs(plan: TrainingPlan, from: number, to: number): HostInputs {
  const optimizer = optimizerDefinition(plan.optimizer.kind);
  const scalars = new Map(
    plan.scalars.map((scalar) => [scalar.name, new Float32Array(to - from).fill(scalar.value ?? 0)]),
  );
  const keys = new Map(plan.randomLayers.map((layer) => [layer, new Uint32Array(to - from)]));
  const probe = new Uint8Array(to - from);
  const layerHashes = plan.randomLayers.map(hashName);
  for (let step = from; step < to; step++) {
    const index = step - from;
    const values = optimizer.scalars(plan.optimizer, {
      step: step + 1,
      learningRate: learningRateAt(plan, step),
    });
    for (const [name, value] of Object.entries(values)) {
      const column = scalars.get(name);
      if (column) column[index] = value;
    }
    plan.randomLayers.forEach((layer, position) => {
      keys.get(layer)![index] = randomKey(plan.training.seed, STREAMS.dropout, layerHashes[position], step);
    });
    probe[index] = isProbed(plan, step) ? 1 : 0;
  }
  return { scalars, keys, probe };
}

/** Whether the statistics of a step (counted from 0) are probed. */
export function isProbed(plan: TrainingPlan, step: number): boolean {
  return plan.probeNames.length > 0 && step % probeInterval(plan) === 0;
}
