import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { uniform } from "../../base/random.ts";
import { sampleAffine } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";
import { share } from "./augmentation-options.ts";

const options = z.strictObject({
  horizontal: option(z._default(share, 0.1), {
    help: "The furthest way to either side, as a share of the width.",
    scale: "linear",
    range: [0, 0.3],
    tune: true,
  }),
  vertical: option(z._default(share, 0.1), {
    help: "The furthest way up or down, as a share of the height.",
    scale: "linear",
    range: [0, 0.3],
    tune: true,
  }),
});

/**
 * Moves an image by a random way, fractions of pixels included; what comes into view is 0. For whole pixels
 * see "crop".
 *
 * Options, with their limits and defaults: `horizontal` (number, ≥ 0, ≤ 1; 0.1), `vertical` (number, ≥ 0, ≤
 * 1; 0.1).
 */
export const shift: ImageAugmentation<typeof options> = {
  kind: "shift",
  title: "Shift",
  help: "Moves images by a random way to the sides, up or down.",
  data: "images",
  explanation: {
    equation:
      "y[c, i, j] = x[c, i − down, j − right], read bilinearly, with ways uniform in ± the share of " +
      "the side",
    use: "Where the thing to know may be anywhere in the image, and fractions of pixels matter.",
    pitfalls:
      "Reading between pixels blurs a little. What leaves the image is lost, and 0 comes into view, " +
      "which the network can learn to see.",
  },
  options,
  build({ horizontal, vertical }, image) {
    return (from, to, key) => {
      const right = (2 * uniform(key, 0) - 1) * horizontal * image.width;
      const down = (2 * uniform(key, 1) - 1) * vertical * image.height;
      if (right === 0 && down === 0) return false;
      sampleAffine(from, to, image, { a: 1, b: 0, c: right, d: 0, e: 1, f: down });
      return true;
    };
  },
};
