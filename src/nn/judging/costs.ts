import { TrainwellError } from "../../base/errors.ts";

/** The cost of one kind of error, at least 0. */
export interface ErrorCost {
  /** The right class. */
  readonly actual: string;
  /** The class that is predicted in its place. */
  readonly predicted: string;
  readonly cost: number;
}

/** The cost of an error that is not told. */
const USUAL_COST = 1;

/**
 * Costs as a matrix, `costs[right][predicted]`: an error that is not told costs 1, and a right prediction
 * nothing. Of a kind of error that is told twice the last holds.
 *
 * @throws TrainwellError `cost-class` for a class that there is not.
 */
export function costMatrix(told: readonly ErrorCost[], classes: readonly string[]): number[][] {
  const matrix = classes.map((right) => classes.map((taken): number => (right === taken ? 0 : USUAL_COST)));
  for (const { actual, predicted, cost } of told)
    matrix[placeOf(actual, classes)][placeOf(predicted, classes)] = cost;
  return matrix;
}

function placeOf(name: string, classes: readonly string[]): number {
  const place = classes.indexOf(name);
  if (place < 0) throw unknownClass(name, classes);
  return place;
}

/**
 * The class of least expected cost of each row, argminₖ Σⱼ p(j) · C(j, k) (Elkan, "The Foundations of
 * Cost-Sensitive Learning", 2001); of several the first.
 *
 * @param probabilities row-major [rows, classes].
 * @param costs `costs[right][predicted]`.
 */
export function leastCostClasses(
  probabilities: ArrayLike<number>,
  costs: readonly (readonly number[])[],
): Int32Array {
  const classes = costs.length;
  const chosen = new Int32Array(probabilities.length / classes);
  for (let row = 0; row < chosen.length; row++) {
    let least = Number.POSITIVE_INFINITY;
    for (let taken = 0; taken < classes; taken++) {
      let expected = 0;
      for (let right = 0; right < classes; right++)
        expected += probabilities[row * classes + right] * costs[right][taken];
      if (expected < least) [least, chosen[row]] = [expected, taken];
    }
  }
  return chosen;
}

function unknownClass(name: string, classes: readonly string[]): TrainwellError {
  const shown = classes.slice(0, 20).map((known) => `"${known}"`);
  return new TrainwellError({
    kind: "usage",
    code: "cost-class",
    message:
      `A cost is told for class "${name}", which there is not; expected one of ${shown.join(", ")}` +
      `${classes.length > shown.length ? ", ..." : ""}.`,
    details: { class: name, known: [...classes] },
    hint: "Costs are told as ACTUAL:PREDICTED=COST, such as no:yes=1,yes:no=10.",
  });
}
