import { TrainwellError } from "../../base/errors.ts";
import { mean } from "../../base/statistics.ts";
import type { Finding, Treatment } from "../../clinic/finding.ts";
import {
  divergenceVerdict,
  isDiverged,
  type MemberResult,
  type Verdict,
  verifyTreatment,
} from "../../clinic/verify.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { blockTypes, outputsOf } from "../../program/dataset-blocks.ts";
import { describeRecipe } from "../../program/describe-recipe.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import { formatDiff } from "../../recipe/diff.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Budget } from "../budget.ts";
import {
  type Committee,
  type Design,
  joinCommittees,
  type MemberRows,
  memberResults,
  trainCommittee,
} from "../committee.ts";
import { comparedBy, type JudgedTarget, measureOf } from "../judged-target.ts";
import type { Prepared } from "../prepare/prepare.ts";
import type { Workshop } from "../workshop.ts";
import { tradeOffOf } from "./trade-off.ts";

/** A treatment that may be tried: the recipe that it makes, and the finding that asks for it. */
export interface Candidate {
  readonly finding: Finding;
  readonly treatment: Treatment;
  readonly recipe: Recipe;
  /**
   * How many recipes it is the best of, where it was chosen by a search over the first repeat of the design:
   * that one flatters it, so that it is judged by the others, or held against as many where there are none.
   */
  readonly bestOf?: number;
}

/** A treatment that was tried. */
export interface TriedTreatment extends Candidate {
  readonly diff: readonly string[];
  /** Which round it was tried in, from 1. */
  readonly round: number;
  readonly before: readonly MemberResult[];
  readonly after: readonly MemberResult[];
  readonly verdict: Verdict;
  readonly kept: boolean;
  /** Whether it helped, and another one of its round helped more. */
  readonly outdone?: boolean;
  readonly reason: string;
  /** Left out where the trainings did not come to their end. */
  readonly committee?: Committee;
}

/** One that helped. */
export type KeptTreatment = TriedTreatment & Required<Pick<TriedTreatment, "committee">>;

/** The dev score of one member of a committee without (`before`) and with a treatment (`after`). */
export interface MemberScore {
  /** Its number in the committee, from 1. */
  readonly member: number;
  /** The seed that it was trained with, both times. */
  readonly seed: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The score of each member of a treatment's committee, beside that of the same member without the treatment.
 */
export function memberScores({ before, after }: Pick<TriedTreatment, "before" | "after">): MemberScore[] {
  return after.map(({ member, seed, score }, index) => ({
    member,
    seed,
    before: before[index].score,
    after: score,
  }));
}

/** The shared surroundings of a round of treatments. */
export interface RoundContext {
  readonly workshop: Workshop;
  readonly prepared: Prepared;
  readonly design: Design;
  readonly budget: Budget;
  /** The id of the job. */
  readonly job: string;
}

/**
 * Whether a recipe can be tried: its data section fits, and its network builds on what that makes of the
 * data. Treatments see a recipe without its data, so one that does not fit must not end the whole job.
 *
 * @param datasetsOf the data by a recipe, once for each set of rows that members are trained on.
 */
export function buildsOn(datasetsOf: (recipe: Recipe) => readonly Dataset[]): (recipe: Recipe) => boolean {
  return (recipe) => {
    try {
      for (const dataset of datasetsOf(recipe))
        describeRecipe(recipe, { inputs: blockTypes(dataset), outputs: outputsOf(dataset, recipe.loss) });
      return true;
    } catch (error) {
      if (error instanceof TrainwellError) return false;
      throw error;
    }
  };
}

/**
 * A round never tries more than this many treatments: each one makes the proof that any of them must give
 * harder. What is left has its turn in the next round.
 */
const MOST_CANDIDATES = 6;

/**
 * The treatments worth trying for some findings, the most important finding's first, one of each finding in
 * turn. Findings that another one explains wait until nothing of the others is left: treating the cause may
 * take them along. Recipes that were tried before are left out, and networks that the data do not fit
 * through.
 *
 * @param options `most`: how many the budget allows. `first`: what to try before the findings' treatments.
 *   `further`: what else to try when nothing of the findings is left.
 */
export function candidatesFor(
  findings: readonly Finding[],
  current: Recipe,
  options: {
    tried: ReadonlySet<string>;
    builds: (recipe: Recipe) => boolean;
    first?: readonly Finding[];
    further?: readonly Finding[];
    most?: number;
  },
): Candidate[] {
  const present = new Set(findings.map((finding) => finding.id));
  const isRoot = ({ causedBy }: Finding) => causedBy === undefined || !present.has(causedBy);
  const [roots, symptoms] = [findings.filter(isRoot), findings.filter((finding) => !isRoot(finding))];
  const seen = new Set(options.tried);
  const isNew = ({ recipe }: Candidate) => {
    const key = canonicalJson(recipe);
    if (seen.has(key) || !options.builds(recipe)) return false;
    seen.add(key);
    return true;
  };
  for (const group of [options.first ?? [], roots, symptoms, options.further ?? []]) {
    const candidates = inTurn(group, current).filter(isNew);
    if (candidates.length > 0)
      return candidates.slice(0, Math.min(MOST_CANDIDATES, options.most ?? MOST_CANDIDATES));
  }
  return [];
}

/** The first treatment of each finding, then the second of each, and so on. */
function inTurn(findings: readonly Finding[], current: Recipe): Candidate[] {
  const queues = findings.map((finding) =>
    finding.treatments.flatMap((treatment) => candidate(finding, treatment, current)),
  );
  const turns = Array.from({ length: queues.reduce((most, queue) => Math.max(most, queue.length), 0) });
  return turns.flatMap((_, turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1)));
}

