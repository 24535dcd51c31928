/**
 * The area under the receiver operating characteristic: the chance that a positive example scores higher than
 * a negative one, where a tie counts one half: the statistic U of Mann and Whitney (1947) over its largest
 * value.
 *
 * @param scores one number for each example; higher speaks for the positive class.
 * @param positive tells which examples are positive.
 * @returns a number in [0, 1], or null where there is no positive or no negative example.
 */
export function rocAuc(scores: ArrayLike<number>, positive: (index: number) => boolean): number | null {
  const { length } = scores;
  const values = new Float64Array(length);
  let positives = 0;
  let rest = length;
  for (let index = 0; index < length; index++) values[positive(index) ? positives++ : --rest] = scores[index];
  const negatives = length - positives;
  if (positives === 0 || negatives === 0) return null;
  // Sorted without a function that compares, which would cost more than all else.
  const others = values.subarray(positives).sort();
  let [below, upTo, won] = [0, 0, 0];
  for (const score of values.subarray(0, positives).sort()) {
    while (below < negatives && others[below] < score) below++;
    upTo = Math.max(upTo, below);
    while (upTo < negatives && others[upTo] === score) upTo++;
    won += (below + upTo) / 2;
  }
  return won / (positives * negatives);
}
