import type { Metrics, RunEvidence } from "../clinic/evidence.ts";
import type { EvidenceWith } from "../clinic/evidence-parts.ts";
import { outputsOf } from "../program/dataset-blocks.ts";
import { inputStatistics } from "./input-statistics.ts";
import { type JudgedTarget, measureOf } from "./judged-target.ts";
import type { Prepared } from "./prepare.ts";
import type { PartScores } from "./scores/part-scores.ts";
import { errorOf, scoresOf } from "./scores/scores.ts";
import type { Trial } from "./training.ts";

/** What is known beside the run itself. */
export interface EvidenceExtras {
  /** Scores over several trainings of the recipe, where there are more than this one. */
  readonly train?: PartScores;
  readonly dev?: PartScores;
  readonly floor?: RunEvidence["floor"];
  readonly capacity?: RunEvidence["capacity"];
  readonly humanError: number | null;
}

/** The evidence that every training of ours leaves. */
export type OwnEvidence = EvidenceWith<
  "recipe" | "task" | "outputs" | "rows" | "inputs" | "train" | "dev" | "outcome"
>;

/** Gathers what a diagnosis looks at from a training. */
export function evidenceOf(prepared: Prepared, trial: Trial, extras: EvidenceExtras): OwnEvidence {
  const { target, split } = prepared;
  const { outcome, member, dataset } = trial;
  const train = extras.train ?? scoresOf(target, trial.train);
  const dev = extras.dev ?? scoresOf(target, trial.dev);
  const trainDev = trial.trainDev && scoresOf(target, trial.trainDev);
  const fittedTarget = member.preprocessing.target;
  return {
    recipe: trial.recipe,
    task: target.task,
    outputs: outputsOf(dataset, trial.recipe.loss),
    ...(target.task === "regression" ? { errorName: measureOf(target).title } : {}),
    rows: {
      train: trial.trainRows,
      scoredTrain: trial.train.rows.length,
      dev: dev.rows,
      test: split.test.length,
    },
    inputs: inputStatistics(dataset, trial.train.rows),
    ...(fittedTarget.kind === "classes"
      ? {
          classCounts: fittedTarget.classes.map((label, index) => ({
            label,
            count: fittedTarget.counts[index],
          })),
        }
      : {}),
    ...(fittedTarget.kind === "labels"
      ? { labelCounts: fittedTarget.columns.map(({ column: label, count }) => ({ label, count })) }
      : {}),
    history: trial.history,
    ...(trainDev ? { trainDev: { ...metricsOf(trainDev, target), rows: trainDev.rows } } : {}),
    train: metricsOf(train, target),
    dev: metricsOf(dev, target),
    ...(extras.floor ? { floor: extras.floor } : {}),
    ...(extras.capacity ? { capacity: extras.capacity } : {}),
    ...(extras.humanError === null ? {} : { bound: { error: extras.humanError, source: "human" as const } }),
    outcome: {
      status: outcome.status,
      bestEpoch: outcome.state.stopper.bestEpoch,
      epochs: trial.history.filter((row) => row.kind === "epoch").length,
    },
  };
}

function metricsOf(scores: PartScores, target: JudgedTarget): Metrics {
  const error = errorOf(scores, target);
  const { lossMetric } = measureOf(target);
  return {
    loss: lossMetric === undefined ? error ** 2 : scores.metrics[lossMetric],
    error,
    ...(scores.perClass
      ? { perClassRecall: scores.perClass.map(({ label, recall }) => ({ label, recall })) }
      : {}),
  };
}
