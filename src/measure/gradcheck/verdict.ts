import { largestOf, normOf } from "../../base/lists.ts";
import type { Derivative } from "./derivative.ts";

/**
 * The outcome of comparing a gradient d with differences d′, by ‖d − d′‖ / (‖d‖ + ‖d′‖): below 1e-7 `right`,
 * up to 1e-5 `look closer`, up to 1e-3 `suspect`, above `wrong`. `vanishes`: both are below the floor,
 * {@link FLOOR} times what rounding does to the differences, as for a bias before batch normalization.
 * `kinks`: no coordinate has a derivative.
 */
export type Verdict = "right" | "vanishes" | "kinks" | "look closer" | "suspect" | "wrong";

/** The upper bounds of `right`, `look closer` and `suspect`. */
export const BOUNDS = { right: 1e-7, lookCloser: 1e-5, suspect: 1e-3 } as const;

/**
 * Below this many times what rounding does to the differences, a gradient cannot be told from zero to three
 * digits.
 */
const FLOOR = 1000;

/** From the best to the worst. */
const ORDER: readonly Verdict[] = ["right", "vanishes", "kinks", "look closer", "suspect", "wrong"];

/** The worst of some verdicts; `right` of none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return ORDER[Math.max(0, largestOf(verdicts.map((verdict) => ORDER.indexOf(verdict))))];
}

/** Whether a check with this verdict held. */
export function holds(verdict: Verdict): boolean {
  return verdict !== "suspect" && verdict !== "wrong";
}

/** A coordinate of a gradient beside its difference. */
export interface Pair {
  /** The number of the coordinate, in row-major order. */
  readonly index: number;
  /** The derivative by the backward pass. */
  readonly gradient: number;
  readonly derivative: Derivative;
}

/** Some coordinates of a gradient, compared. */
export interface Comparison {
  readonly verdict: Verdict;
  /** ‖d − d′‖ / (‖d‖ + ‖d′‖), from 0 to 1; 0 where both are 0, and 1 where the gradient is not finite. */
  readonly relative: number;
  /** ‖d‖ over the compared coordinates. */
  readonly gradientNorm: number;
  /** ‖d′‖ over the compared coordinates. */
  readonly differenceNorm: number;
  /** How far the differences may be off, as a norm. */
  readonly uncertainty: number;
  /** Coordinates that have no derivative, because a kink lies there; they are left out. */
  readonly kinks: number;
  /** Kinks where the gradient lies outside of the slopes on the two sides. */
  readonly outsideKinks: number;
  /** The coordinate with the largest distance. */
  readonly worst: { readonly index: number; readonly gradient: number; readonly difference: number } | null;
}

/** Compares coordinates and gives the verdict. */
export function compare(pairs: readonly Pair[]): Comparison {
  const compared = pairs.filter(({ derivative }) => !derivative.kink);
  const kinked = pairs.filter(({ derivative }) => derivative.kink);
  const norm = (of: (pair: Pair) => number) => normOf(compared.map(of));
  const gradientNorm = norm(({ gradient }) => gradient);
  const differenceNorm = norm(({ derivative }) => derivative.value);
  const uncertainty = norm(({ derivative }) => derivative.uncertainty);
  const floor = FLOOR * norm(({ derivative }) => derivative.rounding);
  const distance = norm(({ gradient, derivative }) => gradient - derivative.value);
  const scale = gradientNorm + differenceNorm;
  const finite = pairs.every(({ gradient }) => Number.isFinite(gradient));
  const relative = !finite ? 1 : scale === 0 ? 0 : distance / scale;
  const outsideKinks = kinked.filter(isOutside).length;
  const verdict = verdictOf({
    compared: compared.length,
    finite,
    relative,
    distance,
    uncertainty,
    vanishes: gradientNorm <= floor && differenceNorm <= floor,
    scale,
  });
  return {
    verdict: outsideKinks > 0 ? worstOf([verdict, "look closer"]) : verdict,
    relative,
    gradientNorm: finite ? gradientNorm : Number.MAX_VALUE,
    differenceNorm,
    uncertainty,
    kinks: kinked.length,
    outsideKinks,
    worst: worstPair(compared),
  };
}

function verdictOf(of: {
  compared: number;
  finite: boolean;
  relative: number;
  distance: number;
  uncertainty: number;
  vanishes: boolean;
  scale: number;
}): Verdict {
  if (!of.finite) return "wrong";
  if (of.compared === 0) return "kinks";
  if (of.vanishes) return "vanishes";
  if (of.relative < BOUNDS.right) return "right";
  if (of.distance <= of.uncertainty) {
    // Nothing but rounding lies between them; the question is only how much rounding would have hidden.
    return of.uncertainty <= BOUNDS.lookCloser * of.scale ? "right" : "look closer";
  }
  if (of.relative <= BOUNDS.lookCloser) return "look closer";
  return of.relative <= BOUNDS.suspect ? "suspect" : "wrong";
}

function isOutside({ gradient, derivative }: Pair): boolean {
  const [low, high] = [...derivative.sides!].sort((a, b) => a - b);
  const slack = 1e-4 * (Math.abs(low) + Math.abs(high)) + 1e-6;
  return gradient < low - slack || gradient > high + slack;
}

function worstPair(pairs: readonly Pair[]): Comparison["worst"] {
  let worst: Comparison["worst"] = null;
  let largest = 0;
  for (const { index, gradient, derivative } of pairs) {
    const distance = Math.abs(gradient - derivative.value);
    if (distance <= largest) continue;
    largest = distance;
    worst = { index, gradient, difference: derivative.value };
  }
  return worst;
}
