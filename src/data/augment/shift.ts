import * as z from "zod/mini";
import { uniform } from "../../base/random.ts";
import { sampleAffine } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";
import { share } from "./options.ts";

const options = z.strictObject({
  /** The furthest way to either side, as a share of the width, in [0, 1]. */
  horizontal: z._default(share, 0.1),
  /** The furthest way up or down, as a share of the height, in [0, 1]. */
  vertical: z._default(share, 0.1),
});

/** Moves an image by a random way, fractions of pixels included; what comes into view is 0. For whole pixels see "crop". */
export const shift: ImageAugmentation<typeof options> = {
  kind: "shift",
  title: "Shift",
  help: "Moves images by a random way to the sides, up or down.",
  data: "images",
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
