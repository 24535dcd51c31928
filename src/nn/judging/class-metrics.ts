import { mean } from "../../base/statistics.ts";
import { negativeLog } from "../metrics/negative-log.ts";
import {
  type Confusion,
  f1Of,
  fromConfusion,
  oneAgainstRest,
  precisionOf,
  recallOf,
} from "./from-confusion.ts";
import { areaUnderCurve, averagePrecision, type Ranked } from "./from-ranks.ts";
import type { ClassAnswers, MetricDefinition } from "./metric-definition.ts";
import { eachRow, type Judgement, meanJudgement, meanOfRows } from "./row-judgement.ts";

type ClassMetric = MetricDefinition<"classes">;

const VAN_RIJSBERGEN = "van Rijsbergen, Information Retrieval, 1979";

const accuracy: ClassMetric = {
  name: "accuracy",
  key: "accuracy",
  title: "accuracy",
  of: "classes",
  higherIsBetter: true,
  unit: "share",
  equation: "rows whose class is right / rows",
  source: "the share of right answers",
  judge: (answers) => {
    const { targets, predicted } = answers;
    const wrong = eachRow(targets.length, (row) => Number(predicted[row] !== targets[row]));
    return { value: 1 - mean(wrong), losses: () => wrong };
  },
};

const balancedAccuracy: ClassMetric = {
  name: "balanced-accuracy",
  key: "balancedAccuracy",
  title: "balanced accuracy",
  of: "classes",
  higherIsBetter: true,
  unit: "score",
  equation: "mean over the classes that come of (rows of the class that were found / rows of the class)",
  source: "Brodersen, Ong, Stephan & Buhmann, The Balanced Accuracy and Its Posterior Distribution, 2010",
  judge: (answers) => ofEachClass(answers, (label) => againstRest(answers, label, recallOf)),
};

const precision = ofDecisions({
  name: "precision",
  equation: "rows rightly taken for the class / rows taken for it; 0 where none was taken",
  title: "precision",
  of: precisionOf,
});
const recall = ofDecisions({
  name: "recall",
  aliases: ["sensitivity"],
  equation: "rows of the class that were found / rows of the class",
  title: "recall",
  of: recallOf,
});
const f1 = ofDecisions({
  name: "f1",
  equation: "2 · precision · recall / (precision + recall)",
  title: "F1",
  of: f1Of,
});

const macroF1: ClassMetric = {
  name: "macro-f1",
  key: "macroF1",
  aliases: ["f1-macro"],
  title: "macro F1",
  of: "classes",
  higherIsBetter: true,
  unit: "score",
  equation: "mean over the classes of the F1 of each against the rest",
  source: VAN_RIJSBERGEN,
  judge: (answers) => ofEachClass(answers, (label) => againstRest(answers, label, f1Of)),
};

const mcc: ClassMetric = {
  name: "mcc",
  key: "mcc",
  aliases: ["matthews"],
  title: "Matthews correlation",
  of: "classes",
  higherIsBetter: true,
  unit: "score",
  equation: "(c·s − Σ pₖtₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)), c right of s rows, pₖ taken for and tₖ of class k",
  source: "Gorodkin, Comparing Two K-Category Assignments by a K-Category Correlation Coefficient, 2004",
  judge: (answers) => fromConfusion(answers, matthewsOf),
};

const kappa: ClassMetric = {
  name: "kappa",
  key: "kappa",
  aliases: ["cohen-kappa"],
  title: "Cohen's kappa",
  of: "classes",
  higherIsBetter: true,
  unit: "score",
  equation: "(accuracy − agreement by chance) / (1 − agreement by chance)",
  source: "Cohen, A Coefficient of Agreement for Nominal Scales, 1960",
  judge: (answers) => fromConfusion(answers, kappaOf),
};

const rocAuc = ofScores({
  name: "auc",
  key: "rocAuc",
  aliases: ["roc-auc"],
  title: "ROC AUC",
  equation: "P(score of a row of the class > score of another row), ties counting ½",
  source: "Hanley & McNeil, The Meaning and Use of the Area under a ROC Curve, 1982",
  of: areaUnderCurve,
});
const prAuc = ofScores({
  name: "average-precision",
  key: "averagePrecision",
  aliases: ["pr-auc"],
  title: "average precision",
  equation: "Σ over scores of (recall gained there) · (precision down to there)",
  source: "Davis & Goadrich, The Relationship Between Precision-Recall and ROC Curves, 2006",
  of: averagePrecision,
});

