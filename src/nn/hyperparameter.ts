import * as z from "zod/mini";
import { option } from "../base/option.ts";

/** How fast an exponential ramp goes: after the whole of its way, e^-10 of it is left. */
const EXPONENTIAL_RATE = 10;

/** A number that goes from one value to another over the first part of a training. */
export interface HyperparameterRamp {
  readonly from: number;
  readonly to: number;
  readonly overFraction: number;
  readonly curve: "linear" | "exponential";
}

/** A number of a layer that may follow the training's course; see {@link hyperparameterAt}. */
export type Hyperparameter = number | HyperparameterRamp;

/**
 * The schema of a layer's number that may be told as one number or as its course over the training,
 * `{ from, to, overFraction, curve }`.
 *
 * @param number what each of the numbers must be.
 *
 * @example
 * z._default(hyperparameter(z.number().check(z.gte(0), z.lt(1))), 0.5); // 0.2 or { from: 0, to: 0.5,
 * overFraction: 0.3 }
 */
export function hyperparameter(number: z.ZodMiniNumber<number>) {
  return option(
    z.union([
      number,
      z.strictObject({
        from: option(number, { help: "The number at the beginning of the training." }),
        to: option(number, { help: "The number at the end of the course, which stays." }),
        overFraction: option(z._default(z.number().check(z.gt(0), z.lte(1)), 1), {
          help: "The share of the training's updates over which it goes.",
          scale: "linear",
          range: [0.1, 1],
        }),
        curve: option(z._default(z.enum(["linear", "exponential"]), "linear"), {
          help: '"linear", or "exponential": fast at first, to − (to − from)·e^(−10·share).',
          scale: "choices",
          paper: "Morerio et al., Curriculum Dropout, 2017",
        }),
      }),
    ]),
    { help: "A number, or its course over the training.", type: "number or course" },
  );
}

/**
 * The number at a moment of the training.
 *
 * @param done updates done so far, from 0. @param total updates in the whole training.
 * @see Morerio et al., Curriculum Dropout, 2017, for the exponential curve.
 */
export function hyperparameterAt(
  value: Hyperparameter,
  { done, total }: { done: number; total: number },
): number {
  if (typeof value === "number") return value;
  const { from, to, overFraction, curve } = value;
  const share = Math.min(1, done / (overFraction * total));
  if (share === 1) return to;
  const way = curve === "linear" ? share : 1 - Math.exp(-EXPONENTIAL_RATE * share);
  return from + (to - from) * way;
}

/** The number at the end of its course. */
export function finalValue(value: Hyperparameter): number {
  return typeof value === "number" ? value : value.to;
}
