/**
 * The pinball loss of predictions of one quantile: the mean of max(q·e, (q − 1)·e) with e = target −
 * prediction, in the target's units; as scikit-learn's `mean_pinball_loss`. Least when a share q of the
 * targets lies below.
 *
 * @param share the quantile q, in (0, 1).
 */
export function pinballLoss(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  share: number,
): number {
  let sum = 0;
  for (let row = 0; row < targets.length; row++) {
    const error = targets[row] - predictions[row];
    sum += Math.max(share * error, (share - 1) * error);
  }
  return sum / targets.length;
}

/** The share of targets that are at most the prediction: near q where the predictions are of quantile q. */
export function shareBelow(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let below = 0;
  for (let row = 0; row < targets.length; row++) if (targets[row] <= predictions[row]) below++;
  return below / targets.length;
}

/** The share of targets that lie between two predictions, both ends included. */
export function coverage(
  bounds: { low: ArrayLike<number>; high: ArrayLike<number> },
  targets: ArrayLike<number>,
): number {
  let within = 0;
  for (let row = 0; row < targets.length; row++)
    if (bounds.low[row] <= targets[row] && targets[row] <= bounds.high[row]) within++;
  return within / targets.length;
}
