import { type Judgement, pseudoLosses } from "./row-judgement.ts";

/** A confusion matrix: `matrix[target][predicted]` counts rows. */
export type Confusion = readonly (readonly number[])[];

/** Rows by their right and their predicted class. */
export interface Decisions {
  readonly targets: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly classes: number;
}

/**
 * A metric of which more is better and that is a function of the confusion matrix. Leaving a row out takes
 * one from its cell, so that there are no more jackknife values than cells.
 */
export function fromConfusion(decisions: Decisions, of: (matrix: Confusion) => number): Judgement {
  const { targets, predicted, classes } = decisions;
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < targets.length; row++) matrix[targets[row]][predicted[row]]++;
  const value = of(matrix);
  const losses = () => {
    const known = new Map<number, number>();
    const without = Float64Array.from({ length: targets.length }, (_, row) => {
      const cell = targets[row] * classes + predicted[row];
      if (!known.has(cell))
        known.set(cell, withoutOne(matrix, { target: targets[row], taken: predicted[row], of }));
      return known.get(cell)!;
    });
    return pseudoLosses(value, without, { higherIsBetter: true });
  };
  return { value, losses };
}

function withoutOne(
  matrix: number[][],
  { target, taken, of }: { target: number; taken: number; of: (matrix: Confusion) => number },
): number {
  matrix[target][taken]--;
  const value = of(matrix);
  matrix[target][taken]++;
  return value;
}

/** One class against all others, as a matrix of two classes of which that one is the second. */
export function oneAgainstRest({ targets, predicted }: Decisions, label: number): Decisions {
  const isLabel = (values: ArrayLike<number>) =>
    Uint8Array.from({ length: values.length }, (_, row) => Number(values[row] === label));
  return { targets: isLabel(targets), predicted: isLabel(predicted), classes: 2 };
}

/** Of the second of two classes: the share that was found; NaN where none comes. */
export function recallOf([, [missed, found]]: Confusion): number {
  return found / (missed + found);
}

/** Of the rows taken for the second of two classes the share that is of it; 0 where none was taken. */
export function precisionOf([[, wrong], [missed, found]]: Confusion): number {
  if (missed + found === 0) return Number.NaN;
  return found === 0 ? 0 : found / (found + wrong);
}

/** The harmonic mean of both: 2·found / (2·found + wrong + missed); NaN where the class does not come. */
export function f1Of([[, wrong], [missed, found]]: Confusion): number {
  return missed + found === 0 ? Number.NaN : (2 * found) / (2 * found + wrong + missed);
}
