import * as z from "zod/mini";
import { TrainwellError } from "../../../base/errors.ts";
import { contains, type Point, pointKey, type SearchSpace } from "../../space/search-space.ts";
import { proposeBy } from "../propose.ts";
import type { FinishedTrial, SamplerDefinition, SamplerRequest, TrialProposal } from "../request/sampler.ts";
import { CONFORMANCE_SPACES, historyOf, SMALL_SPACE } from "./conformance-spaces.ts";

/** How many trials there are in the histories that a sampler is asked after; 37 are past most startups. */
const COUNTS = [0, 4, 37];
/** More proposals than the small space has points. */
const MOST = 60;

type Options = Readonly<Record<string, unknown>>;

/** A definition with its options, and what its proposals are asked for with. */
interface Trial {
  readonly sampler: SamplerDefinition;
  readonly options: Options;
}

/**
 * Whether a sampler does what every sampler must: one sentence for each thing that it does not. On spaces of
 * every sort, after histories with complete, stopped, failed and pending trials: its points belong to the
 * space, and the constraints allow what is proposed; the same request has the same answer, also when it comes
 * from another process; nothing is proposed twice; the request stays as it is; what says that it ignores the
 * history or takes several objectives does; and a space that is used up ends in null. Nothing of a test
 * framework in it.
 *
 * @param definition the sampler; it need not be registered.
 * @param options its options; by default the schema's defaults.
 * @returns the problems; none for a sound sampler.
 * @throws zod's error for options that its schema refuses.
 * @example
 * samplerProblems(random); // []
 */
export function samplerProblems<S extends z.ZodMiniObject>(
  definition: SamplerDefinition<S>,
  options: Options = {},
): string[] {
  const sampler = definition as unknown as SamplerDefinition;
  const trial: Trial = { sampler, options: z.parse(sampler.options, options) };
  const found = Object.entries(CONFORMANCE_SPACES).flatMap(([name, space]) =>
    COUNTS.flatMap((count) =>
      said(() => spaceProblems(trial, { space, count })).map(
        (problem) => `with ${name}, after ${count} trials, ${problem}`,
      ),
    ),
  );
  // With the weights of another trial the same point is another trial, so that no space is used up.
  const exhaustion = sampler.goesOn ? () => [] : () => exhaustionProblems(trial);
  const others = [exhaustion, () => objectiveProblems(trial)].flatMap(said);
  return [...new Set([...found, ...others])].map((problem) => `${sampler.kind}: ${problem}`);
}

/** Problems, or what was thrown as one. */
function said(look: () => string[]): string[] {
  try {
    return look();
  } catch (error) {
    return [`it throws: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function spaceProblems(trial: Trial, { space, count }: { space: SearchSpace; count: number }): string[] {
  const request = requestOf(space, count);
  const wrong = pointProblems(trial, request);
  // One that leaves the space, or changes what it is asked with, cannot be asked further.
  if (wrong.length > 0) return wrong;
  return [
    ...sameAnswerProblems(trial, request),
    ...repeatProblems(trial, request),
    ...historyProblems(trial, request),
  ];
}

function requestOf(space: SearchSpace, count: number, objectives = 1): SamplerRequest {
  const { finished, pending } = historyOf(space, { count, objectives });
  const number = finished.length + pending.length;
  return { space, finished, pending, objectives, seed: 5, number };
}

function pointProblems({ sampler, options }: Trial, request: SamplerRequest): string[] {
  const before = JSON.stringify(request);
  const raw = sampler.propose(request, options as never);
  const problems = JSON.stringify(request) === before ? [] : ["it changes the request"];
  if (raw !== null && !contains({ parameters: request.space.parameters }, raw.point))
    problems.push(`it proposes ${JSON.stringify(raw.point)}, which is no point of the space`);
  return problems;
}

function sameAnswerProblems(trial: Trial, request: SamplerRequest): string[] {
  const answer = textOf(propose(trial, request));
  // In between something else, which a memory of one request forgets the first for.
  propose(trial, { ...request, finished: request.finished.slice(0, 3), seed: 6, number: 90 });
  const copy: SamplerRequest = {
    ...request,
    space: { ...request.space, parameters: structuredClone(request.space.parameters) },
    finished: structuredClone(request.finished),
    pending: structuredClone(request.pending),
  };
  return [
    ...(textOf(propose(trial, request)) === answer ? [] : ["the same request has another answer"]),
    ...(textOf(propose(trial, copy)) === answer ? [] : ["a copy of the request has another answer"]),
  ];
}

/** Four more trials at once, each knowing the others as pending. */
function repeatProblems(trial: Trial, request: SamplerRequest): string[] {
  const known = new Set([...request.finished, ...request.pending].map(({ point }) => pointKey(point)));
  const pending = [...request.pending];
  for (let more = 0; more < 4; more++) {
    const number = request.number + more;
    const proposal = propose(trial, { ...request, pending: [...pending], number });
    if (proposal === null) break;
    const { from } = proposal;
    if (from !== undefined && !request.finished.some(({ number }) => number === from))
      return ["it goes on from a trial that has not ended"];
    if (from === undefined && known.has(pointKey(proposal.point))) return ["it proposes a point again"];
    if (!contains(request.space, proposal.point)) return ["it proposes a point that is not allowed"];
    known.add(pointKey(proposal.point));
    pending.push({ number, point: proposal.point });
  }
  return [];
}

function historyProblems(trial: Trial, request: SamplerRequest): string[] {
  if (!trial.sampler.ignoresHistory) return [];
  const finished = request.finished.map(
    (one): FinishedTrial => ({ ...one, status: "complete", values: [-one.number], violation: 0, curve: [] }),
  );
  const isSame = textOf(propose(trial, { ...request, finished })) === textOf(propose(trial, request));
  return isSame ? [] : ["it says that it ignores the history, and does not"];
}

function exhaustionProblems(trial: Trial): string[] {
  const finished: FinishedTrial[] = [];
  const parts = { space: SMALL_SPACE, pending: [], objectives: 1, seed: 2 };
  while (finished.length < MOST) {
    const number = finished.length;
    const proposal = propose(trial, { ...parts, finished: [...finished], number });
    if (proposal === null) break;
    const values = [(number * 7) % 5];
    finished.push({ number, point: proposal.point, status: "complete", values, violation: 0, curve: [] });
  }
  const count = new Set(finished.map(({ point }) => pointKey(point))).size;
  if (finished.length === MOST) return ["it goes on when a finite space is used up"];
  return count === SMALL_COUNT ? [] : [`it ends after ${count} of ${SMALL_COUNT} points of a finite space`];
}

/** The allowed points of the small space. */
const SMALL_COUNT = 3 + 2 + 15;

function objectiveProblems(trial: Trial): string[] {
  const space = CONFORMANCE_SPACES["all sorts together"];
  const request = requestOf(space, 37, 2);
  if (trial.sampler.severalObjectives) {
    const proposal = propose(trial, request);
    return proposal !== null && contains(space, proposal.point) ? [] : ["it has nothing for two objectives"];
  }
  try {
    propose(trial, request);
    return ["it says that it takes one objective, and two are not refused"];
  } catch (error) {
    if (error instanceof TrainwellError && error.code === "several-objectives") return [];
    throw error;
  }
}

function propose({ sampler, options }: Trial, request: SamplerRequest): TrialProposal {
  return proposeBy(sampler, { request, options });
}

function textOf(proposal: TrialProposal): string {
  const point: Point | undefined = proposal?.point;
  return point === undefined ? "null" : pointKey(point);
}
