/**
 * The confusion matrix: `matrix[target][predicted]` counts the examples of class `target` that were taken for
 * `predicted`.
 *
 * @param predicted class numbers, one for each example.
 * @param targets the right class numbers.
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  targets: ArrayLike<number>,
  { classes }: { classes: number },
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < targets.length; row++) matrix[targets[row]][predicted[row]]++;
  return matrix;
}

/** How well one class is found. Each is 0 where its denominator is 0, as scikit-learn's `zero_division=0`. */
export interface ClassScores {
  /** Of the examples taken for the class, the share that are of it. */
  readonly precision: number;
  /** Of the class's examples, the share that were found; also called sensitivity. */
  readonly recall: number;
  /** The harmonic mean of precision and recall. */
  readonly f1: number;
  /** The number of the class's examples. */
  readonly support: number;
}

/** Each class's scores from a confusion matrix. */
export function classScores(matrix: readonly (readonly number[])[]): ClassScores[] {
  return matrix.map((row, label) => {
    const found = row[label];
    const support = row.reduce((sum, count) => sum + count, 0);
    const taken = matrix.reduce((sum, other) => sum + other[label], 0);
    return {
      precision: ratio(found, taken),
      recall: ratio(found, support),
      f1: ratio(2 * found, taken + support),
      support,
    };
  });
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
