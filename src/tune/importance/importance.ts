import type { Interval } from "../../base/statistics.ts";
import type { FinishedTrial } from "../samplers/request/sampler.ts";
import { sizeOf } from "../space/domain.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { axesOf } from "./axis.ts";
import { mainShares } from "./fanova.ts";
import { fitForest } from "./fit-forest.ts";
import { pearsonDivergence } from "./ped-anova.ts";
import { type ImportanceOptions, type UsedTrial, usedTrials } from "./used-trials.ts";

/** How importance is measured. */
export const IMPORTANCE_METHODS = ["fanova", "pedAnova"] as const;

/** How importance is measured. */
export type ImportanceMethod = (typeof IMPORTANCE_METHODS)[number];

/** How much a parameter matters. */
export interface ParameterImportance {
  readonly parameter: string;
  /**
   * Of fANOVA, the share of the values' variance over the whole space that the parameter has by itself; of
   * PED-ANOVA, its share of all divergences, which sum to 1.
   */
  readonly importance: number;
  /** Where nine of ten trees of fANOVA have it. */
  readonly interval?: Interval;
}

/** The share of trials that are PED-ANOVA's best. */
const BEST_SHARE = 0.1;

/**
 * How much each parameter matters to a value, the most important first. fANOVA (Hutter et al. 2014) grows a
 * random forest and tells the share of variance over the whole space; PED-ANOVA (Watanabe et al. 2023) asks
 * how unlike all trials the best tenth of them are, in milliseconds. A parameter that is absent counts as
 * having a value of its own in fANOVA; PED-ANOVA looks at those that have it. Only complete trials with
 * finite values are used.
 *
 * @param options `method`, "fanova" by default; the rest see {@link ImportanceOptions}.
 * @throws TrainwellError `too-few-trials` of fewer than four.
 * @example
 * importanceOf(space, finished, { method: "pedAnova" })[0].parameter;
 */
export function importanceOf(
  space: SearchSpace,
  trials: readonly FinishedTrial[],
  options: ImportanceOptions & { readonly method?: ImportanceMethod } = {},
): ParameterImportance[] {
  const used = usedTrials(space, { ...options, trials });
  const found = options.method === "pedAnova" ? byDivergence(space, used) : byVariance(space, used, options);
  return found.sort((a, b) => b.importance - a.importance);
}

function byVariance(
  space: SearchSpace,
  used: readonly UsedTrial[],
  options: ImportanceOptions,
): ParameterImportance[] {
  const axes = axesOf(space);
  const trees = fitForest(used, { ...options, axes, pairs: [] });
  return mainShares(
    trees,
    axes.map(({ weights }) => weights),
  ).map(({ share, interval }, place) => ({
    parameter: axes[place].parameter.name,
    importance: share,
    interval,
  }));
}

/**
 * Of a conditional parameter, only trials that have it are compared, and weighed by how many of the best and
 * of all they are (Conditional PED-ANOVA, 2026).
 */
function byDivergence({ parameters }: SearchSpace, used: readonly UsedTrial[]): ParameterImportance[] {
  const values = Float64Array.from(used, ({ value }) => value).sort();
  const bar = values[Math.ceil(BEST_SHARE * used.length) - 1];
  const top = used.filter(({ value }) => value <= bar);
  const divergences = parameters.map(({ name, domain }) => {
    const valuesOf = (trials: readonly UsedTrial[]) =>
      trials.flatMap(({ point }) => (Object.hasOwn(point, name) ? [point[name]] : []));
    const [best, all] = [valuesOf(top), valuesOf(used)];
    if (sizeOf(domain) === 1 || best.length === 0) return 0;
    const [alpha, beta] = [best.length / top.length, all.length / used.length];
    return (alpha ** 2 / beta) * pearsonDivergence(domain, { best, all });
  });
  const sum = divergences.reduce((total, divergence) => total + divergence, 0);
  return parameters.map(({ name }, place) => ({
    parameter: name,
    importance: sum === 0 ? 0 : divergences[place] / sum,
  }));
}
