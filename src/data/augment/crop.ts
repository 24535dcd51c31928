import * as z from "zod/mini";
import { randomInteger } from "../../base/random.ts";
import { sampleShifted } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";

const options = z.strictObject({
  /** The width of the frame that is put around the image before it is cut, in pixels, in [0, 1000]. */
  padding: z._default(z.int().check(z.gte(0), z.lte(1000)), 4),
  /** What the frame holds: 0, or the mirror image. */
  fill: z._default(z.enum(["zero", "reflect"]), "zero"),
});

/** Puts a frame around an image and cuts a piece of the image's own size out of it, at a random place. */
export const crop: ImageAugmentation<typeof options> = {
  kind: "crop",
  title: "Random crop",
  help: "Pads images and cuts them back to their size at a random place.",
  paper:
    "Krizhevsky, Sutskever & Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012",
  data: "images",
  options,
  build({ padding, fill }, image) {
    const reflect = fill === "reflect";
    return (from, to, key) => {
      const right = randomInteger(key, 0, 2 * padding + 1) - padding;
      const down = randomInteger(key, 1, 2 * padding + 1) - padding;
      if (right === 0 && down === 0) return false;
      sampleShifted(from, to, image, { down, right, reflect });
      return true;
    };
  },
};
