import { threeDigits } from "../../base/score-text.ts";
import type { NamedSpace } from "../../tune/executors/named-space.ts";
import type { Study } from "../../tune/study/ask-and-tell.ts";
import type { WorkEnd } from "../../tune/study/trial-worker.ts";
import { STOPPED } from "../shared/search/study-progress.ts";
import { studyFacts } from "../shared/studies/study-facts.ts";
import { spaceWords, trialSummary } from "../shared/studies/trial-summary.ts";
import type { TuneResult } from "../tune/contract.ts";

/** The result of a search over another program's settings: as that of `tune`, without what networks have. */
export function commandResult(
  study: Study,
  { space, ended, durationMs }: { space: NamedSpace; ended: WorkEnd; durationMs: number },
): TuneResult {
  const { record, trials } = study;
  const { ranking, ...facts } = studyFacts(record, { space, trials });
  const summaries = trials.map((trial) => trialSummary(space, trial));
  const best = ranking[0] === undefined ? null : summaries[ranking[0].number];
  const why = trials.findLast((trial) => trial.proposedBy === "sampler" && trial.why !== undefined)?.why;
  return {
    headline: headline(study, best),
    study: { id: record.id, name: record.name },
    space: spaceWords(space),
    sampler: { ...record.sampler, ...(why === undefined ? {} : { why }) },
    stopper: record.stopper,
    objectives: record.objectives.map((objective) => ({ ...objective, title: objective.metric })),
    trials: summaries,
    best,
    lineage: null,
    ...facts,
    winner: null,
    baseline: null,
    difference: null,
    gain: null,
    recipe: null,
    splits: null,
    notes: [],
    stopped: { reason: ended, text: STOPPED[ended] },
    durationMs,
    files: {},
  };
}

function headline({ record, trials }: Study, best: TuneResult["best"]): string {
  if (best === null) return `No trial of ${trials.length} came to its end.`;
  const { metric, direction } = record.objectives[0];
  const word = direction === "minimize" ? "Lowest" : "Highest";
  const settings = Object.entries(best.changes).map(([name, value]) => `${name}=${value}`);
  const value = `${word} ${metric} ${threeDigits(best.values[0])}`;
  return `${value}, by trial ${best.number} of ${trials.length}: ${settings.join(", ")}.`;
}
