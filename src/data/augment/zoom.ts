import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { uniform } from "../../base/random.ts";
import { sampleAffine } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";

const factor = z.number().check(z.gt(0), z.lte(10));
const options = z.strictObject({
  smallest: option(z._default(factor, 0.9), {
    help: "The smallest factor: below 1, the image shrinks and 0 surrounds it.",
    scale: "linear",
    range: [0.5, 1],
    tune: true,
  }),
  largest: option(z._default(factor, 1.1), {
    help: "The largest factor, not below the smallest: above 1, the image grows beyond its frame.",
    scale: "linear",
    range: [1, 2],
    tune: true,
  }),
});

/**
 * Scales an image about its centre by a factor between two, all equally likely on a logarithmic scale.
 *
 * Options, with their limits and defaults: `smallest` (number, > 0, ≤ 10; 0.9), `largest` (number, > 0, ≤ 10;
 * 1.1).
 */
export const zoom: ImageAugmentation<typeof options> = {
  kind: "zoom",
  title: "Zoom",
  help: "Makes images larger or smaller by a random factor, in the same frame.",
  data: "images",
  explanation: {
    equation: "y(p) = x(p / s) about the centre, with log s uniform between log smallest and log largest",
    use: "Where things are seen from nearer and from farther.",
    pitfalls:
      "Enlarging cuts off what is at the border, shrinking leaves 0 around; where size tells " +
      "classes apart it takes that away.",
  },
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
