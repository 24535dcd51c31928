import * as z from "zod/mini";
import { countPoints } from "../space/search-space.ts";
import { cmaEs, isNumeric } from "./cma-es.ts";
import { gaussianProcess } from "./gaussian-process.ts";
import { grid } from "./grid.ts";
import { random } from "./random-search.ts";
import type { SamplerDefinition, SamplerRequest, TrialProposal } from "./request/sampler.ts";
import { tpe } from "./tpe.ts";

/** Up to so many trials the Gaussian process is the best of all, and a proposal takes it some 10 to 50 ms. */
const PROCESS_TRIALS = 250;
/** How near around the best of the process's trials the evolution begins; measured, a tenth is worse. */
const NEAR = 0.01;
/** Spaces of so few points are walked from end to end where the plan has trials for all of them. */
const WALKED = 200;
/** Beyond so many parameters distances say little, and the process has too much to learn. */
const PROCESS_PARAMETERS = 60;

const options = z.strictObject({});

/** A sampler for a trial, and why that one. */
interface Choice {
  readonly propose: (request: SamplerRequest) => TrialProposal;
  readonly why: string;
}

const byGrid: Choice = {
  propose: (request) => grid.propose(request, grid.options.parse({})),
  why: "The plan has trials for every point of the space, so all are tried in turn.",
};

const byProcess: Choice = {
  propose: (request) => gaussianProcess.propose(request, gaussianProcess.options.parse({})),
  why: `A Gaussian process chooses: up to ${PROCESS_TRIALS} trials it finds the best values.`,
};

const byProcessOfSeveral: Choice = {
  ...byProcess,
  why:
    "A Gaussian process chooses, each time by other weights of the objectives: " +
    `up to ${PROCESS_TRIALS} trials its front is the best.`,
};

const byEvolution: Choice = {
  propose: (request) =>
    cmaEs.propose(request, cmaEs.options.parse({ warmStart: PROCESS_TRIALS, warmStep: NEAR })),
  why: `CMA-ES goes on around the best of ${PROCESS_TRIALS} trials: of many more of numbers it is the best.`,
};

const byDensities: Choice = {
  propose: (request) => tpe.propose(request, tpe.options.parse({})),
  why: `Parzen estimators choose: with more than ${PROCESS_TRIALS} trials they cost a fraction of the time.`,
};

const byDensitiesAtOnce: Choice = {
  ...byDensities,
  why: `Parzen estimators choose: the space has more than ${PROCESS_PARAMETERS} parameters.`,
};

const atRandom: Choice = {
  propose: (request) => random.propose(request, {}),
  why: "There is nothing to choose but the one point of the space.",
};

/**
 * Chooses the sampler by the space, the plan and how many trials have ended: every point of a small space
 * where the plan allows; a Gaussian process up to 250 trials; beyond, CMA-ES around the best of them, where
 * there is one objective and nothing but numbers without conditions, and else Parzen estimators. Says so with
 * the first trial and when it changes. That the process comes first, also of several objectives, and CMA-ES
 * behind it, is measured (`npm run bench:tune`); the limits are the costs of a proposal.
 */
export const auto: SamplerDefinition<typeof options> = {
  kind: "auto",
  title: "Automatic",
  help: "Chooses the sampler by the space, the number of trials and the objectives.",
  options,
  ignoresHistory: false,
  severalObjectives: true,
  propose: (request) => {
    const choice = choose(request, request.finished.length);
    const proposal = choice.propose(request);
    const before = request.finished.length > 0 ? choose(request, request.finished.length - 1) : undefined;
    if (proposal === null) return null;
    return before === choice ? { point: proposal.point } : { point: proposal.point, why: choice.why };
  },
};

function choose({ space, planned, objectives }: SamplerRequest, ended: number): Choice {
  const points = countPoints(space);
  if (points === 1) return atRandom;
  if (planned !== undefined && points <= Math.min(WALKED, planned)) return byGrid;
  if (space.parameters.length > PROCESS_PARAMETERS) return byDensitiesAtOnce;
  if (ended < PROCESS_TRIALS) return objectives === 1 ? byProcess : byProcessOfSeveral;
  return objectives === 1 && isNumeric(space) ? byEvolution : byDensities;
}
