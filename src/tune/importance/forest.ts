import { hashName, randomInteger, randomKey, STREAMS } from "../../base/random.ts";
import type { CellTable } from "./cell-table.ts";
import { growTree } from "./grow-tree.ts";
import { type AxisPair, marginalGatherer, type TreeMarginals } from "./tree-marginals.ts";

/** How a forest is grown. */
export interface ForestOptions {
  readonly trees: number;
  readonly minimumLeaf: number;
  readonly seed: number;
  /** The pairs of axes whose marginals are wanted. */
  readonly pairs: readonly AxisPair[];
}

/**
 * The marginals of each tree of a random forest: every tree on a bootstrap sample of the rows, all axes asked
 * at every split (Breiman 2001). Trees are not kept.
 */
export function forestMarginals(
  table: CellTable,
  { trees, minimumLeaf, seed, pairs }: ForestOptions,
): TreeMarginals[] {
  const sizes = table.axes.map(({ weights }) => weights.length);
  const count = table.targets.length;
  return Array.from({ length: trees }, (_, tree) => {
    const key = randomKey(seed, STREAMS.sampling, hashName("forest"), tree);
    const rows = Int32Array.from({ length: count }, (_, index) => randomInteger(key, index, count));
    const gatherer = marginalGatherer(sizes, pairs);
    growTree(table, { rows, minimumLeaf, key: randomKey(key, 1), onLeaf: gatherer.add });
    return gatherer.finish();
  });
}
