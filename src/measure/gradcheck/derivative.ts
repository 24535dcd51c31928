import { smallestOf } from "../../base/lists.ts";

/**
 * The value of a function at one place of a line, and whether a kink lies between there and the middle of the
 * line.
 */
export interface LineSample {
  readonly value: number;
  readonly crossed: boolean;
}

/**
 * A function of one number: what is differentiated, as it changes along a line through the point that is
 * checked.
 */
export interface Line {
  /** The value in the middle, at distance 0. */
  readonly middle: number;
  /** The distance that counts as one: steps are parts of it. */
  readonly unit: number;
  /** How far rounding moves a value. */
  readonly noise: number;
  /**
   * @param throughKinks whether the value is wanted although a kink lies between; otherwise it may then be
   * left out.
   */
  at(distance: number, throughKinks?: boolean): LineSample;
}

/** A derivative by central differences. */
export interface Derivative {
  readonly value: number;
  /** How far it may be off, by rounding and by the differences of steps. */
  readonly uncertainty: number;
  /** The part of the uncertainty that rounding alone explains. */
  readonly rounding: number;
  /**
   * Whether there is no derivative, because the slopes on the two sides differ; `value` is then their mean.
   */
  readonly kink: boolean;
  /** The slopes from below and from above; only at a kink. */
  readonly sides?: readonly [number, number];
}

/**
 * The step that is tried first: rounding errs by about 1e-16 / 1e-3, and truncation by about 1e-12 / 30 of
 * the fifth derivative.
 */
const FIRST_STEP = 1e-3;
/** The steps of a function that is rougher or smoother than most, in parts of the unit. */
const SMALLEST_STEP = 1e-7;
const LADDER = [1e-1, 3e-2, 1e-2, 3e-3, FIRST_STEP, 3e-4, 1e-4, 3e-5, 1e-5, 1e-6, SMALLEST_STEP];
/** Two independent derivatives that agree to this share are not so by chance. */
const AGREEMENT = 1e-9;
/**
 * One-sided slopes that are this near to each other, relative to their size, need no second step to be told
 * from a kink's.
 */
const SMOOTH_GAP = 1e-4;
/** Rounding errors count this many times, because they are measured and not bounded. */
const CAUTION = 8;

/** The differences of one step. */
export interface Stencil {
  readonly step: number;
  readonly value: number;
  readonly rounding: number;
  readonly below: number;
  readonly above: number;
}

/**
 * d(value)/d(distance) in the middle of a line: (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, the central
 * difference of two steps after Richardson's extrapolation. Where it does not agree with what is expected,
 * other steps decide: the ones that agree with each other best, whatever was expected.
 *
 * A kink that a step crosses makes the step invalid; where no step is left, or where the slopes on the two
 * sides keep their distance as the step shrinks, the function has a kink in the middle itself.
 *
 * @param expected the derivative that is to be confirmed.
 */
export function derivativeOf(line: Line, expected: number): Derivative {
  const [first, second] = validSteps(line, expected);
  if (first === undefined) return byLadder(line, line.unit);
  if (agrees(first, expected) && isSmooth(first)) return smooth(first, 0);
  if (second !== undefined && !hasKink(first, second)) {
    const distance = Math.abs(first.value - second.value);
    if (distance <= AGREEMENT * Math.abs(first.value) + first.rounding + second.rounding)
      return smooth(first, distance);
  }
  return byLadder(line, line.unit);
}

/**
 * The first two steps that cross no kink, from the usual one downwards; only one where that one agrees
 * already.
 */
function validSteps(line: Line, expected: number): Stencil[] {
  const valid: Stencil[] = [];
  for (const share of LADDER.slice(LADDER.indexOf(FIRST_STEP))) {
    const tried = stencil(line, share);
    if (tried === undefined) continue;
    valid.push(tried);
    if (valid.length === 2 || (agrees(tried, expected) && isSmooth(tried))) break;
  }
  return valid;
}

function agrees({ value, rounding }: Stencil, expected: number): boolean {
  return Math.abs(value - expected) <= AGREEMENT * Math.abs(expected) + rounding;
}

/** The derivative of a smooth function; `distance` is that from another step's. */
export function smooth(
  { value, rounding }: Pick<Stencil, "value" | "rounding">,
  distance: number,
): Derivative {
  return { value, rounding, uncertainty: Math.max(rounding, distance), kink: false };
}

/** No derivative, with the slopes on the two sides. */
export function kinkOf({ below, above }: Pick<Stencil, "below" | "above">): Derivative {
  return { value: (below + above) / 2, uncertainty: 0, rounding: 0, kink: true, sides: [below, above] };
}

