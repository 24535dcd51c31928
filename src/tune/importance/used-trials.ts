import { TrainwellError } from "../../base/errors.ts";
import type { FinishedTrial } from "../samplers/request/sampler.ts";
import { isValueOf } from "../space/domain.ts";
import { isActive, type Point, type SearchSpace } from "../space/search-space.ts";

/** Which value is looked at, and how. */
export interface ImportanceOptions {
  /** The place of the objective, from 0; the first by default. */
  readonly objective?: number;
  /** By default 0. */
  readonly seed?: number;
  /** How many trees the forest has, at least 1; 64 by default. */
  readonly trees?: number;
  /** How many trials each leaf of a tree has at least; 1 by default. */
  readonly minimumLeaf?: number;
  /**
   * Whether a forest learns values or their ranks, which a few trials that went far astray cannot rule;
   * "value" by default.
   */
  readonly scale?: "value" | "rank";
}

/** So few trials say nothing. */
const LEAST_TRIALS = 4;

/** A trial that importance is measured by. */
export interface UsedTrial {
  readonly point: Point;
  readonly value: number;
}

/**
 * The complete trials whose value is finite and whose point has each of the space's parameters; those of an
 * earlier space may lack one.
 *
 * @throws TrainwellError `too-few-trials` of fewer than four.
 */
export function usedTrials(
  space: SearchSpace,
  { trials, objective = 0 }: Pick<ImportanceOptions, "objective"> & { trials: readonly FinishedTrial[] },
): UsedTrial[] {
  const used = trials
    .filter(({ status, values }) => status === "complete" && Number.isFinite(values[objective]))
    .filter(({ point }) => fits(space, point))
    .map(({ point, values }) => ({ point, value: values[objective] }));
  if (used.length >= LEAST_TRIALS) return used;
  throw new TrainwellError({
    kind: "input",
    code: "too-few-trials",
    message: `Importance needs ${LEAST_TRIALS} complete trials with finite values; there are ${used.length}.`,
    details: { needed: LEAST_TRIALS, received: used.length },
    hint: "Wait for more trials to end.",
  });
}

function fits({ parameters }: SearchSpace, point: Point): boolean {
  return parameters.every((parameter) => {
    const { name, domain } = parameter;
    if (!isActive(parameter, point)) return true;
    return Object.hasOwn(point, name) && (domain.kind === "number" || isValueOf(domain, point[name]));
  });
}
