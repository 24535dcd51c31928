import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { IMAGE_FITS } from "../../data/read/sources/image-fits.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

const count = z.int().check(z.positive());

/** The schema of `data.image`. */
export const imageSchema = z.strictObject({
  width: option(z.optional(count), {
    help: "The width that images are brought to; left out, the most common among them.",
    unit: "pixels",
  }),
  height: option(z.optional(count), {
    help: "The height that images are brought to; left out, the most common among them.",
    unit: "pixels",
  }),
  channels: option(z.optional(z.union([z.literal(1), z.literal(3)])), {
    help: "1 for shades of grey, 3 for colours; left out, 1 where all images are shades of grey, else 3.",
  }),
  fit: option(z.optional(z.enum(IMAGE_FITS)), {
    help:
      'How an image of other proportions is made to fit: cut ("cover"), bordered ("contain") or ' +
      'stretched ("fill").',
  }),
});

/** How images are brought to one size; what is not told is the most common of the images. */
export interface ImageRecipe extends DeepReadonly<z.output<typeof imageSchema>> {}

/**
 * Checks data that should be a recipe's `data.image`.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseImageSection(json: unknown, { source }: SectionSource): ImageRecipe {
  return parseSection(imageSchema, json, { source, path: ["data", "image"] });
}
