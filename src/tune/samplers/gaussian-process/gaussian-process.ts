import * as z from "zod/mini";
import { randomKey, uniform } from "../../../base/random.ts";
import { drawKey } from "../draws.ts";
import type { FinishedTrial, Proposal, SamplerDefinition, SamplerRequest } from "../sampler.ts";
import { differencesOf } from "./differences.ts";
import { settings } from "./settings.ts";
import { logImprovement } from "./expected-improvement.ts";
import { type Feature, featuresOf, pointOf, rowOf } from "./features.ts";
import { fitHyperparameters, type Hyperparameters } from "./fit.ts";
import { Posterior } from "./posterior.ts";
import { type Acquisition, searchBest } from "./search.ts";
import { warpTargets } from "./target-warp.ts";
import { pointAt } from "../../space/search-space.ts";

const options = z.strictObject({});



interface Model {
  hyper: Hyperparameters;
  bend: number;
}

const cache = new Map<string, Model>();

function keyOfTrials(trials: readonly FinishedTrial[]): string {
  return trials.map(({ point, values }) => `${values[0]}|${Object.values(point).join(",")}`).join(";");
}

function modelOf(features: readonly Feature[], trials: readonly FinishedTrial[], mild: boolean): Model {
  const key = `${mild}${keyOfTrials(trials)}`;
  const known = cache.get(key);
  if (known) return known;
  const used = trials.slice(0); // all
  const rows = used.map(({ point }) => rowOf(features, point));
  const values = Float64Array.from(used, ({ values }) => values[0]);
  const differences = differencesOf(features, rows);
  let best: { model: Model; evidence: number } | undefined;
  const bends = mild ? settings.mildBends.map((b) => b ?? Infinity) : settings.warp === true ? settings.bends.map((b) => b ?? Infinity) : [settings.warp === false ? Number.POSITIVE_INFINITY : settings.warp];
  for (const bend of bends) {
    const { targets, logSlope } = warpTargets(values, bend);
    const { hyperparameters, evidence } = fitHyperparameters({ differences, targets });
    const total = evidence + logSlope;
    if (best === undefined || total > best.evidence) best = { model: { hyper: hyperparameters, bend }, evidence: total };
  }
  if (cache.size > 64) cache.delete(cache.keys().next().value!);
  cache.set(key, best!.model);
  return best!.model;
}

function fitCount(n: number): number {
  let count = Math.min(n, settings.refitAlways);
  while (Math.ceil(count * settings.grow) <= n) count = Math.ceil(count * settings.grow);
  return count;
}

function propose(request: SamplerRequest): Proposal {
  const { space, finished } = request;
  const features = featuresOf(space);
  const key = drawKey(request, "gaussianProcess");
  const complete = finished.filter(({ status }) => status !== "failed");
  if (complete.length < settings.startup) {
    const d = space.parameters.length;
    const shift = randomKey(request.seed, 77);
    return { point: pointAt(space, Float64Array.from({ length: d }, (_, k) => (uniform(shift, k) + request.number * root(d, k)) % 1)) };
  }
  const { hyper, bend } = modelOf(features, complete.slice(0, fitCount(complete.length)), settings.mild > 0 && !isLocal(request.number));
  const rows = complete.map(({ point }) => rowOf(features, point));
  const { targets } = warpTargets(Float64Array.from(complete, ({ values }) => values[0]), bend);
  const posterior = new Posterior(features, { rows, targets }, hyper);
  const means = targets;
  const order = [...targets.keys()].sort((a, b) => targets[a] - targets[b]);
  const incumbent = means[order[0]];
  const acquisition = improvementOver(posterior, incumbent, features.length);
  const turn = isLocal(request.number);
  const box = turn ? trustBox(features, { values: complete.map(({ values }) => values[0]), center: rows[order[0]], hyper }) : undefined;
  const row = searchBest(acquisition, {
    box,
    space,
    features,
    best: order.slice(0, 5).map((i) => rows[i]),
    key,
    isTried: (candidate) => rows.some((other) => other.every((value, k) => value === candidate[k])),
  });
  return { point: pointOf(space, features, row) };
}

/** TuRBO's box around the best: its side by successes and failures so far, its shape by the lengthscales. */
function trustBox(features: readonly Feature[], { values, center, hyper }: { values: number[]; center: Float64Array; hyper: Hyperparameters }) {
  const patience = Math.max(settings.patience, features.length * settings.patienceShare);
  let [length, successes, failures, best] = [settings.side, 0, 0, Number.POSITIVE_INFINITY];
  values.forEach((value, i) => {
    if (value < best - 1e-3 * Math.abs(best)) [successes, failures] = [successes + 1, 0];
    else [successes, failures] = [0, failures + 1];
    best = Math.min(best, value);
    if (i < settings.startup) [successes, failures] = [0, 0];
    if (successes >= 3) [length, successes] = [Math.min(1.6, 2 * length), 0];
    if (failures >= patience) [length, failures] = [length / 2, 0];
    if (length < 2 ** -7) length = settings.side;
  });
  const logs = Array.from(hyper.weights, (w) => -0.5 * Math.log(w));
  const middle = logs.reduce((sum, x) => sum + x, 0) / logs.length;
  const half = logs.map((x) => 0.5 * length * Math.min(4, Math.max(0.25, Math.exp(x - middle))));
  return {
    low: Float64Array.from(center, (c, k) => Math.max(0, c - half[k])),
    high: Float64Array.from(center, (c, k) => Math.min(1, c + half[k])),
  };
}

function isLocal(number: number): boolean {
  return settings.trust > 0 && number % settings.trust !== 0;
}

function root(d: number, k: number): number {
  let g = 2;
  for (let i = 0; i < 30; i++) g = (1 + g) ** (1 / (d + 1));
  return (1 / g) ** (k + 1);
}

function improvementOver(posterior: Posterior, incumbent: number, size: number): Acquisition {
  const gradients = { mean: new Float64Array(size), deviation: new Float64Array(size) };
  return {
    at(row) {
      const { mean, deviation } = posterior.at(row);
      return Math.log(deviation) + logImprovement((incumbent - mean) / deviation).value;
    },
    withGradient(row, gradient) {
      const { mean, deviation } = posterior.withGradient(row, gradients);
      const z = (incumbent - mean) / deviation;
      const { value, slope } = logImprovement(z);
      for (let k = 0; k < size; k++)
        gradient[k] =
          gradients.deviation[k] / deviation +
          (slope * (-gradients.mean[k] - z * gradients.deviation[k])) / deviation;
      return Math.log(deviation) + value;
    },
  };
}

/** thin */
export const gaussianProcess: SamplerDefinition<typeof options> = {
  kind: "gaussianProcess",
  title: "Gaussian process",
  help: "Models the results by a Gaussian process and tries what promises the largest improvement.",
  paper: "Snoek et al., Practical Bayesian Optimization of Machine Learning Algorithms, 2012",
  options,
  ignoresHistory: false,
  severalObjectives: false,
  propose,
};
