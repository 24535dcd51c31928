import { nearest, TrainwellError } from "../../base/errors.ts";
import { type Interval, mean, quantile } from "../../base/statistics.ts";
import type { FinishedTrial } from "../samplers/request/sampler.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { type Axis, axesOf } from "./axis.ts";
import { fitForest } from "./fit-forest.ts";
import type { AxisPair } from "./tree-marginals.ts";
import { type ImportanceOptions, usedTrials } from "./used-trials.ts";

/** The mean value at a place of one or two parameters, over all the others. */
export interface DependencePoint {
  /** The value of each parameter; null where it is absent. */
  readonly at: readonly (number | null)[];
  readonly mean: number;
  /** Where nine of ten trees have it. */
  readonly interval: Interval;
}

/**
 * The mean value along one parameter, or over two, by a forest: all other parameters are averaged out over
 * the whole space.
 *
 * @param options `parameters`: the names of one or two; the rest see {@link ImportanceOptions}.
 * @returns a point for each value, or for each of 64 equal parts where there are more; of two parameters, the
 *   second's within the first's.
 * @throws TrainwellError `too-few-trials`, or `unknown-parameter`; of two that are one,
 *   `same-parameter`.
 */
export function partialDependenceOf(
  space: SearchSpace,
  trials: readonly FinishedTrial[],
  options: Omit<ImportanceOptions, "scale"> & {
    readonly parameters: readonly [string] | readonly [string, string];
  },
): DependencePoint[] {
  const axes = axesOf(space);
  const places = options.parameters.map((name) => placeOf(axes, name));
  if (places.length === 2 && places[0] === places[1]) throw sameParameter(options.parameters[0]);
  const pairs: AxisPair[] = places.length === 2 ? [[places[0], places[1]]] : [];
  const trees = fitForest(usedTrials(space, { ...options, trials }), { ...options, axes, pairs });
  const values = places.map((place) => axes[place].values);
  const at: (number | null)[][] =
    values.length === 1
      ? values[0].map((value) => [value])
      : values[0].flatMap((first) => values[1].map((second) => [first, second]));
  return at.map((point, index) => {
    const means = Float64Array.from(trees, ({ single, pairs: both }) =>
      places.length === 1 ? single[places[0]][index] : both[0][index],
    );
    return {
      at: point,
      mean: mean(means),
      interval: { low: quantile(means, 0.05), high: quantile(means, 0.95) },
    };
  });
}

function placeOf(axes: readonly Axis[], name: string): number {
  const known = axes.map(({ parameter }) => parameter.name);
  const place = known.indexOf(name);
  if (place >= 0) return place;
  const meant = nearest(name, known);
  throw new TrainwellError({
    kind: "input",
    code: "unknown-parameter",
    message: `The search space has no parameter "${name}"; it has ${known.join(", ")}.`,
    details: { parameter: name, known },
    ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
  });
}

function sameParameter(name: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "same-parameter",
    message: `The dependence on two parameters needs two, and "${name}" was named twice.`,
    details: { parameter: name },
    hint: "Name another parameter, or only one.",
  });
}
