import { randomKey, STREAMS, uniform } from "../../base/random.ts";
import type { Grouping } from "./grouping.ts";
import type { Question } from "./questions.ts";

/** How well something is predicted of rows that were not looked at. */
export interface Score {
  /** The accuracy of classes, R² of values. */
  readonly value: number;
  /** 1 − its error over that of a constant guess: 0 is worth nothing, 1 is perfect. */
  readonly skill: number;
}

/** Groups count as if so many more of their rows had the mean, so that rare ones say little. */
const SHRINKAGE = 3;
const PASSES = 4;
const STEP = 0.5;
/** Of more classes the rarer ones are one. */
const MOST_CLASSES = 10;

/**
 * A question, ready to be answered by groupings of its rows: fitted on one half of the rows and judged on the
 * other, both ways.
 */
export class Predictability {
  readonly #question: Question;
  /** A number for each row: the values, or of each class whether it is the row's. */
  readonly #outputs: readonly Float64Array[];
  /** Which half each row is in; by chance, because tables have periods. */
  readonly #half: Uint8Array;
  readonly #guessError: number;

  constructor(question: Question) {
    this.#question =
      question.kind === "values" ? question : { ...question, truth: fewClasses(question.truth) };
    this.#outputs = question.kind === "values" ? [question.truth] : indicators(this.#question.truth);
    const key = randomKey(0, STREAMS.sampling);
    this.#half = new Uint8Array(question.truth.length).map((_, row) => Number(uniform(key, row) < 0.5));
    this.#guessError = this.#errorOf([]);
  }

  /** How well one grouping answers: by the mean of each group. */
  alone(grouping: Grouping): Score {
    return this.#scoreOf([grouping], { passes: 1, step: 1, shrinkage: 0 });
  }

  /**
   * How well groupings answer together: by sums of a number for each group of each of them, fitted to the
   * residuals in turn (stagewise least squares, as in the L2Boosting of Bühlmann & Yu, 2003).
   */
  together(groupings: readonly Grouping[]): Score {
    return this.#scoreOf(groupings, { passes: PASSES, step: STEP, shrinkage: SHRINKAGE });
  }

  #scoreOf(groupings: readonly Grouping[], how: Fit): Score {
    const error = this.#errorOf(groupings, how);
    const skill = this.#guessError === 0 ? 0 : 1 - error / this.#guessError;
    const { kind, truth } = this.#question;
    return { value: kind === "values" ? skill : 1 - error / truth.length, skill };
  }

  /** The squared error of values, the number of wrong classes. */
  #errorOf(groupings: readonly Grouping[], how: Fit = { passes: 0, step: 0, shrinkage: 0 }): number {
    const predicted = this.#outputs.map((output) => predict(output, this.#half, { groupings, how }));
    const { kind, truth } = this.#question;
    return kind === "values" ? squares(predicted[0], truth) : mistakes(predicted, truth);
  }
}

interface Fit {
  readonly passes: number;
  readonly step: number;
  readonly shrinkage: number;
}

function predict(
  output: Float64Array,
  half: Uint8Array,
  { groupings, how }: { groupings: readonly Grouping[]; how: Fit },
): Float64Array {
  const predicted = new Float64Array(output.length);
  for (const fitted of [0, 1]) {
    const residual = output.slice();
    const all = { groups: new Int32Array(output.length), count: 1 };
    takeMeans(residual, all, { half, fitted, step: 1, shrinkage: 0 });
    for (let pass = 0; pass < how.passes; pass++)
      for (const grouping of groupings) takeMeans(residual, grouping, { half, fitted, ...how });
    for (let row = 0; row < residual.length; row++)
      if (half[row] !== fitted) predicted[row] = output[row] - residual[row];
  }
  return predicted;
}

/** Takes from each row the mean that its group has in the fitted half. */
function takeMeans(
  residual: Float64Array,
  { groups, count }: Grouping,
  fit: { half: Uint8Array; fitted: number; step: number; shrinkage: number },
): void {
  const { half, fitted, step, shrinkage } = fit;
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  for (let row = 0; row < residual.length; row++) {
    if (half[row] !== fitted) continue;
    sums[groups[row]] += residual[row];
    counts[groups[row]]++;
  }
  for (let group = 0; group < count; group++)
    if (counts[group] > 0) sums[group] *= step / (counts[group] + shrinkage);
  for (let row = 0; row < residual.length; row++) residual[row] -= sums[groups[row]];
}

function squares(predicted: Float64Array, truth: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < truth.length; row++) sum += (predicted[row] - truth[row]) ** 2;
  return sum;
}

function mistakes(predicted: readonly Float64Array[], truth: Float64Array): number {
  let count = 0;
  for (let row = 0; row < truth.length; row++) {
    let best = 0;
    for (let k = 1; k < predicted.length; k++) if (predicted[k][row] > predicted[best][row]) best = k;
    if (best !== truth[row]) count++;
  }
  return count;
}

/** Class numbers by frequency, the rarest as one. */
function fewClasses(codes: Float64Array): Float64Array {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const rank = new Map(ranked.map(([code], place) => [code, Math.min(place, MOST_CLASSES - 1)]));
  return codes.map((code) => rank.get(code)!);
}

function indicators(codes: Float64Array): Float64Array[] {
  const count = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
  return Array.from({ length: count }, (_, k) => codes.map((code) => Number(code === k)));
}
