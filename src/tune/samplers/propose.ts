import { TrainwellError } from "../../base/errors.ts";
import { parseAt } from "../../recipe/issues.ts";
import type { StudyComponent } from "../../run/study.ts";
import { contains, isAllowed, type Point, type SearchSpace } from "../space/search-space.ts";
import { anotherPoint } from "./another-point.ts";
import { samplerOf } from "./index.ts";
import { drawKey } from "./request/draws.ts";
import type { SamplerDefinition, SamplerRequest, TrialProposal } from "./request/sampler.ts";
import { isTried } from "./request/tried-points.ts";

/**
 * The next trial of a study, by its sampler: a point of the space that its constraints allow and that was
 * not tried and is not being tried. Where the sampler wants another, its nearest neighbour that can be found
 * takes its place, the same one for the same seed and number.
 *
 * @param component the sampler's kind, with its options beside.
 * @param request the space, what ended and what runs, and the number of the trial that is asked for.
 * @returns null when nothing is left to try: a finite space is used up, or a grid is walked.
 * @throws TrainwellError `unknown-kind`; `recipe-invalid` and `recipe-unknown-key` for wrong options;
 *   `several-objectives` for a sampler that takes only one; `no-allowed-point` when the constraints refuse
 *   all that is tried.
 * @example
 * const request = { space, finished: [], pending: [], objectives: 1, seed: 1, number: 0 };
 * proposeTrial({ kind: "random" }, request)?.point;
 */
export function proposeTrial(component: StudyComponent, request: SamplerRequest): TrialProposal {
  const { kind, ...options } = component;
  const definition = samplerOf(kind);
  return proposeBy(definition, { request, options: samplerOptions(definition, options) });
}

/**
 * The options of a sampler, checked and with their defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the option's place.
 */
export function samplerOptions(
  definition: SamplerDefinition,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return parseAt(definition.options, options, { source: "study", path: ["sampler"] });
}

/** As {@link proposeTrial}, for a definition that need not be registered, with options that are checked. */
export function proposeBy(
  definition: SamplerDefinition,
  { request, options }: { request: SamplerRequest; options: Readonly<Record<string, unknown>> },
): TrialProposal {
  if (request.objectives > 1 && !definition.severalObjectives) throw oneObjectiveOnly(definition);
  const proposal = definition.propose(request, options);
  if (proposal === null) return null;
  const { space } = request;
  checkBelongs(space, proposal.point, definition);
  // With the weights of another trial the same values are no repeat.
  if (proposal.from !== undefined && isAllowed(space, proposal.point)) return proposal;
  if (isAllowed(space, proposal.point) && !isTried(proposal.point, request)) return proposal;
  return anotherPoint(proposal.point, request, drawKey(request, "another"));
}

function checkBelongs(space: SearchSpace, point: Point, { kind }: SamplerDefinition): void {
  if (contains({ parameters: space.parameters }, point)) return;
  throw new TrainwellError({
    kind: "failure",
    code: "sampler-outside",
    message: `The sampler "${kind}" proposed ${JSON.stringify(point)}, which is no point of the space.`,
    details: { sampler: kind },
    hint: "Try the sampler with samplerProblems of trainwell/testing.",
  });
}

function oneObjectiveOnly({ kind }: SamplerDefinition): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "several-objectives",
    message: `The sampler "${kind}" takes one objective, and the study has several.`,
    details: { sampler: kind },
    hint: "Choose a sampler for several objectives, or make one objective of them.",
  });
}
