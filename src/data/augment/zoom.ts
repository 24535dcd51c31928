import * as z from "zod/mini";
import { uniform } from "../../base/random.ts";
import { sampleAffine } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";

const factor = z.number().check(z.gt(0), z.lte(10));
const options = z.strictObject({
  /** The smallest factor: below 1, the image shrinks and 0 surrounds it. */
  smallest: z._default(factor, 0.9),
  /** The largest factor, not below the smallest: above 1, the image grows beyond its frame. */
  largest: z._default(factor, 1.1),
});

/** Scales an image about its centre by a factor between two, all equally likely on a logarithmic scale. */
export const zoom: ImageAugmentation<typeof options> = {
  kind: "zoom",
  title: "Zoom",
  help: "Makes images larger or smaller by a random factor, in the same frame.",
  data: "images",
  options,
  build({ smallest, largest }, image) {
    const [low, high] = [Math.log(smallest), Math.log(Math.max(smallest, largest))];
    return (from, to, key) => {
      const inverse = Math.exp(-(low + (high - low) * uniform(key, 0)));
      if (inverse === 1) return false;
      sampleAffine(from, to, image, { a: inverse, b: 0, c: 0, d: 0, e: inverse, f: 0 });
      return true;
    };
  },
};
