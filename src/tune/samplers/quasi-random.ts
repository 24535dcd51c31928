import * as z from "zod/mini";
import { randomKey } from "../../base/random.ts";
import { isAllowed, pointAt } from "../space/search-space.ts";
import { drawKey, noAllowedPoint } from "./request/draws.ts";
import type { SamplerDefinition, SamplerRequest } from "./request/sampler.ts";
import { scrambledSobol } from "./sequences/sobol.ts";

/** How many scramblings are tried for a point that the constraints allow. */
const SCRAMBLINGS = 50_000;

const options = z.strictObject({});

/**
 * Points of a scrambled Sobol sequence, which fill the space more evenly than random ones. The trial's number
 * is the place in the sequence; each parameter has a coordinate of its own, conditional ones too. A point
 * that the constraints refuse is taken from another scrambling.
 */
export const quasiRandom: SamplerDefinition<typeof options> = {
  kind: "quasiRandom",
  title: "Quasi-random search",
  help: "Takes the points of a scrambled Sobol sequence, which fill the space more evenly than random ones.",
  paper: "Joe & Kuo, Constructing Sobol Sequences with Better Two-Dimensional Projections, 2008",
  options,
  ignoresHistory: true,
  severalObjectives: true,
  propose: (request) => ({ point: quasiRandomPoint(request) }),
};

/**
 * The allowed point of a scrambled Sobol sequence at a trial's number.
 *
 * @throws TrainwellError `no-allowed-point` when 50,000 scramblings were refused.
 */
export function quasiRandomPoint(request: Pick<SamplerRequest, "space" | "seed" | "number">) {
  const { space, seed, number } = request;
  const base = drawKey({ seed, number: 0 }, "sobol");
  for (let turn = 0; turn < SCRAMBLINGS; turn++) {
    const key = randomKey(base, turn);
    const units = space.parameters.map((_, dimension) => scrambledSobol(number, { dimension, seed: key }));
    const point = pointAt(space, units);
    if (isAllowed(space, point)) return point;
  }
  throw noAllowedPoint();
}
