import { splitSummary } from "../../data/split/split-summary.ts";
import type { Blend } from "../../lab/blend/blend.ts";
import type { StopReason } from "../../lab/budget.ts";
import { devScores, trainScores } from "../../lab/committee.ts";
import type { scoreTest } from "../../lab/final-test.ts";
import { memberScores, type TriedTreatment } from "../../lab/improve/improve-round.ts";
import type { Improvement } from "../../lab/improve/improvement.ts";
import { comparedBy, type JudgedTarget, measureOf } from "../../lab/judged-target.ts";
import { compareNaive } from "../../lab/naive-comparison.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { notesOn } from "../../lab/prepare/prepare-table.ts";
import type { Gain } from "../../lab/scored-gain.ts";
import type { PartScores } from "../../lab/scores/part-scores.ts";
import { scoresOf } from "../../lab/scores/scores.ts";
import type { Measure } from "../../nn/metrics/measures.ts";
import { findingSummary } from "../shared/summaries.ts";
import type { ImproveResult, StepSummary } from "./contract.ts";
import { headlineOf } from "./headline.ts";
import { scoreOf } from "./step-score.ts";
import { treatedFindings } from "./treated-findings.ts";

type TestScoringResult = Awaited<ReturnType<typeof scoreTest>>;

/** The result of a job, but for its files, its device and how long it took. */
export function summaryOf(
  prepared: Prepared,
  improvement: Improvement,
  about: {
    run: string;
    test: TestScoringResult;
    gain: (Gain & { readonly baseline: PartScores | null }) | null;
  },
): Omit<ImproveResult, "files" | "durationMs" | "device"> {
  const { target, split } = prepared;
  const { baseline, final, tried, blend } = improvement;
  const measure = measureOf(target);
  const devBefore = devScores(baseline, target);
  const dev = blend ? scoresOf(target, blend.dev) : devScores(final, target);
  const { baseline: testBefore = null, ...gain } = about.gain ?? {
    before: devBefore.metrics[measure.metric],
    after: dev.metrics[measure.metric],
  };
  const part = about.gain ? "test" : "dev";
  const kept = tried.filter((entry) => entry.kept).length;
  return {
    headline: headlineOf({
      measure,
      part,
      gain,
      kept,
      tried: tried.length,
      blended: blend?.parts.length ?? 1,
    }),
    gain: { ...gain, metric: measure.metric, title: measure.title, unit: measure.unit, part },
    run: about.run,
    recipe: final.recipe,
    splits: splitSummary(split),
    notes: notesOn(prepared),
    train: trainScores(final, target),
    dev,
    test: about.test?.scores ?? null,
    naive: about.test
      ? compareNaive(prepared, about.test.predictions, "test")
      : compareNaive(prepared, blend?.dev ?? final.devByRepeat[0], "dev"),
    epochs: improvement.evidence.outcome.epochs,
    findings: treatedFindings(improvement).map(({ finding, state }) => ({
      ...findingSummary(finding),
      state,
    })),
    unjudged: improvement.diagnoses[0].unjudged,
    baseline: { run: baseline.trainings[0].run, dev: devBefore, test: testBefore },
    simpleModel: simpleModelOf(improvement, measure),
    judgedBy: {
      loss: measure.verifiedBy,
      metric: target.judgedBy,
      isMetricAlone: comparedBy(target) !== undefined,
    },
    steps: tried.map((entry) => stepSummary(entry, target)),
    blend: blend ? blendSummary(blend) : null,
    stopped: { reason: improvement.stopped, text: STOPPED[improvement.stopped] },
  };
}

function blendSummary({ parts, effect, standardError }: Blend): NonNullable<ImproveResult["blend"]> {
  return {
    parts: parts.map(({ title, weight, committee: { recipe, trainings } }) => ({
      title,
      weight,
      networks: trainings.length,
      recipe,
    })),
    effect,
    standardError,
  };
}

const STOPPED: Readonly<Record<StopReason, string>> = {
  time: "the time of the budget is spent",
  trials: "the trials of the budget are spent",
  nothingLeft: "nothing is left to try",
  noGain: "no treatment is left, and what a search could still gain is below the noise",
};

function simpleModelOf({ evidence }: Improvement, { higherIsBetter }: Measure): ImproveResult["simpleModel"] {
  const { floor } = evidence;
  if (!floor) return null;
  return { name: floor.name, score: higherIsBetter ? 1 - floor.error : floor.error };
}

function stepSummary(entry: TriedTreatment, target: JudgedTarget): StepSummary {
  const { finding, treatment, verdict } = entry;
  return {
    finding: finding.id,
    treatment: treatment.id,
    title: treatment.title,
    diff: entry.diff,
    kept: entry.kept,
    outdone: entry.outdone ?? false,
    reason: entry.reason,
    score: judgedScore(entry, target),
    effect: verdict.effect,
    low: verdict.low,
    high: verdict.high,
    members: memberScores(entry),
  };
}

function judgedScore(entry: TriedTreatment, target: JudgedTarget): StepSummary["score"] {
  const score = scoreOf(entry);
  const { metric, title, unit } = measureOf(target);
  return score && { metric, title, unit, ...score };
}
