import type * as z from "zod/mini";
import { Registry } from "../../base/registry.ts";
import { constant } from "./constant.ts";
import { cosine } from "./cosine.ts";
import { cosineRestarts } from "./cosine-restarts.ts";
import { exponential } from "./exponential.ts";
import { inverseTime } from "./inverse-time.ts";
import { multiStep } from "./multi-step.ts";
import { oneCycle } from "./one-cycle.ts";
import { polynomial } from "./polynomial.ts";
import { reduceOnPlateau } from "./reduce-on-plateau.ts";
import type { ScheduleDefinition } from "./schedule.ts";
import { step } from "./step.ts";

export { type DrawnSchedule, drawSchedule } from "./draw-schedule.ts";
export type { ScheduleDefinition, ScheduleMemory, ScheduleMoment } from "./schedule.ts";

const registry = new Registry<ScheduleDefinition>("schedule", [
  constant,
  step,
  multiStep,
  exponential,
  polynomial,
  inverseTime,
  cosine,
  cosineRestarts,
  oneCycle,
  reduceOnPlateau,
]);

/**
 * Registers a schedule under its kind. The host computes its rates wherever it trains, so threads that train
 * must register it too.
 */
export function defineSchedule<S extends z.ZodMiniObject>(
  definition: ScheduleDefinition<S>,
): ScheduleDefinition<S> {
  return registry.define(definition);
}

/**
 * The schedule of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function scheduleDefinition(kind: string): ScheduleDefinition {
  return registry.get(kind);
}

/** All schedules, for help texts and forms. */
export function allSchedules(): readonly ScheduleDefinition[] {
  return registry.all();
}