/** None where the patch makes no recipe of the current one. */
function candidate(finding: Finding, treatment: Treatment, current: Recipe): Candidate[] {
  if (treatment.patch === undefined || treatment.comparison === "never") return [];
  try {
    return [{ finding, treatment, recipe: applyPatch(current, treatment.patch) }];
  } catch (error) {
    if (error instanceof TrainwellError) return [];
    throw error;
  }
}

/**
 * Tries a round's treatments against the current recipe with the same rows and seeds, and says which of them
 * helped beyond noise, corrected for all treatments of this and earlier rounds. A treatment whose first
 * repeat is already no better is dropped without the others, and one that the budget's time ends is told as
 * not finished.
 */
export async function tryRound(
  context: RoundContext,
  current: Committee,
  options: { candidates: readonly Candidate[]; triedBefore: number; round: number },
): Promise<TriedTreatment[]> {
  const tried: TriedTreatment[] = [];
  const total = options.triedBefore + options.candidates.length;
  const { budget, workshop } = context;
  for (const [index, entry] of options.candidates.entries()) {
    if (budget.spent) break;
    budget.begin();
    const number = options.triedBefore + index + 1;
    const result = await budget.within(workshop.signal, (signal) =>
      tryTreatment({ ...context, workshop: { ...workshop, signal } }, current, { entry, number, total }),
    );
    tried.push({ ...(result ?? unfinished(entry, current.recipe)), round: options.round });
  }
  return tried;
}

/** A treatment whose trainings the time did not suffice for. */
function unfinished(entry: Candidate, before: Recipe): Omit<TriedTreatment, "round"> {
  const reason = "Not finished: the time of the budget was spent before its trainings ended.";
  const verdict: Verdict = {
    effect: Number.NaN,
    standardError: Number.NaN,
    degreesOfFreedom: 0,
    low: Number.NaN,
    high: Number.NaN,
    pValue: 1,
    correctedPValue: 1,
    kept: false,
    members: 0,
    examples: 0,
    reason,
  };
  const diff = formatDiff(before, entry.recipe);
  return { ...entry, diff, before: [], after: [], verdict, kept: false, reason };
}

async function tryTreatment(
  context: RoundContext,
  current: Committee,
  options: { entry: Candidate; number: number; total: number },
): Promise<Omit<TriedTreatment, "round">> {
  const { workshop, prepared, design, budget } = context;
  const { entry, number, total } = options;
  const stage = `treatment ${number}: ${entry.treatment.title}`;
  const place = { job: context.job, role: "candidate", number } as const;
  workshop.progress({ type: "stageStarted", stage, place, trial: { number, of: total }, ...budget.told });
  const started = performance.now();
  const train = (members: readonly MemberRows[]) =>
    trainCommittee(workshop, prepared, { recipe: entry.recipe, members, title: stage, place });
  const { target } = prepared;
  const resultsOf = (committee: Committee) => memberResults(committee, target);
  const before = resultsOf(current);
  const isBetter = (first: Committee) => effectOf(before, resultsOf(first)) > 0;
  const committee = await trainWhilePromising(design, { train, isBetter });
  const after = resultsOf(committee);
  const complete = after.length === before.length;
  const measure = comparedBy(target);
  const { sides, tried } = fairSides(entry, { design, before, after, tried: total });
  const judged = complete
    ? verifyTreatment({ ...sides, tried, ...(measure ? { measure } : {}) })
    : droppedEarly(before, after);
  const decided = decide(judged, { before, after, target });
  const tradeOff = tradeOffOf(target, { before: current, after: committee });
  const result = {
    ...entry,
    diff: formatDiff(current.recipe, entry.recipe),
    before: before.slice(0, after.length),
    after,
    verdict: judged,
    kept: decided.kept,
    reason: [decided.reason, ...tradeOff].join(" "),
    committee,
  };
  workshop.progress({
    type: "stageFinished",
    stage,
    place,
    durationMs: performance.now() - started,
    summary: inBrief(judged),
  });
  return result;
}

