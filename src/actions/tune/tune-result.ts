import { splitSummary } from "../../data/split/split-summary.ts";
import { devScores } from "../../lab/committee.ts";
import { measureOf } from "../../lab/judged-target.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { notesOn } from "../../lab/prepare/prepare-table.ts";
import type { TrialRecord } from "../../run/study.ts";
import { isPopulation, lineageOf, stagesOf } from "../../tune/networks/lineage.ts";
import { LOSS_METRIC } from "../../tune/networks/network-executor.ts";
import type { SearchOutcome } from "../../tune/networks/tune-networks.ts";
import type { Study } from "../../tune/study/ask-and-tell.ts";
import { STOPPED } from "../shared/search/study-progress.ts";
import type { StudyFacts } from "../shared/studies/study-facts.ts";
import { spaceWords, trialSummary } from "../shared/studies/trial-summary.ts";
import type { TuneResult } from "./contract.ts";
import type { ScoredProof } from "./score-proof.ts";
import type { ToldSpace } from "./space-of.ts";
import { tuneHeadline } from "./tune-headline.ts";

/** The result of `--show-space`: the space, and nothing that was trained. */
export function spaceResult(
  prepared: Prepared,
  { space, written }: ToldSpace,
  durationMs: number,
): TuneResult {
  return {
    headline: JSON.stringify(written, null, 2),
    study: { id: "", name: "" },
    space: spaceWords(space),
    sampler: { kind: "none" },
    stopper: { kind: "none" },
    objectives: [],
    trials: [],
    best: null,
    lineage: null,
    front: [],
    knee: null,
    winner: null,
    baseline: null,
    difference: null,
    gain: null,
    recipe: null,
    importance: [],
    importanceMethod: null,
    warnings: [],
    splits: splitSummary(prepared.split),
    notes: notesOn(prepared),
    stopped: { reason: "stopped", text: "only the space was asked for" },
    durationMs,
    files: {},
  };
}

/** The result of a search. */
export function tuneResult(
  prepared: Prepared,
  about: {
    study: Study;
    facts: StudyFacts;
    space: ToldSpace;
    outcome: SearchOutcome;
    scored: ScoredProof | null;
    files: TuneResult["files"];
    durationMs: number;
  },
): TuneResult {
  const { study, facts, outcome, scored, files, durationMs } = about;
  const { space } = about.space;
  const { target } = prepared;
  const { record, trials } = study;
  const { proof, ranking, ended } = outcome;
  const measure = measureOf(target);
  const summaries = trials.map((trial) => trialSummary(space, trial));
  const best = ranking[0] === undefined ? null : summaries[ranking[0].number];
  const why = trials.findLast((trial) => trial.proposedBy === "sampler" && trial.why !== undefined)?.why;
  const gain =
    scored?.gain && proof
      ? {
          before: proof.adopted ? scored.gain.before : scored.gain.after,
          after: proof.adopted ? scored.gain.after : scored.gain.before,
          ...(scored.gain.low === undefined
            ? {}
            : turned(scored.gain as { low: number; high: number }, proof.adopted)),
          metric: measure.metric,
          title: measure.title,
          unit: measure.unit,
        }
      : null;
  const testOf = (isWinner: boolean) =>
    scored?.test == null
      ? null
      : isWinner === proof!.adopted
        ? scored.test.scores
        : (scored.gain?.baseline ?? null);
  const difference = proof && differenceOf(outcome, ranking[0]);
  return {
    headline: tuneHeadline({ measure, trials, adopted: proof === null ? null : proof.adopted, gain }),
    study: { id: record.id, name: record.name },
    space: spaceWords(space),
    sampler: { ...record.sampler, ...(why === undefined ? {} : { why }) },
    stopper: record.stopper,
    objectives: record.objectives.map((objective) => ({
      ...objective,
      title: objective.metric === LOSS_METRIC ? measure.verifiedBy : objective.metric,
    })),
    trials: summaries,
    best,
    lineage: ranking[0] === undefined ? null : lineageParts(study, space, ranking[0]),
    front: facts.front,
    knee: facts.knee,
    winner: proof && {
      recipe: proof.winner.recipe,
      dev: devScores(proof.winner.committee, target),
      test: testOf(true),
    },
    baseline: proof && { dev: devScores(proof.baseline.committee, target), test: testOf(false) },
    difference,
    gain,
    recipe: scored?.model.recipe ?? null,
    importance: facts.importance,
    importanceMethod: facts.importanceMethod,
    warnings: facts.warnings,
    splits: splitSummary(prepared.split),
    notes: notesOn(prepared),
    stopped: { reason: ended, text: STOPPED[ended] },
    durationMs,
    files,
  };
}

/** The parts of a trial's training, where it is one of a population. */
function lineageParts(
  { record, trials }: Study,
  space: ToldSpace["space"],
  best: TrialRecord,
): TuneResult["lineage"] {
  if (!isPopulation(record)) return null;
  let fromEpoch = 0;
  return stagesOf({ space, study: record }, lineageOf(trials, best)).map((stage) => {
    const last = trialSummary(space, stage.trials[stage.trials.length - 1]);
    const part = {
      trials: stage.trials.map(({ number }) => number + 1),
      run: last.runs[0],
      fromEpoch,
      toEpoch: stage.recipe.training.epochs,
      changes: last.changes,
    };
    fromEpoch = part.toEpoch;
    return part;
  });
}

/** The interval of winner − baseline, whichever of both was scored first. */
function turned(
  { low, high }: { low: number; high: number },
  adopted: boolean,
): { low: number; high: number } {
  return adopted ? { low, high } : { low: -high, high: -low };
}

function differenceOf({ proof }: SearchOutcome, best: TrialRecord): TuneResult["difference"] {
  const { difference, adopted, reason, winner } = proof!;
  return {
    effect: difference.effect,
    low: difference.low,
    high: difference.high,
    adopted,
    reason,
    optimism: winner.loss - Number(best.metrics[LOSS_METRIC]),
  };
}