const logLoss: ClassMetric = {
  name: "log-loss",
  key: "logLoss",
  aliases: ["cross-entropy"],
  title: "log loss",
  of: "classes",
  higherIsBetter: false,
  unit: "nats",
  equation: "mean of −log p(right class)",
  source: "Good, Rational Decisions, 1952",
  judge: (answers) =>
    meanOfRows(
      eachRow(answers.targets.length, (row) => negativeLog(probability(answers, row, answers.targets[row]))),
    ),
};

const brier: ClassMetric = {
  name: "brier",
  key: "brier",
  title: "Brier score",
  of: "classes",
  higherIsBetter: false,
  unit: "squares",
  equation: "mean of Σₖ (pₖ − [k is right])²",
  source: "Brier, Verification of Forecasts Expressed in Terms of Probability, 1950",
  judge: (answers) =>
    meanOfRows(
      eachRow(answers.targets.length, (row) => {
        let sum = 0;
        for (let label = 0; label < answers.classes; label++)
          sum += (probability(answers, row, label) - Number(answers.targets[row] === label)) ** 2;
        return sum;
      }),
    ),
};

const cost: ClassMetric = {
  name: "cost",
  key: "cost",
  title: "mean cost",
  of: "classes",
  higherIsBetter: false,
  unit: "cost",
  equation: "mean of C(right class, predicted class), the prediction being argminₖ Σⱼ p(j) · C(j, k)",
  source: "Elkan, The Foundations of Cost-Sensitive Learning, 2001",
  judge: (answers) =>
    meanOfRows(
      eachRow(answers.targets.length, (row) => answers.costs![answers.targets[row]][answers.predicted[row]]),
    ),
};

/** The metrics of classes. */
export const CLASS_METRICS: readonly ClassMetric[] = [
  accuracy,
  balancedAccuracy,
  precision,
  recall,
  f1,
  macroF1,
  mcc,
  kappa,
  rocAuc,
  prAuc,
  logLoss,
  brier,
  cost,
];

function ofDecisions(about: {
  name: string;
  aliases?: readonly string[];
  title: string;
  equation: string;
  of: (matrix: Confusion) => number;
}): ClassMetric {
  const { of, ...names } = about;
  return {
    ...names,
    key: about.name,
    of: "classes",
    perClass: true,
    higherIsBetter: true,
    unit: "score",
    source: VAN_RIJSBERGEN,
    judge: (answers, label) =>
      label === undefined
        ? ofEachClass(answers, (each) => againstRest(answers, each, of))
        : againstRest(answers, label, of),
  };
}

function ofScores(about: {
  name: string;
  key: string;
  aliases: readonly string[];
  title: string;
  equation: string;
  source: string;
  of: (ranked: Ranked) => Judgement;
}): ClassMetric {
  const { of, ...facts } = about;
  const judgeOne = (answers: ClassAnswers, label: number) =>
    of({
      scores: eachRow(answers.targets.length, (row) => probability(answers, row, label)),
      isPositive: (row) => answers.targets[row] === label,
    });
  return {
    ...facts,
    of: "classes",
    perClass: true,
    higherIsBetter: true,
    unit: "score",
    judge: (answers, label) =>
      label === undefined
        ? ofEachClass(answers, (each) => judgeOne(answers, each))
        : judgeOne(answers, label),
  };
}

function ofEachClass({ classes }: ClassAnswers, judge: (label: number) => Judgement): Judgement {
  return meanJudgement(Array.from({ length: classes }, (_, label) => judge(label)));
}

function againstRest(answers: ClassAnswers, label: number, of: (matrix: Confusion) => number): Judgement {
  return fromConfusion(oneAgainstRest(answers, label), of);
}

function probability({ probabilities, classes }: ClassAnswers, row: number, label: number): number {
  return probabilities[row * classes + label];
}

/** Sums over rows and columns of a confusion matrix, and over its diagonal. */
function sumsOf(matrix: Confusion) {
  const actual = matrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const taken = matrix.map((_, label) => matrix.reduce((sum, row) => sum + row[label], 0));
  return {
    actual,
    taken,
    rows: actual.reduce((sum, count) => sum + count, 0),
    right: matrix.reduce((sum, row, label) => sum + row[label], 0),
  };
}

function matthewsOf(matrix: Confusion): number {
  const { actual, taken, rows, right } = sumsOf(matrix);
  const products = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + value * b[index], 0);
  const spread = (rows ** 2 - products(taken, taken)) * (rows ** 2 - products(actual, actual));
  return spread === 0 ? 0 : (right * rows - products(actual, taken)) / Math.sqrt(spread);
}

function kappaOf(matrix: Confusion): number {
  const { actual, taken, rows, right } = sumsOf(matrix);
  const chance = actual.reduce((sum, count, label) => sum + count * taken[label], 0) / rows ** 2;
  return chance === 1 ? 0 : (right / rows - chance) / (1 - chance);
}
