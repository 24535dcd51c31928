import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { hashName, randomKey, uniform } from "../../base/random.ts";
import { fromUnit, sizeOf } from "../space/domain.ts";
import { buildPoint, isAllowed, type Parameter, type Point } from "../space/search-space.ts";
import { byScore, type Candidate } from "./parzen/by-score.ts";
import { parzenMixture } from "./parzen/parzen.ts";
import { countEnded, type Split, splitTrials, splitWith } from "./parzen/tpe-split.ts";
import { quasiRandomPoint } from "./quasi-random.ts";
import { drawKey, drawPoint } from "./request/draws.ts";
import type { SamplerDefinition, SamplerRequest, TrialProposal } from "./request/sampler.ts";
import { isTried } from "./request/tried-points.ts";

/** How often more candidates than asked for are drawn, where constraints refuse some. */
const PATIENCE = 100;
/** Candidates of one objective, and of several, where fewer spread the trials over the front. */
const CANDIDATES = 64;
const CANDIDATES_OF_SEVERAL = 24;
/** Together, kernels may be the narrower the fewer dimensions there are: a tenth for each. */
const NARROW_PER_DIMENSION = 0.1;

const options = z.strictObject({
  startup: option(z._default(z.int().check(z.gte(1), z.lte(1000)), 10), {
    help: "How many trials must have ended before they are learnt from; until then Sobol points are tried.",
  }),
  candidates: option(z.optional(z.int().check(z.gte(1), z.lte(10_000))), {
    help:
      "How many points are drawn near good trials, of which the best is proposed; left out, 64, or 24 of " +
      "several objectives.",
  }),
  multivariate: option(z._default(z.boolean(), true), {
    help:
      "Whether parameters are seen together, so that what goes well together is learnt; else one by one. " +
      "Of several objectives every other trial sees them together.",
  }),
  byStep: option(z._default(z.boolean(), false), {
    help: "Whether trials are compared at the largest step that enough of them have reached, as BOHB does.",
    paper: "Falkner et al., BOHB: Robust and Efficient Hyperparameter Optimization at Scale, 2018",
  }),
});

type Options = z.output<typeof options>;

/**
 * Draws points near good trials and proposes the one that most says good rather than bad: the largest
 * l(x)/g(x), the densities of the best tenth and of the rest.
 *
 * One mixture is over the whole space, branches included: where a trial had not a parameter, its kernel is
 * flat in it, so that a branch is chosen together with what is in it. Numbers with steps, and ordered
 * choices, are integrated over their cells. It differs from Optuna's in that good trials weigh by their rank,
 * 64 candidates are drawn, kernels are narrower in few dimensions, and the first points are Sobol's.
 *
 * Of several objectives the good trials are whole nondominated fronts, of the last one those that dominate
 * the largest volume together, and weigh by the volume that only they dominate. Parameters are seen together
 * in every other trial and one by one in those between: neither alone is as good (`npm run bench:tune`).
 *
 * Options, with their limits and defaults: `startup` (whole number, ≥ 1, ≤ 1000; 10), `candidates` (whole
 * number, ≥ 1, ≤ 10000), `multivariate` (true or false; true), `byStep` (true or false; false).
 */
export const tpe: SamplerDefinition<typeof options> = {
  kind: "tpe",
  title: "Tree-structured Parzen estimator",
  help: "Draws points near good trials, and proposes the one that is least like bad ones.",
  paper:
    "Bergstra et al., Algorithms for Hyper-Parameter Optimization, 2011; Watanabe, Tree-Structured Parzen " +
    "Estimator, 2023; Ozaki et al., Multiobjective Tree-Structured Parzen Estimator, 2022",
  options,
  ignoresHistory: false,
  severalObjectives: true,
  propose: proposeByDensities,
};

function proposeByDensities(request: SamplerRequest, options: Options): TrialProposal {
  if (countEnded(request.finished) < options.startup) return { point: quasiRandomPoint(request) };
  const { parameters } = request.space;
  const isOfSeveral = request.objectives > 1;
  const { candidates = isOfSeveral ? CANDIDATES_OF_SEVERAL : CANDIDATES } = options;
  const split = splitTrials(request, { ...options, enough: options.startup });
  const isApart = !options.multivariate || (isOfSeveral && request.number % 2 === 1);
  if (isApart) return { point: oneByOne(request, { split, candidates }) };
  const free = parameters.filter(({ domain }) => sizeOf(domain) > 1).length;
  const ranked = candidatesOf(parameters, {
    split,
    count: candidates,
    narrowest: Math.min(1, NARROW_PER_DIMENSION * Math.max(1, free)),
    key: drawKey(request, "tpe"),
    allows: (point) => isAllowed(request.space, point),
  });
  let best: Point | undefined;
  for (const point of ranked) {
    if (!isTried(point, request)) return { point };
    best ??= point;
  }
  return { point: best ?? drawPoint(request.space, drawKey(request, "tpe")) };
}

/**
 * A value for a parameter by the trials that it was part of, whatever the others are; drawn by its scale
 * until ten trials have ended. For samplers that have no coordinate for it.
 *
 * @returns a function of the parameter and of a number that draws anew.
 */
export function independentValues(request: SamplerRequest): (parameter: Parameter, turn: number) => number {
  const { startup, byStep } = z.parse(options, {});
  if (countEnded(request.finished) >= startup)
    return valueChooser(request, {
      split: splitTrials(request, { byStep, enough: startup }),
      candidates: CANDIDATES,
    });
  const key = drawKey(request, "independent");
  return ({ name, domain }, turn) => fromUnit(domain, uniform(randomKey(key, hashName(name)), turn));
}

function oneByOne(
  request: SamplerRequest,
  { split, candidates }: { split: Split; candidates: number },
): Point {
  const value = valueChooser(request, { split, candidates });
  for (let turn = 0; turn < PATIENCE; turn++) {
    const point = buildPoint(request.space, (parameter) => value(parameter, turn));
    if (isAllowed(request.space, point)) return point;
  }
  return drawPoint(request.space, drawKey(request, "tpe"));
}

function valueChooser(
  request: SamplerRequest,
  { split, candidates }: { split: Split; candidates: number },
): (parameter: Parameter, turn: number) => number {
  const key = drawKey(request, "independent");
  return ({ name, domain }, turn) => {
    const [best] = candidatesOf([{ name, domain }], {
      split: splitWith(name, split),
      count: candidates,
      narrowest: 1,
      key: randomKey(key, hashName(name), turn),
      allows: () => true,
    });
    return best[name];
  };
}

/** Points of the good trials' density, the one that most says good first; none where all are refused. */
function candidatesOf(
  parameters: readonly Parameter[],
  options: {
    readonly split: Split;
    readonly count: number;
    readonly narrowest: number;
    readonly key: number;
    readonly allows: (point: Point) => boolean;
  },
): Iterable<Point> {
  const { split, count, narrowest, key, allows } = options;
  const good = parzenMixture(parameters, { ...split.good, narrowest });
  const bad = parzenMixture(parameters, { ...split.bad, narrowest });
  const drawn: Candidate[] = [];
  for (let index = 0; drawn.length < count && index < PATIENCE * count; index++) {
    const point = good.draw(randomKey(key, index));
    if (!allows(point)) continue;
    const logGood = good.logDensity(point);
    drawn.push({ point, most: logGood - bad.logPrior(point), score: () => logGood - bad.logDensity(point) });
  }
  return byScore(drawn);
}
