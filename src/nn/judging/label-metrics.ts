import { mean } from "../../base/statistics.ts";
import { LABEL_THRESHOLD } from "../metrics/decisions.ts";
import { negativeLog } from "../metrics/negative-log.ts";
import {
  type Confusion,
  type Decisions,
  f1Of,
  fromConfusion,
  precisionOf,
  recallOf,
} from "./from-confusion.ts";
import { areaUnderCurve } from "./from-ranks.ts";
import type { LabelAnswers, MetricDefinition } from "./metric-definition.ts";
import { type Judgement, meanJudgement, meanOfRows, pseudoLosses } from "./row-judgement.ts";

type LabelMetric = MetricDefinition<"labels">;

const TSOUMAKAS = "Tsoumakas & Katakis, Multi-Label Classification: An Overview, 2007";

const hamming: LabelMetric = {
  name: "hamming-loss",
  key: "hammingLoss",
  title: "Hamming loss",
  of: "labels",
  higherIsBetter: false,
  unit: "share",
  equation: "wrong labels / (rows · labels)",
  source: TSOUMAKAS,
  judge: (answers) => meanOfRows(wrongLabels(answers, (wrong) => mean(wrong.map(Number)))),
};

const subsetAccuracy: LabelMetric = {
  name: "subset-accuracy",
  key: "subsetAccuracy",
  aliases: ["accuracy"],
  title: "subset accuracy",
  of: "labels",
  higherIsBetter: true,
  unit: "share",
  equation: "rows of which all labels are right / rows",
  source: TSOUMAKAS,
  judge: (answers) => {
    const wrong = wrongLabels(answers, (labels) => Number(labels.includes(true)));
    return { value: 1 - mean(wrong), losses: () => wrong };
  },
};

const microF1: LabelMetric = {
  name: "micro-f1",
  key: "microF1",
  aliases: ["f1-micro"],
  title: "micro F1",
  of: "labels",
  higherIsBetter: true,
  unit: "score",
  equation: "2·found / (2·found + wrongly given + missed), counted over all labels",
  source: TSOUMAKAS,
  judge: judgeMicro,
};

const logLoss: LabelMetric = {
  name: "log-loss",
  key: "logLoss",
  title: "log loss",
  of: "labels",
  higherIsBetter: false,
  unit: "nats",
  equation: "mean over rows and labels of −log p(right answer)",
  source: "Good, Rational Decisions, 1952",
  judge: ({ probabilities, targets, labels }) => {
    const right = (index: number) => (targets[index] === 1 ? probabilities[index] : 1 - probabilities[index]);
    const row = (number: number) =>
      mean(Array.from({ length: labels }, (_, label) => negativeLog(right(number * labels + label))));
    return meanOfRows(Float64Array.from({ length: targets.length / labels }, (_, number) => row(number)));
  },
};

const auc: LabelMetric = {
  name: "auc",
  key: "macroRocAuc",
  aliases: ["roc-auc"],
  title: "macro ROC AUC",
  of: "labels",
  perClass: true,
  higherIsBetter: true,
  unit: "score",
  equation: "mean over the labels of P(score of a row with it > score of one without), ties counting ½",
  source: "Hanley & McNeil, The Meaning and Use of the Area under a ROC Curve, 1982",
  judge: (answers, label) =>
    ofLabels(answers, label, (place) => {
      const at = (values: ArrayLike<number>, row: number) => values[row * answers.labels + place];
      const rows = answers.targets.length / answers.labels;
      return areaUnderCurve({
        scores: Float64Array.from({ length: rows }, (_, row) => at(answers.probabilities, row)),
        isPositive: (row) => at(answers.targets, row) === 1,
      });
    }),
};

/** The metrics of labels. */
export const LABEL_METRICS: readonly LabelMetric[] = [
  hamming,
  subsetAccuracy,
  microF1,
  ofDecisions("macro-f1", { key: "macroF1", title: "macro F1", aliases: ["f1", "f1-macro"], of: f1Of }),
  ofDecisions("precision", { key: "precision", title: "precision", of: precisionOf }),
  ofDecisions("recall", { key: "recall", title: "recall", of: recallOf }),
  auc,
  logLoss,
];

function ofDecisions(
  name: string,
  about: { key: string; title: string; aliases?: readonly string[]; of: (matrix: Confusion) => number },
): LabelMetric {
  const { of, ...names } = about;
  return {
    name,
    ...names,
    of: "labels",
    perClass: true,
    higherIsBetter: true,
    unit: "score",
    equation: `mean over the labels of the ${about.title.replace("macro ", "")} of each, given from ½ on`,
    source: TSOUMAKAS,
    judge: (answers, label) =>
      ofLabels(answers, label, (place) => fromConfusion(decisionsOf(answers, place), of)),
  };
}

function ofLabels(
  { labels }: LabelAnswers,
  label: number | undefined,
  judge: (place: number) => Judgement,
): Judgement {
  return label === undefined
    ? meanJudgement(Array.from({ length: labels }, (_, place) => judge(place)))
    : judge(label);
}

function isGiven({ probabilities }: LabelAnswers, index: number): boolean {
  return probabilities[index] >= LABEL_THRESHOLD;
}

function decisionsOf(answers: LabelAnswers, place: number): Decisions {
  const { targets, labels } = answers;
  const rows = { length: targets.length / labels };
  return {
    targets: Uint8Array.from(rows, (_, row) => targets[row * labels + place]),
    predicted: Uint8Array.from(rows, (_, row) => Number(isGiven(answers, row * labels + place))),
    classes: 2,
  };
}

/** A number for each row from which of its labels are wrong. */
function wrongLabels(answers: LabelAnswers, value: (wrong: readonly boolean[]) => number): Float64Array {
  const { probabilities, targets, labels } = answers;
  return Float64Array.from({ length: targets.length / labels }, (_, row) =>
    value(
      Array.from({ length: labels }, (_, label) => {
        const index = row * labels + label;
        return Number.isNaN(probabilities[index]) || isGiven(answers, index) !== (targets[index] === 1);
      }),
    ),
  );
}

function judgeMicro(answers: LabelAnswers): Judgement {
  const { targets, labels } = answers;
  const rows = targets.length / labels;
  const counts = Array.from({ length: rows }, () => ({ found: 0, odd: 0 }));
  for (let index = 0; index < targets.length; index++) {
    const given = isGiven(answers, index);
    const count = counts[Math.floor(index / labels)];
    if (given && targets[index] === 1) count.found++;
    else if (given || targets[index] === 1) count.odd++;
  }
  const found = counts.reduce((sum, count) => sum + count.found, 0);
  const odd = counts.reduce((sum, count) => sum + count.odd, 0);
  const f1 = (a: number, b: number) => (a + b === 0 ? Number.NaN : (2 * a) / (2 * a + b));
  const value = f1(found, odd);
  const losses = () =>
    pseudoLosses(
      value,
      Float64Array.from(counts, (count) => f1(found - count.found, odd - count.odd)),
      { higherIsBetter: true },
    );
  return { value, losses };
}
