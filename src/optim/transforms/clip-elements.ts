import { maximum, minimum, negate } from "../../graph/operations/index.ts";
import type { Transform } from "./transform.ts";

/**
 * Bounds every element of the direction to [−limit, limit]; clips an update, where `recipe.clip` clips
 * gradients.
 */
export function clipElements({ limit }: { limit: number }): Transform {
  return {
    constants: { "optimizer.limit": limit },
    apply(direction, { scalar }) {
      const bound = scalar("optimizer.limit");
      return { direction: minimum(maximum(direction, negate(bound)), bound) };
    },
  };
}