/** The differences of one step, or undefined where the step leaves the smooth part of the function. */
function stencil(line: Line, share: number, unit = line.unit): Stencil | undefined {
  const step = share * unit;
  const values: number[] = [];
  for (const factor of [-2, -1, 1, 2]) {
    const { value, crossed } = line.at(factor * step);
    if (crossed || !Number.isFinite(value)) return undefined;
    values.push(value);
  }
  return stencilOf(values, { middle: line.middle, step, noise: line.noise });
}

/** The differences of losses at −2h, −h, h and 2h. */
export function stencilOf(
  [farBelow, below, above, farAbove]: readonly number[],
  { middle, step, noise }: { middle: number; step: number; noise: number },
): Stencil {
  return {
    step,
    value: (8 * (above - below) - (farAbove - farBelow)) / (12 * step),
    rounding: (CAUTION * noise) / step,
    below: (3 * middle - 4 * below + farBelow) / (2 * step),
    above: (4 * above - 3 * middle - farAbove) / (2 * step),
  };
}

/**
 * Whether the slopes on the two sides of a step are nearer to each other than kinks worth counting leave
 * them.
 */
function isSmooth({ below, above, rounding }: Stencil): boolean {
  return Math.abs(above - below) <= 10 * rounding + SMOOTH_GAP * (Math.abs(below) + Math.abs(above));
}

/**
 * One-sided slopes of a smooth function approach each other as the square of the step; those at a kink stay
 * apart.
 */
export function hasKink(wide: Stencil, narrow: Stencil): boolean {
  const [wideGap, narrowGap] = [wide, narrow].map(({ below, above }) => Math.abs(above - below));
  const visible = narrowGap > 10 * narrow.rounding + 1e-6 * (Math.abs(narrow.below) + Math.abs(narrow.above));
  return visible && narrowGap > 0.5 * wideGap;
}

/** The two neighbouring steps that agree best; a kink where no two are valid. */
function byLadder(line: Line, unit: number): Derivative {
  const valid = LADDER.map((share) => stencil(line, share, unit)).filter((tried) => tried !== undefined);
  // A single step is left beside a kink that was seen at its place: nothing is crossed within it.
  if (valid.length === 1) return smooth(valid[0], 0);
  if (valid.length === 0) {
    // A point near the edge of where the function is defined wants steps in parts of itself.
    const atEdge =
      unit === line.unit &&
      !Number.isFinite(
        line.at(SMALLEST_STEP * unit, true).value + line.at(-SMALLEST_STEP * unit, true).value,
      );
    return atEdge ? byLadder(line, SMALLEST_STEP * unit) : withoutSteps(line, unit);
  }
  const [previous, last] = valid.slice(-2);
  if (hasKink(previous, last)) return kinkOf(last);
  const candidates = valid
    .slice(1)
    .map((next, index) => smooth(next, Math.abs(next.value - valid[index].value)));
  return candidates.reduce((best, next) => (next.uncertainty < best.uncertainty ? next : best));
}

/** The slopes on the two sides by the smallest step, for a function that has a kink within every step. */
function withoutSteps(line: Line, unit: number): Derivative {
  const step = SMALLEST_STEP * unit;
  const [below, above] = [-step, step].map(
    (distance) => (line.at(distance, true).value - line.middle) / distance,
  );
  return kinkOf({ below, above });
}

/** Differences of this order leave of a smooth function nothing beside rounding. */
const NOISE_ORDER = 4;
const NOISE_VALUES = 9;
/** (k!)² / (2k)! for k = 4: the variance of a difference of order k is that of the noise divided by it. */
const NOISE_SHARE = 1 / 70;
const NOISE_STEPS = [1e-8, 1e-10, 1e-12];

/**
 * How far rounding moves a function's values, by differences of order four at steps where the function itself
 * is a straight line (Moré & Wild, "Estimating computational noise", 2011); at least half a unit in the last
 * place.
 *
 * @param precision what the function is computed in.
 */
export function measureNoise(
  at: (distance: number) => number,
  middle: number,
  { precision = "float64" }: { precision?: "float32" | "float64" } = {},
): number {
  const least = (precision === "float64" ? 2 ** -53 : 2 ** -24) * Math.abs(middle);
  const measured = NOISE_STEPS.map((step) => {
    let row = Array.from({ length: NOISE_VALUES }, (_, index) =>
      at((index - Math.floor(NOISE_VALUES / 2)) * step),
    );
    for (let order = 0; order < NOISE_ORDER; order++)
      row = row.slice(1).map((value, index) => value - row[index]);
    return Math.sqrt((NOISE_SHARE * row.reduce((sum, value) => sum + value * value, 0)) / row.length);
  });
  return Math.max(
    least,
    Math.min(smallestOf(measured.filter(Number.isFinite)), Number.MAX_VALUE),
    Number.MIN_VALUE,
  );
}
