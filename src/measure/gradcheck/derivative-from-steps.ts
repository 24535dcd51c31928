import { type Derivative, hasKink, kinkOf, type Stencil, smooth, stencilOf } from "./derivative.ts";

/** The losses at −2h, −h, h and 2h that someone else computed, with the step h. */
export interface ExportedStep {
  readonly step: number;
  readonly losses: readonly number[];
}

/**
 * The largest distance of one-sided slopes, relative to their size, that a smooth function is believed to
 * have where one step alone must tell.
 */
const LARGEST_SMOOTH_GAP = 1e-2;

/**
 * Slopes of two steps that are further apart than this share of them, and than rounding explains, are of
 * different pieces of the function: a kink lies between.
 */
const LARGEST_DISAGREEMENT = 1e-5;

/**
 * A derivative from losses that someone else computed, at one or more steps. Of several the two neighbouring
 * steps decide whose slopes agree best, whatever the gradient says. Where no two agree, or where one-sided
 * slopes keep their distance as the step shrinks, kinks lie so near that the differences say nothing, and the
 * coordinate counts as a kink.
 *
 * @param middle the loss where nothing is moved. @param noise how far rounding moves a loss.
 */
export function derivativeFromSteps(
  steps: readonly ExportedStep[],
  { middle, noise }: { middle: number; noise: number },
): Derivative {
  const stencils = steps
    .map(({ step, losses }) => ({ ...stencilOf(losses, { middle, step, noise }), losses }))
    .sort((a, b) => b.step - a.step);
  if (stencils.length === 1) return fromOneStep(stencils[0]);
  if (!stencils.some(({ value }) => Number.isFinite(value))) return fromOneStep(stencils[0]);
  const pairs = stencils.slice(1).map((narrow, index) => ({ wide: stencils[index], narrow }));
  const best = pairs.reduce((a, b) => (doubt(b) < doubt(a) ? b : a));
  const { wide, narrow } = best;
  const allowed = LARGEST_DISAGREEMENT * Math.abs(narrow.value) + wide.rounding + narrow.rounding;
  if (!(distance(best) <= allowed) || hasKink(wide, narrow)) return nearKinks(stencils);
  return smooth(narrow.rounding < wide.rounding ? narrow : wide, distance(best));
}

interface StencilPair {
  readonly wide: Stencil;
  readonly narrow: Stencil;
}

function distance({ wide, narrow }: StencilPair): number {
  return Math.abs(wide.value - narrow.value);
}

/** How far the two may be off together: by kinks and truncation, and by rounding. */
function doubt(pair: StencilPair): number {
  const sum = distance(pair) + pair.wide.rounding + pair.narrow.rounding;
  return Number.isFinite(sum) ? sum : Number.POSITIVE_INFINITY;
}

/** With one step only, a kink is what puts the two slopes further apart than a smooth function does. */
function fromOneStep(found: Stencil & ExportedStep): Derivative {
  const [farBelow, , , farAbove] = found.losses;
  const gap = Math.abs(found.above - found.below);
  const steep = Math.abs(found.above) + Math.abs(found.below);
  if (gap > 10 * found.rounding + LARGEST_SMOOTH_GAP * steep) return kinkOf(found);
  const coarse = (farAbove - farBelow) / (4 * found.step);
  // The part that extrapolation changed is of order h²; the part that it left is of order h⁴.
  const truncation = Math.min(1, Math.abs(found.step)) * Math.abs(found.value - coarse);
  return smooth(found, truncation);
}

/** A coordinate without a slope to hold a gradient against: all that its sides say is a range. */
function nearKinks(stencils: readonly Stencil[]): Derivative {
  const sides = stencils.flatMap(({ below, above, rounding }) =>
    Number.isFinite(below + above)
      ? [below - rounding, below + rounding, above - rounding, above + rounding]
      : [],
  );
  const [low, high] = [sides.reduce((a, b) => Math.min(a, b)), sides.reduce((a, b) => Math.max(a, b))];
  return kinkOf({ below: low, above: high });
}
