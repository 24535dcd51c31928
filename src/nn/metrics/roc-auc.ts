/**
 * The area under the receiver operating characteristic: the chance that a positive example scores higher than
 * a negative one, where a tie counts one half. From the rank sum of Mann and Whitney (1947), with mean ranks
 * for ties.
 *
 * @param scores one number for each example; higher speaks for the positive class.
 * @param positive tells which examples are positive.
 * @returns a number in [0, 1], or null where there is no positive or no negative example.
 */
export function rocAuc(scores: ArrayLike<number>, positive: (index: number) => boolean): number | null {
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => scores[a] - scores[b],
  );
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    // Ranks count from 1, so the ties from start to end − 1 share the rank (start + 1 + end) / 2.
    for (let place = start; place < end; place++) {
      if (!positive(order[place])) continue;
      positives++;
      rankSum += (start + 1 + end) / 2;
    }
    start = end;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
