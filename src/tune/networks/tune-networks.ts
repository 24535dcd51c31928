import type { Budget } from "../../lab/budget.ts";
import { type Design, designFor } from "../../lab/committee.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import type { Workshop } from "../../lab/workshop.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { TrialRecord } from "../../run/study.ts";
import type { RecipeSpace } from "../space/recipe-space.ts";
import type { Study } from "../study/ask-and-tell.ts";
import { type TrialExecutor, type WorkEnd, workOn } from "../study/trial-worker.ts";
import { isPopulation, lineageOf, stagesOf } from "./lineage.ts";
import { type NetworkStudy, networkExecutor, searchMembers } from "./network-executor.ts";
import { populationExecutor } from "./population-executor.ts";
import { proveWinner, type WinnerProof } from "./prove-winner.ts";
import { firstTrialMs, longestTrialMs, memberMs } from "./trial-clock.ts";

/** A search over recipes, ready to begin or to go on. */
export interface NetworkSearch {
  readonly workshop: Workshop;
  readonly prepared: Prepared;
  readonly space: RecipeSpace;
  readonly study: Study;
  /** Of trials, and of time; of the time a share is kept for the proof. */
  readonly budget: Budget;
  /** How many trials the study has in all; null for no limit. */
  readonly most: number | null;
  readonly repeats: "race" | number;
  /** The name of this process among those that work on the study. */
  readonly owner: string;
  /** Told each trial that begins or ends. */
  readonly onTrial: (trial: TrialRecord) => void;
}

/** A search that ended. */
export interface SearchOutcome {
  readonly design: Design;
  readonly ended: WorkEnd;
  readonly ranking: readonly TrialRecord[];
  /**
   * The recipe of the best trial beside the one that the search began with; null where none was completed.
   */
  readonly proof: WinnerProof | null;
}

/** The proof must not take more than this of a budget of time. */
const LARGEST_PROOF = 0.5;

/** So many pairs of trainings are compared at least; one would not tell their noise. */
const LEAST_PAIRS = 2;

/** How often it is looked at whether the time is up. */
const CLOCK_MS = 100;

/**
 * Searches recipes: works on the study until its trials or the budget are spent, and then proves the best one
 * on fresh seeds, for which as much of the time is kept as it will take.
 */
export async function searchNetworks(search: NetworkSearch): Promise<SearchOutcome> {
  const { workshop, prepared, study, budget } = search;
  const design = designFor(prepared);
  const wanted = searchMembers(design).length;
  const began = performance.now();
  const totalMs = budget.leftMs;
  const proofMs = () => {
    const best = study.ranking.at(0);
    if (best === undefined) return 0;
    const eachMs = (memberMs(study.trials[0]) ?? 0) + (memberMs(best) ?? 0);
    return Math.min(LARGEST_PROOF * totalMs, (wanted * eachMs) / workshop.parallel);
  };
  const isSpent = () => budget.leftMs < proofMs();
  const isOverdue = (ranMs: number) =>
    ranMs > longestTrialMs({ totalMs, firstMs: firstTrialMs(study.trials) });
  workshop.progress({ type: "stageStarted", stage: "searching", ...budget.told });
  await study.refresh();
  const late = new AbortController();
  // Trials that still run are given back; without any result, the first one is waited for.
  const clock = setInterval(() => study.ranking.length > 0 && isSpent() && late.abort(), CLOCK_MS);
  const ended = await workOn(study, trialExecutor({ ...search, design, isOverdue }), {
    owner: search.owner,
    parallel: workshop.parallel,
    most: search.most,
    signal: AbortSignal.any([workshop.signal, late.signal]),
    spent: isSpent,
    onBegin: search.onTrial,
    onEnd: search.onTrial,
  }).finally(() => clearInterval(clock));
  workshop.signal.throwIfAborted();
  await study.refresh();
  const { ranking } = study;
  const best = ranking[0];
  const note = `the search took ${Math.round((performance.now() - began) / 1000)} s`;
  workshop.progress({
    type: "stageStarted",
    stage: `proving the best trial on fresh seeds (${note})`,
    ...budget.told,
  });
  const proof = best === undefined ? null : await prove(search, best);
  return { design, ended: late.signal.aborted ? "budget" : ended, ranking, proof };
}

/** Carries out a study's trials: each trained by itself, or as a part of a population's training. */
export function trialExecutor(about: NetworkStudy): TrialExecutor {
  return isPopulation(about.study.record) ? populationExecutor(about) : networkExecutor(about);
}

function prove(search: NetworkSearch, best: TrialRecord): Promise<WinnerProof> {
  const { workshop, prepared, study, space, budget } = search;
  const { record, trials } = study;
  const baseline = prepared.recipe;
  const stages = isPopulation(record)
    ? stagesOf({ space, study: record }, lineageOf(trials, best)).map(({ recipe }) => recipe)
    : undefined;
  const winner = stages?.at(-1) ?? space.recipeAt(best.point);
  const isSame = canonicalJson(winner) === canonicalJson(baseline);
  const repeats = Number.isFinite(budget.leftMs) || isSame ? 1 : Number.POSITIVE_INFINITY;
  return proveWinner(workshop, prepared, {
    baseline,
    winner,
    job: record.id,
    repeats,
    most: affordablePairs(search, best),
    ...(stages ? { stages } : {}),
  });
}

/** How many trainings of the best trial's recipe and of the first one the time that is left suffices for. */
function affordablePairs({ workshop, study, budget }: NetworkSearch, best: TrialRecord): number {
  const bestMs = memberMs(best) ?? 0;
  const pairMs = (memberMs(study.trials[0]) ?? bestMs) + bestMs;
  if (!Number.isFinite(budget.leftMs) || pairMs === 0) return Number.POSITIVE_INFINITY;
  // Rounded up: the search ends when what is left is just what all are thought to take.
  return Math.max(LEAST_PAIRS, Math.ceil((budget.leftMs * workshop.parallel) / pairMs));
}
