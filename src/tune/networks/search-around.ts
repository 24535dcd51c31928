import { mean } from "../../base/statistics.ts";
import type { Finding, Treatment } from "../../clinic/finding.ts";
import type { Committee } from "../../lab/committee.ts";
import type { Candidate, RoundContext } from "../../lab/improve/improve-round.ts";
import type { FurtherSearch } from "../../lab/improve/treat-baseline.ts";
import { memberLoss } from "../../lab/member-loss.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import { formatDiff } from "../../recipe/diff.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { TrialRecord } from "../../run/study.ts";
import { openMemoryStore } from "../../store/memory-store.ts";
import { type RecipeSpace, recipeSpace } from "../space/recipe-space.ts";
import { spaceAround } from "../space/space-around.ts";
import { setInRecipe } from "../space/space-from.ts";
import { Study } from "../study/ask-and-tell.ts";
import { workOn } from "../study/trial-worker.ts";
import { LOSS_METRIC, networkExecutor, searchMembers } from "./network-executor.ts";
import { memberLossesOf } from "./race.ts";
import { longestTrialMs } from "./trial-clock.ts";

/** A search goes on in parts, and its best recipe is verified after each: of at least so many trials, … */
const LEAST_TRIALS = 8;
/** … and so much of the time that is left. */
const SHARE_OF_TIME = 0.25;

/** After so many trials without a better one, more of them promise nothing. */
const PATIENCE = 60;

/** The finding under which candidates of a search stand. */
const SEARCHED: Finding = {
  id: "search",
  title: "Search around the recipe",
  severity: "note",
  subject: "recipe",
  summary: "No treatment is left; the recipe's numbers are searched with the time that remains.",
  evidence: [],
  treatments: [],
};

/** A search around one recipe, which goes on where it was as long as the recipe stays. */
interface OpenSearch {
  readonly recipe: string;
  readonly space: RecipeSpace;
  readonly study: Study;
  /** Trials that were verified. */
  readonly verified: Set<number>;
  /** How long the trainings of the recipe took that trials have too. */
  readonly ownMs: number;
}

/**
 * Searches around the current recipe when no treatment is left: trials on the first repeat of the design,
 * raced against the current recipe, in parts of the time that is left; the best one that is better is to be
 * verified, like a treatment, on what the search did not see. Gives up where many trials bring nothing
 * better.
 */
export function furtherSearch(): FurtherSearch {
  let open: OpenSearch | undefined;
  let trialsBefore = 0;
  return async (context, current, { findings, recipes }) => {
    const recipe = canonicalJson(current.recipe);
    if (open?.recipe !== recipe) {
      trialsBefore += open?.study.trials.length ?? 0;
      open = await openSearch(context, current, { findings, first: trialsBefore });
    }
    return searchOn(context, open, { recipes, current: current.recipe });
  };
}

async function openSearch(
  context: RoundContext,
  current: Committee,
  { findings, first }: { findings: readonly Finding[]; first: number },
): Promise<OpenSearch> {
  const { recipe } = current;
  const has = (...ids: string[]) => findings.some(({ id }) => ids.includes(id));
  const sides = {
    bias: has("bias", "training-too-short", "below-floor"),
    variance: has("variance"),
  };
  const rows = context.prepared.split.train.length;
  const source = "the space around the recipe";
  const space = recipeSpace(
    { tree: setInRecipe(recipe, spaceAround(recipe, { ...sides, rows }), { source }) },
    { source },
  );
  const { point } = space.pointOf(recipe);
  const losses = memberLossesIn(context, current);
  const values = Object.values(losses);
  const studies = openMemoryStore().studies;
  const study = await Study.create(studies, space, {
    id: context.job,
    space: {},
    objectives: [{ metric: LOSS_METRIC, direction: "minimize" }],
    seed: recipe.training.seed + first,
    version: "",
    settings: {},
  });
  const now = new Date().toISOString();
  const value = values.reduce((sum, loss) => sum + loss, 0) / values.length;
  await studies.addTrials(study.record.id, [
    {
      point,
      proposedBy: "user",
      status: "complete",
      values: [value],
      metrics: { [LOSS_METRIC]: value, memberLosses: losses },
      endedAt: now,
    },
  ]);
  await study.refresh();
  const ownMs =
    mean(current.trainings.map(({ durationMs }) => durationMs)) * searchMembers(context.design).length;
  return { recipe: canonicalJson(recipe), space, study, verified: new Set([0]), ownMs };
}

