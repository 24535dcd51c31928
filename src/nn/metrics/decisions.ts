/** A label is taken where its probability is at least this. */
export const LABEL_THRESHOLD = 0.5;

/** The most probable class of each example, from probabilities [examples, classes]; of several the first. */
export function predictedClasses({
  probabilities,
  classes,
}: {
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
}): Int32Array {
  const predicted = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < predicted.length; row++) {
    const start = row * classes;
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (probabilities[start + label] > probabilities[start + best]) best = label;
    }
    predicted[row] = best;
  }
  return predicted;
}

/** The share of answers that are wrong; one that is no number is. */
export function hammingLoss(probabilities: ArrayLike<number>, targets: ArrayLike<number>): number {
  let wrong = 0;
  for (let i = 0; i < targets.length; i++) if (!isRight(probabilities[i], targets[i])) wrong++;
  return wrong / targets.length;
}

function isRight(probability: number, target: number): boolean {
  return !Number.isNaN(probability) && probability >= LABEL_THRESHOLD === (target === 1);
}
