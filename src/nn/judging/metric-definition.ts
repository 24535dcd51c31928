import type { MetricUnit } from "../metrics/measures.ts";
import type { Judgement } from "./row-judgement.ts";

/** Probabilities of classes for some rows, the right classes, and the classes decided for. */
export interface ClassAnswers {
  /** Row-major [rows, classes]. */
  readonly probabilities: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly classes: number;
  /** `costs[target][predicted]`, where they were told. */
  readonly costs?: readonly (readonly number[])[];
}

/** Probabilities of labels for some rows, and which apply. */
export interface LabelAnswers {
  /** Row-major [rows, labels]. */
  readonly probabilities: ArrayLike<number>;
  /** 0 or 1 for each. */
  readonly targets: ArrayLike<number>;
  readonly labels: number;
}

/** Predictions of one value for some rows, and the right ones. */
export interface ValueAnswers {
  readonly predictions: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** The variance of the value over all rows, to compare losses without units. */
  readonly variance: number;
}

/** The answers that a metric of each kind of target judges. */
export interface AnswersOf {
  readonly classes: ClassAnswers;
  readonly labels: LabelAnswers;
  readonly values: ValueAnswers;
}

/** A metric that trainings can be judged by, declared. */
export interface MetricDefinition<Kind extends keyof AnswersOf = keyof AnswersOf> {
  /** Its name in options, in small letters with hyphens. */
  readonly name: string;
  /** Its name in scores. */
  readonly key: string;
  /** Other names for it. */
  readonly aliases?: readonly string[];
  /** The name in sentences. */
  readonly title: string;
  /** The kind of target that it judges. */
  readonly of: Kind;
  /** Whether it can be of one class (or label), told after a colon: "recall:yes". */
  readonly perClass?: boolean;
  readonly higherIsBetter: boolean;
  readonly unit: MetricUnit;
  readonly equation: string;
  /** The paper, book or convention that it comes from. */
  readonly source: string;
  /** The name of the loss that comparisons are made by, where that is not the metric itself. */
  readonly comparedBy?: string;
  /**
   * @param label the class or label that it is of, by its place; left out for all of them.
   */
  judge(answers: AnswersOf[Kind], label?: number): Judgement;
}
