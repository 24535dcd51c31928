import { Registry } from "../../base/registry.ts";
import type { AugmentationDefinition } from "./augmentation.ts";
import { color } from "./color.ts";
import { crop } from "./crop.ts";
import { erase } from "./erase.ts";
import { flip } from "./flip.ts";
import { noise } from "./noise.ts";
import { rotate } from "./rotate.ts";
import { shift } from "./shift.ts";
import { swap } from "./swap.ts";
import { zoom } from "./zoom.ts";

export type * from "./augmentation.ts";

const registry = new Registry<AugmentationDefinition>("augmentation", [
  flip,
  crop,
  shift,
  rotate,
  zoom,
  color,
  erase,
  noise,
  swap,
]);

/**
 * The augmentation of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function augmentationDefinition(kind: string): AugmentationDefinition {
  return registry.get(kind);
}

/** All augmentations, for help texts and forms. */
export function allAugmentations(): readonly AugmentationDefinition[] {
  return registry.all();
}
