import { beta } from "../base/beta.ts";
import { TrainwellError } from "../base/errors.ts";
import { randomKey, STREAMS } from "../base/random.ts";

/** The scalar that a step is fed with: the share of an example's own numbers, in [0, 1]. */
export const MIXUP_SHARE = "mixup.share";

/** The share of a step: a number with the distribution Beta(α, α), as a function of the seed and the step. */
export function mixupShare({ mixup, seed }: { mixup: number; seed: number }, step: number): number {
  return beta({ a: mixup, b: mixup }, randomKey(seed, STREAMS.mixup, step));
}

/**
 * Codes of categories have no mixture, so a recipe that mixes must not read any.
 *
 * @throws TrainwellError `mixup-unfit`, naming the block.
 */
export function checkMixup(
  blocks: readonly { readonly name: string; readonly cardinality?: number }[],
): void {
  const coded = blocks.find((block) => block.cardinality !== undefined);
  if (coded === undefined) return;
  throw new TrainwellError({
    kind: "input",
    code: "mixup-unfit",
    message:
      `training.mixup mixes the numbers of two examples, and "${coded.name}" holds codes of ` +
      `categories, which have no mixture.`,
    details: { path: "training.mixup", block: coded.name },
    hint: 'Set data.categories to "oneHot", or training.mixup to 0.',
  });
}
