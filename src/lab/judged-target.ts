import { TrainwellError } from "../base/errors.ts";
import { TARGET_KINDS } from "../data/target/target.ts";
import type { Target } from "../data/target/task.ts";
import { type ChosenMetric, chooseMetric } from "../nn/judging/chosen-metric.ts";
import { costMatrix, type ErrorCost } from "../nn/judging/costs.ts";
import type { AnswersOf } from "../nn/judging/metric-definition.ts";
import { measureFor } from "../nn/losses/judgement.ts";
import { type LossSpec, quantilesOf } from "../nn/losses/outputs.ts";
import type { Measure } from "../nn/metrics/measures.ts";

/** A target, and what predictions of it are judged by. */
export type JudgedTarget = Target & {
  /** The name in scores of what it is judged by. */
  readonly judgedBy: string;
  readonly measure: Measure;
  /** The measure that the loss says, by which trainings are watched epoch by epoch. */
  readonly usual: Measure;
  /** The metric that was told; left out where the loss decides. */
  readonly chosen?: ChosenMetric;
  /** Of classes `costs[right][predicted]`, where they were told. */
  readonly costs?: readonly (readonly number[])[];
};

/** The choice that was told of the metric and the costs. */
export interface JudgeChoice {
  readonly metric: string;
  readonly costs: readonly ErrorCost[];
}

const NOTHING_TOLD: JudgeChoice = { metric: "auto", costs: [] };

/**
 * A target with what its loss says of it (the quantiles that are predicted, and what is judged), or with the
 * metric that was told.
 *
 * @throws TrainwellError `metric-unknown`, `metric-task`, `metric-class`, `cost-class`, `cost-task` or
 *   `cost-missing`.
 */
export function judgedTarget(target: Target, loss: LossSpec, choice = NOTHING_TOLD): JudgedTarget {
  const usual = measureFor(loss, { target: TARGET_KINDS[target.task], width: target.columns.length });
  const quantiles = quantilesOf(loss);
  const predicted = target.task === "regression" && quantiles ? { ...target, quantiles } : target;
  const costs = costsOf(target, choice);
  const name = choice.metric === "auto" && costs ? "cost" : choice.metric;
  if (name === "auto") return { ...predicted, usual, measure: usual, judgedBy: usual.metric };
  const chosen = chooseMetric(name, metricTarget(target));
  if (chosen.definition.name === "cost" && costs === undefined) throw costsWithoutClasses("missing");
  const measure = chosenMeasure(chosen, target.columns.length);
  return { ...predicted, usual, measure, judgedBy: measure.metric, chosen, ...(costs ? { costs } : {}) };
}

/** A target as metrics are chosen for it: its kind, and the names of its classes or labels. */
export function metricTarget(target: Target): { kind: keyof AnswersOf; names: readonly string[] } {
  const names =
    target.task === "classification" ? target.classes : target.task === "multiLabel" ? target.labels : [];
  return { kind: TARGET_KINDS[target.task], names };
}

function costsOf(target: Target, { costs }: JudgeChoice): number[][] | undefined {
  if (costs.length === 0) return undefined;
  if (target.task !== "classification") throw costsWithoutClasses("task");
  return costMatrix(costs, target.classes);
}

/** A chosen metric as a measure. Errors of several values are told in standard deviations of each. */
function chosenMeasure({ definition, key, title }: ChosenMetric, width: number): Measure {
  const { higherIsBetter, unit, comparedBy } = definition;
  const isRelative = definition.of === "values" && width > 1 && (unit === "target" || unit === "squares");
  return {
    metric: isRelative ? `relative${key[0].toUpperCase()}${key.slice(1)}` : key,
    title: isRelative ? `relative ${title}` : title,
    higherIsBetter,
    unit: isRelative ? "deviations" : unit,
    ...(isRelative ? { each: key } : {}),
    verifiedBy: comparedBy ?? title,
  };
}

/** The facts of what a target's predictions are judged by. */
export function measureOf({ measure }: Pick<JudgedTarget, "measure">): Measure {
  return measure;
}

/** The metric that comparisons are in, where it was told and is not compared by a loss of its own. */
export function comparedBy({
  chosen,
  measure,
}: Pick<JudgedTarget, "chosen" | "measure">): Measure | undefined {
  return chosen !== undefined && chosen.definition.comparedBy === undefined ? measure : undefined;
}

/** The error of costs where no classes are predicted, or of the metric of costs without any. */
function costsWithoutClasses(what: "task" | "missing"): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: `cost-${what}`,
    message:
      what === "task"
        ? "Costs are told for errors of classes, but no classes are predicted here."
        : 'The metric "cost" needs to be told what each kind of error costs.',
    hint:
      what === "task"
        ? "Leave --cost out, or predict classes by --task classification."
        : "For example: --cost no:yes=1,yes:no=10.",
  });
}
