import type * as z from "zod/mini";
import { Registry } from "../../base/registry.ts";
import { constant } from "./constant.ts";
import { cosine } from "./cosine.ts";
import { cosineLog } from "./cosine-log.ts";
import { cosineRestarts } from "./cosine-restarts.ts";
import { exponential } from "./exponential.ts";
import { inverseTime } from "./inverse-time.ts";
import { multiStep } from "./multi-step.ts";
import { oneCycle } from "./one-cycle.ts";
import { polynomial } from "./polynomial.ts";
import { reduceOnPlateau } from "./reduce-on-plateau.ts";
import type { ScheduleDefinition } from "./schedule-definition.ts";
import { step } from "./step.ts";

export { type DrawnSchedule, drawSchedule } from "./draw-schedule.ts";
export {
  type ScheduleDefinition,
  type ScheduleMemory,
  type ScheduleMoment,
  warmupOptions,
  withWarmup,
} from "./schedule-definition.ts";

const registry = new Registry<ScheduleDefinition>("schedule", [
  constant,
  step,
  multiStep,
  exponential,
  polynomial,
  inverseTime,
  cosine,
  cosineRestarts,
  cosineLog,
  oneCycle,
  reduceOnPlateau,
]);

/**
 * The schedule of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function scheduleDefinition(kind: string): ScheduleDefinition {
  return registry.get(kind);
}

/**
 * Registers a learning-rate schedule of one's own, so that recipes may name its kind. The host computes its
 * rates wherever it trains, so threads that train must register it too.
 *
 * @param definition its kind (new, in camel case), options, and the rate as a function of the update.
 * @returns the definition.
 * @throws TrainwellError `kind-taken` when the kind is registered already.
 * @example
 * defineSchedule({ kind: "ownHalves", title: "Our halves", help, options, decays, risesFirst, rate });
 */
export function defineSchedule<S extends z.ZodMiniObject>(
  definition: ScheduleDefinition<S>,
): ScheduleDefinition<S> {
  // The registry's readers parse the options by the definition's own schema before they hand them to it.
  registry.define(definition as unknown as ScheduleDefinition);
  return definition;
}

/** Whether a schedule came with the toolkit, so that every thread knows it. */
export function isBuiltInSchedule(kind: string): boolean {
  return registry.isBuiltIn(kind);
}

/** All schedules, for help texts and forms. */
export function allSchedules(): readonly ScheduleDefinition[] {
  return registry.all();
}
