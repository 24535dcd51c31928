import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { allLosses } from "../../nn/losses/index.ts";
import { adam } from "../../optim/optimizers/adam.ts";
import { allOptimizers, type ParameterGroup } from "../../optim/optimizers/index.ts";
import { constant } from "../../optim/schedules/constant.ts";
import { allSchedules } from "../../optim/schedules/index.ts";
import { type KindSpec, kindFrame, parseKind } from "../kinds.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

/** The schema of `loss` before its kind is looked up. */
export const lossFrame = option(kindFrame, {
  help: "What is minimized, by its kind, with the options of that kind beside it.",
});
/** The schema of `optimizer` before its kind is looked up. */
export const optimizerFrame = option(z._default(kindFrame, { kind: adam.kind }), {
  help: "How the weights follow the gradients, by its kind, with the options of that kind beside it.",
});
/** The schema of `schedule` before its kind is looked up. */
export const scheduleFrame = option(z._default(kindFrame, { kind: constant.kind }), {
  help:
    "How the learning rate changes over the updates, by its kind, with the options of that kind " +
    "beside it.",
});

/** Parameters with a learning rate or weight decay of their own. */
export type ParameterGroupRecipe = DeepReadonly<ParameterGroup>;

/** The optimizer; the first group that matches a parameter counts, and each must match one. */
export interface OptimizerRecipe extends KindSpec {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly groups?: readonly ParameterGroupRecipe[];
}

/** How the learning rate changes; it rises linearly over the first `warmupSteps` updates. */
export interface ScheduleRecipe extends KindSpec {
  readonly warmupSteps: number;
}

/**
 * Checks data that should be a recipe's `loss`, and fills in the defaults of its kind.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseLossSection(json: unknown, { source }: SectionSource): KindSpec {
  return finishLoss(parseSection(lossFrame, json, { source, path: ["loss"] }), source);
}

/** A loss with its options checked by its kind. */
export function finishLoss(loss: KindSpec, source: string): KindSpec {
  return parseKind(loss, allLosses(), { source, path: ["loss"], what: "loss" });
}

/**
 * Checks data that should be a recipe's `optimizer`, and fills in the defaults of its kind.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseOptimizerSection(json: unknown, { source }: SectionSource): OptimizerRecipe {
  return finishOptimizer(parseSection(optimizerFrame, json, { source, path: ["optimizer"] }), source);
}

/**
 * An optimizer with its options checked by its kind; every kind declares its learning rate and weight decay.
 */
export function finishOptimizer(optimizer: KindSpec, source: string): OptimizerRecipe {
  const place = { source, path: ["optimizer"], what: "optimizer" };
  return parseKind(optimizer, allOptimizers(), place) as OptimizerRecipe;
}

/**
 * Checks data that should be a recipe's `schedule`, and fills in the defaults of its kind.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseScheduleSection(json: unknown, { source }: SectionSource): ScheduleRecipe {
  return finishSchedule(parseSection(scheduleFrame, json, { source, path: ["schedule"] }), source);
}

/** A schedule with its options checked by its kind; every kind declares its warm-up. */
export function finishSchedule(schedule: KindSpec, source: string): ScheduleRecipe {
  const place = { source, path: ["schedule"], what: "schedule" };
  return parseKind(schedule, allSchedules(), place) as ScheduleRecipe;
}
