import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { featuresOf } from "../gaussian-process/space-features.ts";
import { trialsWithValues } from "./process/learnt-trials.ts";
import { proposeByProcess } from "./process/propose-by-process.ts";
import { quasiRandomPoint } from "./quasi-random.ts";
import { drawKey } from "./request/draws.ts";
import type { SamplerDefinition, SamplerRequest, TrialProposal } from "./request/sampler.ts";

const options = z.strictObject({
  startup: option(z._default(z.int().check(z.gte(2)), 10), {
    help: "How many trials a Sobol sequence spreads over the space before the process begins.",
    unit: "trials",
  }),
});

/**
 * Bayesian optimization: a Gaussian process learns the results and says where the largest improvement is to
 * be expected, by turns anywhere and in a trust region around the best.
 *
 * - Kernel: Matérn 5/2 with a lengthscale for each parameter, over places in the unit interval; unordered
 *   choices are alike or not; a parameter that is not there by its condition is at the middle and apart.
 * - Results: bent to a logarithmic scale as far as that makes them likelier, then standardized.
 * - Hyperparameters: the most probable, with noise among them; standard errors that trials told are added.
 * - Trials that run are believed to bring what the process expects of them.
 *   Failures and violated limits have a process of their own, which gives the probability that all is well.
 *   Several objectives are made one by random weights (ParEGO).
 * - With more than 256 trials it learns from the best 128 and as many others.
 *
 * Options, with their limits and defaults: `startup` (whole number, ≥ 2; 10).
 */
export const gaussianProcess: SamplerDefinition<typeof options> = {
  kind: "gaussianProcess",
  title: "Gaussian process",
  help: "Learns the results by a Gaussian process and tries what promises the largest improvement.",
  paper: "Jones, Schonlau & Welch, Efficient Global Optimization of Expensive Black-Box Functions, 1998",
  options,
  ignoresHistory: false,
  severalObjectives: true,
  propose: (request, { startup }) => propose(request, startup),
};

function propose(request: SamplerRequest, startup: number): TrialProposal {
  const learnt = trialsWithValues(request.finished);
  if (learnt.length < startup || featuresOf(request.space).length === 0)
    return { point: quasiRandomPoint(request), why: "Spread over the space to begin with." };
  return proposeByProcess(request, { learnt, startup, key: drawKey(request, "gaussianProcess") });
}
