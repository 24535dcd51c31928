import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { uniform } from "../../base/random.ts";
import { sampleAffine } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";

const options = z.strictObject({
  degrees: option(z._default(z.number().check(z.gte(0), z.lte(180)), 10), {
    help: "The largest angle either way; each one in between is equally likely.",
    unit: "degrees",
    scale: "linear",
    range: [0, 30],
    tune: true,
  }),
});

/**
 * Turns an image about its centre, read bilinearly; the corners that come into view are 0.
 *
 * Options, with their limits and defaults: `degrees` (number, ≥ 0, ≤ 180; 10).
 */
export const rotate: ImageAugmentation<typeof options> = {
  kind: "rotate",
  title: "Rotate",
  help: "Turns images by a random angle about their centre.",
  data: "images",
  explanation: {
    equation: "y(p) = x(R·p), with R a turn about the centre by an angle uniform in ±degrees",
    use: "For pictures taken by hand, or from above, where up is not certain.",
    pitfalls: "A 6 that is turned far enough is a 9. The corners that come into view are 0.",
  },
  options,
  build({ degrees }, image) {
    return (from, to, key) => {
      const angle = ((2 * uniform(key, 0) - 1) * degrees * Math.PI) / 180;
      if (angle === 0) return false;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      sampleAffine(from, to, image, { a: cosine, b: sine, c: 0, d: -sine, e: cosine, f: 0 });
      return true;
    };
  },
};
