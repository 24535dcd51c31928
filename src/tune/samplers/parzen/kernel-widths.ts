/** The widths of kernels, and the smallest that a width may be. */
export interface KernelWidths {
  /** One for each place of a value; void where there is none. */
  readonly widths: Float64Array;
  readonly smallest: number;
}

/**
 * The widths of kernels around values: the larger gap to the neighbours, beside an end the gap inwards only,
 * and at least the range over the count of kernels or a hundredth ("magic clip") times `narrowest`. Of a
 * single value, the way to the farther end.
 *
 * Nothing is sorted: values are counted into buckets narrower than the smallest width, so that gaps within a
 * bucket do not matter.
 *
 * @param units the values, in the unit interval; NaN where there is none.
 * @param narrowest above 0.
 */
export function kernelWidths(units: Float64Array, narrowest: number): KernelWidths {
  let count = 0;
  for (let at = 0; at < units.length; at++) if (units[at] >= 0) count++;
  const smallest = narrowest / Math.min(100, 2 + count);
  const { buckets, lowest, highest, before, after } = bucketsOf(units, Math.ceil(1 / smallest) + 1);
  const widths = new Float64Array(units.length).fill(smallest);
  for (let at = 0; at < units.length; at++) {
    const unit = units[at];
    if (!(unit >= 0)) continue;
    const bucket = Math.floor(unit * buckets);
    const isLowest = unit === lowest[bucket];
    const isHighest = unit === highest[bucket];
    if (!isLowest && !isHighest) continue;
    const below = isLowest ? unit - before[bucket] : 0;
    const above = isHighest ? after[bucket] - unit : 0;
    // Beyond the outermost values there is no gap.
    const gap = Math.max(below < Infinity ? below : 0, above < Infinity ? above : 0);
    const isAlone = below === Infinity && above === Infinity;
    widths[at] = Math.min(1, Math.max(smallest, isAlone ? Math.max(unit, 1 - unit) : gap));
  }
  return { widths, smallest };
}

/** The ends of the values in each piece of the unit interval, and the nearest values outside it. */
function bucketsOf(units: Float64Array, buckets: number) {
  const lowest = new Float64Array(buckets + 1).fill(Infinity);
  const highest = new Float64Array(buckets + 1).fill(-Infinity);
  for (let at = 0; at < units.length; at++) {
    const unit = units[at];
    if (!(unit >= 0)) continue;
    const bucket = Math.floor(unit * buckets);
    lowest[bucket] = Math.min(lowest[bucket], unit);
    highest[bucket] = Math.max(highest[bucket], unit);
  }
  const before = new Float64Array(buckets + 1).fill(-Infinity);
  const after = new Float64Array(buckets + 1).fill(Infinity);
  for (let bucket = 1; bucket <= buckets; bucket++)
    before[bucket] = Math.max(before[bucket - 1], highest[bucket - 1]);
  for (let bucket = buckets - 1; bucket >= 0; bucket--)
    after[bucket] = Math.min(after[bucket + 1], lowest[bucket + 1]);
  return { buckets, lowest, highest, before, after };
}
