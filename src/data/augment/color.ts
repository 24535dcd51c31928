import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { uniform } from "../../base/random.ts";
import type { ImageAugmentation, Pixels } from "./augmentation.ts";

const change = z._default(z.number().check(z.gte(0), z.lte(1)), 0.2);
const options = z.strictObject({
  brightness: option(change, {
    help: "All numbers times a factor of 1 ± this at most.",
    scale: "linear",
    range: [0, 0.5],
    tune: true,
  }),
  contrast: option(change, {
    help: "Their distance from the image's mean grey times a factor of 1 ± this at most.",
    scale: "linear",
    range: [0, 0.5],
    tune: true,
  }),
  saturation: option(change, {
    help:
      "Their distance from the pixel's own grey times a factor of 1 ± this at most; nothing without " +
      "colors.",
    scale: "linear",
    range: [0, 0.5],
    tune: true,
  }),
});

/** The weights of red, green and blue in grey (ITU-R BT.601). */
const GREY = [0.299, 0.587, 0.114] as const;

/**
 * Changes brightness, contrast and saturation, in this order, each by a factor in [1 − c, 1 + c]: the color
 * jitter of torchvision, but for its random order and without hue. Bytes are cut to 0 to 255; floats are not
 * cut.
 *
 * Options, with their limits and defaults: `brightness` (number, ≥ 0, ≤ 1; 0.2), `contrast` (number, ≥ 0, ≤
 * 1; 0.2), `saturation` (number, ≥ 0, ≤ 1; 0.2).
 */
export const color: ImageAugmentation<typeof options> = {
  kind: "color",
  title: "Color",
  help: "Changes the brightness, contrast and saturation of images by random factors.",
  data: "images",
  explanation: {
    equation:
      "y = grey + s·(c·(b·x − b·mean) + b·mean − grey), with b, c, s uniform in 1 ± brightness, " +
      "contrast, saturation",
    use: "For photographs in changing light.",
    pitfalls:
      "Where color or brightness is what tells classes apart, as ripe from unripe, it hides the " +
      "label. Bytes are cut at 0 and 255, so strong changes lose detail.",
  },
  options,
  build({ brightness, contrast, saturation }, { channels, height, width }) {
    const plane = height * width;
    return (from, to, key) => {
      const factor = (index: number, most: number) => 1 + (2 * uniform(key, index) - 1) * most;
      const bright = factor(0, brightness);
      const contrasted = factor(1, contrast);
      const saturated = channels === 3 ? factor(2, saturation) : 1;
      const mean = bright * meanGrey(from, channels, plane);
      const offset = (1 - contrasted) * mean;
      const scale = bright * contrasted;
      for (let pixel = 0; pixel < plane; pixel++) {
        const grey = saturated === 1 ? 0 : scale * greyOf(from, pixel, plane) + offset;
        for (let at = pixel; at < channels * plane; at += plane) {
          const value = scale * from[at] + offset;
          to[at] = saturated === 1 ? value : grey + saturated * (value - grey);
        }
      }
      return true;
    };
  },
};

function greyOf(pixels: Pixels, pixel: number, plane: number): number {
  return GREY[0] * pixels[pixel] + GREY[1] * pixels[pixel + plane] + GREY[2] * pixels[pixel + 2 * plane];
}

function meanGrey(pixels: Pixels, channels: number, plane: number): number {
  let sum = 0;
  if (channels !== 3) {
    for (let at = 0; at < channels * plane; at++) sum += pixels[at];
    return sum / (channels * plane);
  }
  for (let pixel = 0; pixel < plane; pixel++) sum += greyOf(pixels, pixel, plane);
  return sum / plane;
}
