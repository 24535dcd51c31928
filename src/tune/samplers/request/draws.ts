import { TrainwellError } from "../../../base/errors.ts";
import { hashName, randomKey, uniform } from "../../../base/random.ts";
import { fromUnit } from "../../space/domain.ts";
import { buildPoint, isAllowed, type Point, type SearchSpace } from "../../space/search-space.ts";
import type { SamplerRequest } from "./sampler.ts";

/** So many that a simplex of seven dimensions, 1 in 5040 of its cube, is missed once in 20,000 times. */
const DRAWS = 50_000;

/**
 * The key of random numbers for one use within a proposal, a function of the seed and the trial's number.
 *
 * @param request the `seed` of the study and the `number` of the trial that is asked for.
 * @param purpose keeps the uses apart: the sampler's kind, and what it draws.
 */
export function drawKey(request: Pick<SamplerRequest, "seed" | "number">, purpose: string): number {
  return randomKey(request.seed, hashName(purpose), request.number);
}

/** A point with every value drawn by its scale, constraints not looked at: draw `index` of a key. */
export function drawAnyPoint(space: SearchSpace, key: number, index = 0): Point {
  const drawn = randomKey(key, index);
  return buildPoint(space, ({ name, domain }) =>
    fromUnit(domain, uniform(randomKey(drawn, hashName(name)), 0)),
  );
}

/**
 * A point with every value drawn by its scale, drawn again as long as the constraints refuse it.
 *
 * @param space of which it is a point.
 * @param key a whole number from 0 below 2^32 that decides it, such as {@link drawKey} gives.
 * @throws TrainwellError `no-allowed-point` when 50,000 draws were refused.
 */
export function drawPoint(space: SearchSpace, key: number): Point {
  for (let index = 0; index < DRAWS; index++) {
    const point = drawAnyPoint(space, key, index);
    if (isAllowed(space, point)) return point;
  }
  throw noAllowedPoint();
}

/** The error of a space whose constraints refuse all that is tried. */
export function noAllowedPoint(): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "no-allowed-point",
    message: `The search space's constraints refused each of ${DRAWS} points.`,
    details: { draws: DRAWS },
    hint:
      "Loosen the constraints, or write the space so that more of it is allowed: a share of what is left " +
      "instead of parameters that must sum to one.",
  });
}
