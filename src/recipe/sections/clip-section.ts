import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

const bound = z._default(z.number().check(z.nonnegative()), 0);

/** The schema of `clip`. */
export const clipSchema = z.strictObject({
  value: option(bound, {
    help: "The largest size of any element of a gradient; 0 for none.",
    scale: "log",
    range: [0.1, 10],
  }),
  globalNorm: option(bound, {
    help: "The largest norm of the whole gradient, which keeps its direction; 0 for none.",
    scale: "log",
    range: [0.1, 10],
    tune: true,
    paper: "Pascanu, Mikolov & Bengio, On the Difficulty of Training Recurrent Neural Networks, 2013",
  }),
});

/** Bounds for each gradient element and for the norm of the whole gradient. */
export interface ClipRecipe extends DeepReadonly<z.output<typeof clipSchema>> {}

/**
 * Checks data that should be a recipe's `clip`, and fills in its defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseClipSection(json: unknown, { source }: SectionSource): ClipRecipe {
  return parseSection(clipSchema, json, { source, path: ["clip"] });
}
