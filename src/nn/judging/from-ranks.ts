import { type Judgement, pseudoLosses } from "./row-judgement.ts";

/** Scores of rows, of which higher speaks for being positive. */
export interface Ranked {
  readonly scores: ArrayLike<number>;
  readonly isPositive: (row: number) => boolean;
}

/** Rows of one score, from the highest score down, with the counts up to and including them. */
interface Step {
  readonly positives: number;
  readonly negatives: number;
  readonly positivesUpTo: number;
  readonly rowsUpTo: number;
}

/**
 * The area under the ROC curve: the share of pairs of a positive and a negative row whose scores are in
 * order, ties counting one half (Mann & Whitney 1947). Without a row it is known from the row's own share of
 * pairs (DeLong, DeLong & Clarke-Pearson 1988).
 */
export function areaUnderCurve({ scores, isPositive }: Ranked): Judgement {
  const { steps, stepOf } = stepsOf({ scores, isPositive });
  const positives = steps.at(-1)?.positivesUpTo ?? 0;
  const negatives = scores.length - positives;
  let inOrder = 0;
  // The pairs in order of one positive and of one negative row at each step.
  const pairs = steps.map((step) => {
    const negativesBelow = negatives - (step.rowsUpTo - step.positivesUpTo);
    const positivesAbove = step.positivesUpTo - step.positives;
    inOrder += step.positives * (negativesBelow + step.negatives / 2);
    return {
      ofPositive: negativesBelow + step.negatives / 2,
      ofNegative: positivesAbove + step.positives / 2,
    };
  });
  const value = definedUnlessNaN(scores, inOrder / (positives * negatives));
  const losses = () => {
    const without = Float64Array.from({ length: scores.length }, (_, row) => {
      const { ofPositive, ofNegative } = pairs[stepOf[row]];
      return isPositive(row)
        ? (inOrder - ofPositive) / ((positives - 1) * negatives)
        : (inOrder - ofNegative) / (positives * (negatives - 1));
    });
    return pseudoLosses(value, without, { higherIsBetter: true });
  };
  return { value, losses };
}

/**
 * Average precision, the area under the precision-recall curve: Σ (recall gained at a score) · (precision
 * down to that score), as scikit-learn's `average_precision_score`.
 */
export function averagePrecision({ scores, isPositive }: Ranked): Judgement {
  const { steps, stepOf } = stepsOf({ scores, isPositive });
  const positives = steps.at(-1)?.positivesUpTo ?? 0;
  const sum = steps.reduce((total, step) => total + (step.positives * step.positivesUpTo) / step.rowsUpTo, 0);
  const value = definedUnlessNaN(scores, sum / positives);
  const losses = () => {
    const { afterPositive, afterNegative } = sumsWithoutOne(steps);
    const without = Float64Array.from({ length: scores.length }, (_, row) =>
      isPositive(row) ? afterPositive[stepOf[row]] / (positives - 1) : afterNegative[stepOf[row]] / positives,
    );
    return pseudoLosses(value, without, { higherIsBetter: true });
  };
  return { value, losses };
}

/** The sum of average precision without one positive, and without one negative, row of each step. */
function sumsWithoutOne(steps: readonly Step[]): {
  afterPositive: Float64Array;
  afterNegative: Float64Array;
} {
  const term = (positives: number, upTo: number, rows: number) =>
    rows === 0 ? 0 : (positives * upTo) / rows;
  const count = steps.length;
  const before = new Float64Array(count + 1);
  const lessPositive = new Float64Array(count + 1);
  const lessNegative = new Float64Array(count + 1);
  steps.forEach(({ positives, positivesUpTo, rowsUpTo }, place) => {
    before[place + 1] = before[place] + term(positives, positivesUpTo, rowsUpTo);
  });
  for (let place = count - 1; place >= 0; place--) {
    const { positives, positivesUpTo, rowsUpTo } = steps[place];
    lessPositive[place] = lessPositive[place + 1] + term(positives, positivesUpTo - 1, rowsUpTo - 1);
    lessNegative[place] = lessNegative[place + 1] + term(positives, positivesUpTo, rowsUpTo - 1);
  }
  const afterPositive = Float64Array.from(
    steps,
    ({ positives, positivesUpTo, rowsUpTo }, place) =>
      before[place] + term(positives - 1, positivesUpTo - 1, rowsUpTo - 1) + lessPositive[place + 1],
  );
  const afterNegative = Float64Array.from(steps, (_, place) => before[place] + lessNegative[place]);
  return { afterPositive, afterNegative };
}

/** Scores that are not numbers have no order, so a metric of them is none. */
function definedUnlessNaN(scores: ArrayLike<number>, value: number): number {
  for (let row = 0; row < scores.length; row++) if (Number.isNaN(scores[row])) return Number.NaN;
  return value;
}

function stepsOf({ scores, isPositive }: Ranked): { steps: Step[]; stepOf: Uint32Array } {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => scores[b] - scores[a],
  );
  const steps: Step[] = [];
  const stepOf = new Uint32Array(scores.length);
  let positivesUpTo = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let positives = 0;
    while (end < order.length && scores[order[end]] === scores[order[start]]) {
      if (isPositive(order[end])) positives++;
      stepOf[order[end]] = steps.length;
      end++;
    }
    // A score that is not a number equals none, not even itself.
    if (end === start) end++;
    positivesUpTo += positives;
    steps.push({ positives, negatives: end - start - positives, positivesUpTo, rowsUpTo: end });
    start = end;
  }
  return { steps, stepOf };
}
