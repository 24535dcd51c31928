import { variance } from "../../base/statistics.ts";
import type { Metrics, RunEvidence } from "../../clinic/evidence.ts";
import type { EvidenceWith } from "../../clinic/evidence-parts.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { categoryColumns } from "../../data/prepare/preprocessing.ts";
import { outputsOf } from "../../program/dataset-blocks.ts";
import { comparedBy, type JudgedTarget, measureOf } from "../judged-target.ts";
import { tailOf } from "../prepare/heavy-tails.ts";
import type { Prepared } from "../prepare/prepare.ts";
import { judgeRows } from "../scores/judge-rows.ts";
import type { PartScores } from "../scores/part-scores.ts";
import type { RowPredictions } from "../scores/row-predictions.ts";
import { errorOf, scoresOf } from "../scores/scores.ts";
import type { Training } from "../training.ts";
import { sentinelIn } from "./input-sentinels.ts";
import { inputStatistics } from "./input-statistics.ts";

/** Evidence from beyond the run itself. */
export interface EvidenceExtras {
  /** Scores over several trainings of the recipe, where there are more than this one. */
  readonly train?: PartScores;
  readonly dev?: PartScores;
  /** The predictions that `dev` scores, where they are not this training's. */
  readonly devRows?: RowPredictions;
  readonly floor?: RunEvidence["floor"];
  readonly capacity?: RunEvidence["capacity"];
  readonly humanError: number | null;
}

/** The evidence that every training of ours leaves. */
export type OwnEvidence = EvidenceWith<
  "recipe" | "task" | "outputs" | "rows" | "inputs" | "categories" | "train" | "dev" | "outcome"
>;

/** Gathers what a diagnosis looks at from a training. */
export function evidenceOf(prepared: Prepared, training: Training, extras: EvidenceExtras): OwnEvidence {
  const { target, split } = prepared;
  const { outcome, member, dataset } = training;
  const train = extras.train ?? scoresOf(target, training.train);
  const dev = extras.dev ?? scoresOf(target, training.dev);
  const trainDev = training.trainDev && scoresOf(target, training.trainDev);
  const fittedTarget = member.preprocessing.target;
  return {
    recipe: training.recipe,
    task: target.task,
    outputs: outputsOf(dataset, training.recipe.loss),
    ...errorNameOf(target),
    rows: {
      train: training.trainRows,
      scoredTrain: training.train.rows.length,
      dev: dev.rows,
      test: split.test.length,
    },
    inputs: inputStatistics(dataset, training.train.rows).map((input) => {
      const about = { rows: training.train.rows, gaps: training.recipe.data.gaps };
      const tail = tailOf(prepared.table, input.name, about);
      const sentinel = sentinelIn(prepared.table, input.name, about);
      return { ...input, ...(tail === undefined ? {} : { tail }), ...(sentinel ? { sentinel } : {}) };
    }),
    categories: categoryColumns(member.preprocessing),
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
    ...targetRangeOf(dataset.target!, training.train.rows),
    history: training.history,
    ...(trainDev
      ? { trainDev: { ...metricsOf(training.trainDev!, trainDev, target), rows: trainDev.rows } }
      : {}),
    train: metricsOf(training.train, train, target),
    dev: metricsOf(extras.devRows ?? training.dev, dev, target),
    ...(extras.floor ? { floor: extras.floor } : {}),
    ...(extras.capacity ? { capacity: extras.capacity } : {}),
    ...(extras.humanError === null ? {} : { bound: { error: extras.humanError, source: "human" as const } }),
    outcome: {
      status: outcome.status,
      bestEpoch: outcome.state.stopper.bestEpoch,
      epochs: training.history.filter((row) => row.kind === "epoch").length,
    },
  };
}

function targetRangeOf(
  target: NonNullable<Dataset["target"]>,
  rows: Int32Array,
): Pick<RunEvidence, "targetRange"> {
  if (target.kind !== "values") return {};
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows)
    for (let value = row * target.width; value < (row + 1) * target.width; value++) {
      // A row may lack some of its values, which are NaN and neither lower nor higher.
      if (target.data[value] < low) low = target.data[value];
      if (target.data[value] > high) high = target.data[value];
    }
  return low <= high ? { targetRange: { low, high } } : {};
}

/** The name of the error where it is not the share of rows or labels that are wrong. */
function errorNameOf(target: JudgedTarget): { errorName?: string } {
  const { title, unit, higherIsBetter } = measureOf(target);
  if (target.task !== "regression" && unit === "share") return {};
  return { errorName: higherIsBetter ? `1 − ${title}` : title };
}

function metricsOf(predictions: RowPredictions, scores: PartScores, target: JudgedTarget): Metrics {
  const { usual } = target;
  const { metrics } = scores;
  return {
    loss: usual.lossMetric === undefined ? metrics[usual.metric] ** 2 : metrics[usual.lossMetric],
    error: errorOf(scores, target),
    ...standardErrorOf(target, predictions),
    ...(target.task === "classification" ? { accuracy: metrics.accuracy } : {}),
    ...(scores.perClass
      ? { perClassRecall: scores.perClass.map(({ label, recall }) => ({ label, recall })) }
      : {}),
  };
}

/**
 * The standard error by sampling of a metric that was told, from its jackknife; left out of shares, whose
 * intervals follow from their counts.
 */
function standardErrorOf(target: JudgedTarget, predictions: RowPredictions): { standardError?: number } {
  const { chosen } = target;
  const isShare = measureOf(target).unit === "share";
  if (chosen === undefined || comparedBy(target) === undefined || isShare) return {};
  const losses = judgeRows(target, chosen, predictions).losses();
  return { standardError: Math.sqrt(variance(losses) / losses.length) };
}