/** The results that may judge a treatment, and how many it was chosen from; see `bestOf`. */
function fairSides(
  { bestOf }: Candidate,
  about: {
    design: Design;
    before: readonly MemberResult[];
    after: readonly MemberResult[];
    tried: number;
  },
) {
  const { design, before, after, tried } = about;
  if (bestOf === undefined) return { sides: { before, after }, tried };
  const seen = new Set(design.members.flatMap(({ repeat, number }) => (repeat === 0 ? [number + 1] : [])));
  const isFresh = ({ member }: MemberResult) => !seen.has(member);
  const fresh = { before: before.filter(isFresh), after: after.filter(isFresh) };
  const isEnough = new Set(fresh.before.map(({ member }) => member)).size >= 2;
  return isEnough ? { sides: fresh, tried } : { sides: { before, after }, tried: tried + bestOf };
}

/** A verdict in a few words. Nothing is kept before the round's best is chosen, so none says so. */
function inBrief({ kept, effect, examples }: Verdict): string {
  if (kept) return "it helps";
  if (effect === Number.NEGATIVE_INFINITY) return "it diverges";
  if (examples === 0) return "no better in its first repeat";
  return effect > 0 ? "within the noise" : "it does not help";
}

/** Trains the first repeat, and the others only if that one is better than before. */
async function trainWhilePromising(
  design: Design,
  options: {
    train: (members: readonly MemberRows[]) => Promise<Committee>;
    isBetter: (first: Committee) => boolean;
  },
): Promise<Committee> {
  const first = await options.train(design.members.filter((member) => member.repeat === 0));
  if (design.repeats === 1 || !options.isBetter(first)) return first;
  const rest = await options.train(design.members.filter((member) => member.repeat > 0));
  return joinCommittees(first, rest);
}

/**
 * The mean loss that a committee takes away, over the members that both have; losses that are not finite are
 * infinite.
 */
function effectOf(before: readonly MemberResult[], after: readonly MemberResult[]): number {
  if (divergedAmong(after) > 0) return Number.NEGATIVE_INFINITY;
  if (divergedAmong(before.slice(0, after.length)) > 0) return Number.POSITIVE_INFINITY;
  return meanLoss(before.slice(0, after.length)) - meanLoss(after);
}

/**
 * Of several treatments that helped, the one with the largest effect (of those that cured a divergence, the
 * one with the lowest loss); the next round may add others to it.
 */
export function bestKept(round: readonly TriedTreatment[]): KeptTreatment | undefined {
  const kept = round.filter((entry): entry is KeptTreatment => entry.kept && entry.committee !== undefined);
  const gain = ({ verdict: { effect } }: TriedTreatment) => effect;
  return kept.sort((a, b) =>
    gain(a) === gain(b) ? meanLoss(a.after) - meanLoss(b.after) : gain(b) - gain(a),
  )[0];
}

/** The mean loss over the members. */
function meanLoss(results: readonly MemberResult[]): number {
  return mean(results.map((result) => mean(result.perExampleLoss)));
}

function divergedAmong(results: readonly MemberResult[]): number {
  return results.filter(({ perExampleLoss }) => isDiverged(perExampleLoss)).length;
}

/** The verdict on a treatment that was no better in its first repeat, and so was not tried further. */
function droppedEarly(before: readonly MemberResult[], after: readonly MemberResult[]): Verdict {
  const members = after.length;
  const diverged = {
    before: divergedAmong(before.slice(0, members)),
    after: divergedAmong(after),
    members,
  };
  if (diverged.after > 0) return divergenceVerdict(diverged);
  const effect = effectOf(before, after);
  return {
    effect,
    standardError: Number.NaN,
    degreesOfFreedom: 0,
    low: effect,
    high: effect,
    pValue: 1,
    correctedPValue: 1,
    kept: false,
    members,
    examples: 0,
    reason: "Not kept: no better in its first repeat, so it was not tried further.",
  };
}

/**
 * A treatment must lower the loss beyond noise, and not worsen the metric that its user looks at, where that
 * is another one.
 */
function decide(
  verdict: Verdict,
  scores: {
    before: readonly MemberResult[];
    after: readonly MemberResult[];
    target: JudgedTarget;
  },
): { kept: boolean; reason: string } {
  const { target } = scores;
  const average = (results: readonly MemberResult[]) => mean(results.map((result) => result.score));
  const sign = measureOf(target).higherIsBetter ? 1 : -1;
  // Scores of what diverged may be anything.
  const cured = !Number.isFinite(verdict.effect);
  const isOther = !cured && comparedBy(target) === undefined;
  const worse = isOther && sign * (average(scores.after) - average(scores.before)) < 0;
  if (verdict.kept && worse)
    return { kept: false, reason: "Not kept: the loss fell, but the metric got worse." };
  return { kept: verdict.kept, reason: verdict.reason };
}
