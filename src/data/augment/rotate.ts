import * as z from "zod/mini";
import { uniform } from "../../base/random.ts";
import { sampleAffine } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";

const options = z.strictObject({
  /** The largest angle either way, in degrees, in [0, 180]; each one in between is equally likely. */
  degrees: z._default(z.number().check(z.gte(0), z.lte(180)), 10),
});

/** Turns an image about its centre, read bilinearly; the corners that come into view are 0. */
export const rotate: ImageAugmentation<typeof options> = {
  kind: "rotate",
  title: "Rotate",
  help: "Turns images by a random angle about their centre.",
  data: "images",
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
