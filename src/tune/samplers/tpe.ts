import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { randomKey } from "../../base/random.ts";
import { buildPoint, isAllowed, type Parameter, type Point } from "../space/search-space.ts";
import { drawKey } from "./draws.ts";
import { type ParzenMixture, parzenMixture } from "./parzen.ts";
import { quasiRandomPoint } from "./quasi-random.ts";
import { rankedTrials } from "./ranked-trials.ts";
import type { Proposal, SamplerDefinition, SamplerRequest } from "./sampler.ts";
import { isTried } from "./tried-points.ts";

const options = z.strictObject({
  startup: option(z._default(z.int().check(z.gte(1), z.lte(1000)), 10), {
    help: "How many trials must have ended before the others are learnt from; until then Sobol points.",
  }),
  candidates: option(z._default(z.int().check(z.gte(1), z.lte(10_000)), 24), {
    help: "How many points are drawn from the good trials' density, of which the best is proposed.",
  }),
  multivariate: option(z._default(z.boolean(), true), {
    help: "Whether parameters are seen together, so that what goes well together is learnt; else one by one.",
  }),
});

type Options = z.output<typeof options>;

export const tpe: SamplerDefinition<typeof options> = {
  kind: "tpe",
  title: "Tree-structured Parzen estimator",
  help: "Draws near good trials and away from bad ones.",
  paper: "Bergstra et al., Algorithms for Hyper-Parameter Optimization, 2011; Watanabe, 2023",
  options,
  ignoresHistory: false,
  severalObjectives: true,
  propose: proposeByDensities,
};

function proposeByDensities(request: SamplerRequest, options: Options): Proposal {
  const { space, finished } = request;
  const counted = finished.filter(({ status }) => status !== "failed").length;
  if (counted < options.startup) return { point: quasiRandomPoint(request) };
  const { good, bad } = splitTrials(request, counted);
  const pick = (parameters: readonly Parameter[], extra: { key: number; allows: boolean }) => {
    const models = modelsOf(parameters, { good, bad });
    return bestCandidate(models, { request, options, ...extra });
  };
  const key = drawKey(request, "tpe");
  if (options.multivariate) return { point: pick(space.parameters, { key, allows: true }) };
  return {
    point: buildPoint(space, (parameter) => {
      const alone: Parameter = { name: parameter.name, domain: parameter.domain };
      const own = randomKey(key, space.parameters.indexOf(parameter));
      return pick([alone], { key: own, allows: false })[parameter.name];
    }),
  };
}

interface Split {
  /** By growing number. */
  readonly good: readonly Point[];
  readonly bad: readonly Point[];
}

function splitTrials({ finished, pending }: SamplerRequest, counted: number): Split {
  const count = Math.min(25, Math.ceil(0.1 * counted));
  const ranked = rankedTrials(finished);
  const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number;
  const points = (trials: readonly { number: number; point: Point }[]) =>
    [...trials].sort(byNumber).map(({ point }) => point);
  return {
    good: points(ranked.slice(0, count)),
    bad: points([...ranked.slice(count), ...pending]),
  };
}

interface Models {
  readonly good: ParzenMixture;
  readonly bad: ParzenMixture;
}

function modelsOf(parameters: readonly Parameter[], { good, bad }: Split): Models {
  const model = (all: readonly Point[]) => {
    const points =
      parameters.length === 1 ? all.filter((point) => Object.hasOwn(point, parameters[0].name)) : all;
    return parzenMixture(parameters, { points, weights: weightsOf(points.length) });
  };
  return { good: model(good), bad: model(bad) };
}

/** The newest 25 count fully; older ones less, down to 1/n. */
function weightsOf(count: number): Float64Array {
  const ramp = count - 25;
  return Float64Array.from({ length: count }, (_, at) =>
    at >= ramp ? 1 : 1 / count + (1 - 1 / count) * (ramp > 1 ? at / (ramp - 1) : 0),
  );
}

function bestCandidate(
  { good, bad }: Models,
  {
    request,
    options,
    key,
    allows,
  }: { request: SamplerRequest; options: Options; key: number; allows: boolean },
): Point {
  const scored: { point: Point; score: number }[] = [];
  for (let index = 0; scored.length < options.candidates && index < 50 * options.candidates; index++) {
    const point = good.draw(randomKey(key, index));
    if (allows && !isAllowed(request.space, point)) continue;
    scored.push({ point, score: good.logDensity(point) - bad.logDensity(point) });
  }
  if (scored.length === 0) return good.draw(key);
  scored.sort((a, b) => b.score - a.score);
  const fresh = allows ? scored.find(({ point }) => !isTried(point, request)) : undefined;
  return (fresh ?? scored[0]).point;
}
