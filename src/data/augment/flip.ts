import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { uniform } from "../../base/random.ts";
import type { ImageAugmentation } from "./augmentation.ts";
import { chance } from "./augmentation-options.ts";

const options = z.strictObject({
  horizontal: option(z._default(chance, 0.5), {
    help: "The chance of being mirrored left to right.",
    scale: "linear",
    range: [0, 0.5],
  }),
  vertical: option(z._default(chance, 0), {
    help: "The chance of being mirrored top to bottom.",
    scale: "linear",
    range: [0, 0.5],
  }),
});

/**
 * Mirrors an image left to right, top to bottom, or both. Right for photographs; wrong for digits and
 * letters.
 *
 * Options, with their limits and defaults: `horizontal` (number, ≥ 0, ≤ 1; 0.5), `vertical` (number, ≥ 0, ≤
 * 1; 0).
 */
export const flip: ImageAugmentation<typeof options> = {
  kind: "flip",
  title: "Flip",
  help: "Mirrors images left to right or top to bottom, for things that look as natural in a mirror.",
  data: "images",
  explanation: {
    equation: "y[c, i, j] = x[c, i, width − 1 − j] with the chance horizontal; likewise top to bottom",
    use: "For photographs and other pictures that look as natural in a mirror.",
    pitfalls:
      "A mirrored digit, letter or arrow is another one, or none; top to bottom hardly any " +
      "photograph looks natural.",
  },
  options,
  build({ horizontal, vertical }, { channels, height, width }) {
    return (from, to, key) => {
      const mirrored = uniform(key, 0) < horizontal;
      const upended = uniform(key, 1) < vertical;
      if (!mirrored && !upended) return false;
      const step = mirrored ? -1 : 1;
      for (let line = 0; line < channels * height; line++) {
        const row = line % height;
        let source = (line - row + (upended ? height - 1 - row : row)) * width + (mirrored ? width - 1 : 0);
        for (let target = line * width; target < (line + 1) * width; target++, source += step)
          to[target] = from[source];
      }
      return true;
    };
  },
};