/** The current recipe's losses on the members that trials are trained by. */
function memberLossesIn({ prepared, design }: RoundContext, current: Committee): Record<string, number> {
  const numbers = new Set(searchMembers(design).map(({ number }) => number));
  const rows = current.devByRepeat[0].rows;
  return Object.fromEntries(
    current.members.flatMap(({ number }, index) =>
      numbers.has(number)
        ? [[String(number + 1), memberLoss(prepared.target, current.trainings[index], rows)]]
        : [],
    ),
  );
}

async function searchOn(
  context: RoundContext,
  search: OpenSearch,
  { recipes, current }: { recipes: ReadonlySet<string>; current: Recipe },
): Promise<readonly Candidate[] | "noGain"> {
  const { workshop, prepared, design, budget } = context;
  const { space, study, verified } = search;
  const from = study.trials.length;
  const { leftMs } = budget;
  const isTimed = Number.isFinite(leftMs);
  const endMs = leftMs * (1 - SHARE_OF_TIME);
  const isEnough = () => {
    const done = study.trials.length - from;
    return done >= LEAST_TRIALS && (!isTimed || budget.leftMs < endMs) && isBetter(study, verified);
  };
  const stage = "searching around the recipe";
  const began = performance.now();
  workshop.progress({ type: "stageStarted", stage, ...budget.told });
  await budget.within(workshop.signal, (signal) => {
    const inTime = { ...workshop, signal };
    const longestMs = longestTrialMs({ totalMs: leftMs, firstMs: search.ownMs });
    const isOverdue = (ranMs: number) => ranMs > longestMs;
    const about = { workshop: inTime, prepared, design, space, study, isOverdue };
    const executor = networkExecutor({ ...about, repeats: "race" });
    return workOn(study, executor, {
      owner: "improve",
      parallel: workshop.parallel,
      most: null,
      signal,
      spent: () => budget.spent !== undefined || isEnough() || isHopeless(study),
    });
  });
  workshop.signal.throwIfAborted();
  await study.refresh();
  const best = bestUnverified(study, verified);
  const done = study.trials.length - from;
  workshop.progress({
    type: "stageFinished",
    stage,
    durationMs: performance.now() - began,
    summary: `${done} recipe${done === 1 ? "" : "s"} tried, ${best ? "one to verify" : "none better"}`,
  });
  if (best === undefined) return isHopeless(study) ? "noGain" : [];
  verified.add(best.number);
  const recipe = space.recipeAt(best.point);
  const isNew = !recipes.has(canonicalJson(recipe));
  return isNew ? [candidateOf(recipe, { study, current })] : searchOn(context, search, { recipes, current });
}

function candidateOf(
  recipe: Candidate["recipe"],
  { study, current }: { study: Study; current: Candidate["recipe"] },
): Candidate {
  const count = study.trials.length;
  const changes = formatDiff(current, recipe).length;
  const treatment: Treatment = {
    id: "searched-recipe",
    title: `Take the best of ${count} recipes around this one`,
    reason: "No treatment is left, and there is time to search.",
    source: "Bergstra & Bengio, Random Search for Hyper-Parameter Optimization, 2012",
    expect: `A lower dev loss by ${changes} changes together.`,
    comparison: "plain",
  };
  return { finding: SEARCHED, treatment, recipe, bestOf: count };
}

/** The best trial that was not verified yet, where it is better than the recipe that the search is around. */
function bestUnverified(study: Study, verified: ReadonlySet<number>): TrialRecord | undefined {
  const [own] = study.trials;
  const members = Object.keys(memberLossesOf(own)).length;
  return study.ranking.find(
    (trial) =>
      !verified.has(trial.number) &&
      Object.keys(memberLossesOf(trial)).length === members &&
      trial.values[0] < own.values[0],
  );
}

function isBetter(study: Study, verified: ReadonlySet<number>): boolean {
  return bestUnverified(study, verified) !== undefined;
}

/** Whether the last many trials brought nothing better than what was there before them. */
function isHopeless({ trials, ranking }: Study): boolean {
  const [best] = ranking;
  return trials.length > PATIENCE && best !== undefined && best.number < trials.length - PATIENCE;
}
