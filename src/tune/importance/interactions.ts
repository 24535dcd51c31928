import type { Interval } from "../../base/statistics.ts";
import type { FinishedTrial } from "../samplers/request/sampler.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { axesOf } from "./axis.ts";
import { pairShares } from "./fanova.ts";
import { fitForest } from "./fit-forest.ts";
import type { AxisPair } from "./tree-marginals.ts";
import { type ImportanceOptions, usedTrials } from "./used-trials.ts";

/** How much two parameters matter together, beyond what each does by itself. */
export interface ParameterInteraction {
  readonly parameters: readonly [string, string];
  /** A share of the values' variance. */
  readonly importance: number;
  readonly interval: Interval;
}

/**
 * How much each two parameters matter together, beyond what each does by itself, the most important first;
 * fANOVA's second order.
 *
 * @throws TrainwellError `too-few-trials` of fewer than four.
 */
export function interactionsOf(
  space: SearchSpace,
  trials: readonly FinishedTrial[],
  options: ImportanceOptions = {},
): ParameterInteraction[] {
  const axes = axesOf(space);
  const pairs = axes.flatMap((_, first) =>
    axes.slice(first + 1).map((_, index): AxisPair => [first, first + 1 + index]),
  );
  const trees = fitForest(usedTrials(space, { ...options, trials }), { ...options, axes, pairs });
  const nameOf = (place: number) => axes[place].parameter.name;
  return pairShares(trees, { weights: axes.map(({ weights }) => weights), pairs })
    .map(({ share, interval }, place) => ({
      parameters: [nameOf(pairs[place][0]), nameOf(pairs[place][1])] as const,
      importance: share,
      interval,
    }))
    .sort((a, b) => b.importance - a.importance);
}
