import type { BlockNormalization } from "../data/prepare/dataset.ts";
import type { HostArray } from "../runtime/session.ts";
import { PORTS } from "./ports.ts";

/**
 * The feeds of the inputs that `normalizeRows` makes. They stand apart, because a worker need not load the
 * code that builds programs.
 */
export function normalizationFeeds(
  blocks: readonly { readonly name: string; readonly normalization?: BlockNormalization }[],
): Record<string, HostArray> {
  return Object.fromEntries(
    blocks.flatMap(({ name, normalization }) => {
      if (normalization === undefined) return [];
      const { shift, scale } = normalization;
      const array = (values: readonly number[]): HostArray => ({
        dtype: "float32",
        shape: [values.length],
        data: Float32Array.from(values),
      });
      return [
        [PORTS.shift(name), array(shift)],
        [PORTS.factor(name), array(scale.map((value) => 1 / value))],
      ];
    }),
  );
}
