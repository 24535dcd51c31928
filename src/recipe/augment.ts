import { allAugmentations } from "../data/augment/index.ts";
import { invalid, type Place } from "./issues.ts";
import { type KindSpec, parseKind } from "./kinds.ts";

/**
 * Checks a recipe's augmentations by their kinds and fills the defaults of their options. A kind comes at
 * most once, so that a path such as `data.augment.rotate.degrees` names one.
 *
 * @throws TrainwellError naming the augmentation: `recipe-invalid` or `recipe-unknown-key`.
 */
export function parseAugment(specs: readonly KindSpec[], { source, path }: Place): KindSpec[] {
  const seen = new Set<string>();
  return specs.map((spec) => {
    const isKnown = allAugmentations().some(({ kind }) => kind === spec.kind);
    const place = { source, path: isKnown ? [...path, spec.kind] : path };
    if (seen.has(spec.kind))
      throw invalid(place, { expected: "given once", received: `"${spec.kind}" twice` });
    seen.add(spec.kind);
    return parseKind(spec, allAugmentations(), { ...place, what: "augmentation" });
  });
}
