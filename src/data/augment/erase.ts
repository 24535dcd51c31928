import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { normal, randomBits, randomInteger, uniform } from "../../base/random.ts";
import type { ImageAugmentation, Pixels } from "./augmentation.ts";
import { chance, share } from "./augmentation-options.ts";

const options = z.strictObject({
  chance: option(z._default(chance, 0.5), {
    help: "The chance that an image loses a part.",
    scale: "linear",
    range: [0, 0.8],
    tune: true,
  }),
  smallest: option(z._default(share, 0.02), {
    help: "The smallest part, as a share of the area.",
    scale: "linear",
    range: [0.01, 0.1],
  }),
  largest: option(z._default(share, 0.33), {
    help: "The largest part, as a share of the area, not below the smallest.",
    scale: "linear",
    range: [0.1, 0.4],
    tune: true,
  }),
  ratio: option(z._default(z.number().check(z.gte(1), z.lte(100)), 3.3), {
    help: "The largest ratio of height to width, or of width to height.",
    scale: "log",
    range: [1, 10],
  }),
  fill: option(z._default(z.enum(["noise", "zero"]), "noise"), {
    help: "What is there instead: random numbers (bytes of equal chance, or standard normal floats), or 0.",
    scale: "choices",
  }),
});

/** So often a rectangle is drawn until one fits into the image. */
const ATTEMPTS = 10;
/** Where the random numbers of the filling begin. */
const FILLING = 128;

/**
 * Random erasing: fills a rectangle of random area, ratio and place. The ratio is drawn on a logarithmic
 * scale.
 *
 * Options, with their limits and defaults: `chance` (number, ≥ 0, ≤ 1; 0.5), `smallest` (number, ≥ 0, ≤ 1;
 * 0.02), `largest` (number, ≥ 0, ≤ 1; 0.33), `ratio` (number, ≥ 1, ≤ 100; 3.3), `fill` ("noise" or "zero";
 * "noise").
 */
export const erase: ImageAugmentation<typeof options> = {
  kind: "erase",
  title: "Random erasing",
  help: "Hides a random rectangle of images, so that no part of them is relied on alone.",
  paper: "Zhong et al., Random Erasing Data Augmentation, 2017",
  data: "images",
  explanation: {
    equation: "y = x but for a rectangle of random area, ratio and place, which holds noise or 0",
    use: "Against overfitting to one part of an object, and for objects that are partly hidden in life.",
    pitfalls: "In small images, or where one small part decides, it hides the label itself.",
  },
  options,
  build(options, { channels, height, width }) {
    const span = Math.log(options.ratio);
    return (from, to, key) => {
      if (uniform(key, 0) >= options.chance) return false;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const first = 8 * (attempt + 1);
        const part = options.smallest + (options.largest - options.smallest) * uniform(key, first);
        const ratio = Math.exp((2 * uniform(key, first + 1) - 1) * span);
        const rows = Math.round(Math.sqrt(part * height * width * ratio));
        const columns = Math.round(Math.sqrt((part * height * width) / ratio));
        if (rows < 1 || columns < 1 || rows > height || columns > width) continue;
        // Elements 2·i and 2·i + 1 belong to integer i.
        const top = randomInteger(key, first / 2 + 1, height - rows + 1);
        const left = randomInteger(key, first / 2 + 2, width - columns + 1);
        to.set(from);
        for (let channel = 0; channel < channels; channel++) {
          for (let row = top; row < top + rows; row++) {
            const at = (channel * height + row) * width + left;
            fillPart(to, { at, end: at + columns, key, fill: options.fill });
          }
        }
        return true;
      }
      return false;
    };
  },
};

function fillPart(
  pixels: Pixels,
  { at, end, key, fill }: { at: number; end: number; key: number; fill: "noise" | "zero" },
): void {
  const isBytes = pixels instanceof Uint8ClampedArray;
  for (let place = at; place < end; place++) {
    const index = FILLING + place;
    pixels[place] = fill === "zero" ? 0 : isBytes ? randomBits(key, index) >>> 24 : normal(key, index);
  }
}
