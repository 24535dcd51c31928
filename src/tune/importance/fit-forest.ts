import type { Axis } from "./axis.ts";
import { forestMarginals } from "./forest.ts";
import type { AxisPair, TreeMarginals } from "./tree-marginals.ts";
import type { ImportanceOptions, UsedTrial } from "./used-trials.ts";

/** The marginals of a forest that learned trials' values, or their ranks, tree by tree. */
export function fitForest(
  trials: readonly UsedTrial[],
  options: ImportanceOptions & { readonly axes: readonly Axis[]; readonly pairs: readonly AxisPair[] },
): TreeMarginals[] {
  const { axes, pairs, trees = 64, minimumLeaf = 1, seed = 0, scale = "value" } = options;
  const values = Float64Array.from(trials, ({ value }) => value);
  const targets = scale === "rank" ? ranksOf(values) : values;
  const cells = axes.map(({ cellOf }) => Uint16Array.from(trials, ({ point }) => cellOf(point)));
  return forestMarginals({ axes, cells, targets }, { trees, minimumLeaf, seed, pairs });
}

/** The rank of each value from 0, equal values sharing the mean of theirs. */
function ranksOf(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let at = from; at < to; at++) ranks[order[at]] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}
