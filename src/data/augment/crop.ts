import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { randomInteger } from "../../base/random.ts";
import { sampleShifted } from "./affine.ts";
import type { ImageAugmentation } from "./augmentation.ts";

const options = z.strictObject({
  padding: option(z._default(z.int().check(z.gte(0), z.lte(1000)), 4), {
    help: "The width of the frame that is put around the image before it is cut.",
    unit: "pixels",
    scale: "integer",
    range: [1, 8],
    tune: true,
  }),
  fill: option(z._default(z.enum(["zero", "reflect"]), "zero"), {
    help: "What the frame holds: 0, or the mirror image.",
    scale: "choices",
  }),
});

/**
 * Puts a frame around an image and cuts a piece of the image's own size out of it, at a random place.
 *
 * Options, with their limits and defaults: `padding` (whole number, ≥ 0, ≤ 1000; 4), `fill` ("zero" or
 * "reflect"; "zero").
 */
export const crop: ImageAugmentation<typeof options> = {
  kind: "crop",
  title: "Random crop",
  help: "Pads images and cuts them back to their size at a random place.",
  paper:
    "Krizhevsky, Sutskever & Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012",
  data: "images",
  explanation: {
    equation: "y[c, i, j] = padded x[c, i + down, j + right], with down and right uniform in 0 to 2·padding",
    use: "For small images, as CIFAR and MNIST: padding of an eighth of the width, together with flip.",
    pitfalls: "A padding that is large against the image cuts off what the label is about.",
  },
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
