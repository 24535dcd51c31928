import * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import { option } from "../../base/option.ts";
import { type Domain, fromUnit, sizeOf, valuesOf } from "../space/domain.ts";
import { isAllowed, pointKey } from "../space/search-space.ts";
import { drawKey, noAllowedPoint } from "./request/draws.ts";
import type { SamplerDefinition, SamplerRequest, TrialProposal } from "./request/sampler.ts";
import { isTried, triedKeys } from "./request/tried-points.ts";
import { gridWalk, shuffledPlace } from "./sequences/grid-walk.ts";

/** The largest grid whose places are told apart exactly; nobody walks a millionth of it. */
const LARGEST = 2 ** 52;
/** Refused or tried places in a row, after which there is nothing that a walk would find. */
const LOOKED = 1_000_000;

const options = z.strictObject({
  levels: option(z._default(z.int().check(z.gte(1), z.lte(1000)), 5), {
    help:
      "How many values of each number without steps, evenly on its scale from end to end; choices and " +
      "numbers with steps have all of theirs.",
  }),
});

/**
 * Every combination of values, each once, in an order shuffled by the seed: a grid that ends early has then
 * been seen everywhere, which row by row it has not. The trial's number is the place in that order; a place
 * that the constraints refuse or that was tried otherwise gives way to the next.
 *
 * Options, with their limits and defaults: `levels` (whole number, ≥ 1, ≤ 1000; 5).
 */
export const grid: SamplerDefinition<typeof options> = {
  kind: "grid",
  title: "Grid search",
  help: "Walks every combination of values, each once, in a shuffled order.",
  options,
  ignoresHistory: true,
  severalObjectives: true,
  propose: (request, { levels }) => nextOfGrid(request, levels),
};

function nextOfGrid(request: SamplerRequest, levels: number): TrialProposal {
  const { space, seed, number } = request;
  const walk = gridWalk(space, ({ domain }) => levelsOf(domain, levels));
  if (walk.size > LARGEST) throw tooLarge(walk.size, levels);
  const key = drawKey({ seed, number: 0 }, "grid");
  const at = (step: number) => walk.at(shuffledPlace((number + step) % walk.size, { size: walk.size, key }));
  const first = at(0);
  if (isAllowed(space, first) && !isTried(first, request)) return { point: first };
  const tried = triedKeys(request);
  let isAnyAllowed = isAllowed(space, first);
  for (let step = 1; step < Math.min(walk.size, LOOKED); step++) {
    const point = at(step);
    if (!isAllowed(space, point)) continue;
    if (!tried.has(pointKey(point))) return { point };
    isAnyAllowed = true;
  }
  if (isAnyAllowed) return null;
  throw noAllowedPoint();
}

function levelsOf(domain: Domain, levels: number): number[] {
  if (Number.isFinite(sizeOf(domain))) return valuesOf(domain);
  if (levels === 1) return [fromUnit(domain, 0.5)];
  return Array.from({ length: levels }, (_, level) => fromUnit(domain, level / (levels - 1)));
}

function tooLarge(size: number, levels: number): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "grid-too-large",
    message: `The grid would have ${size.toExponential(1)} points, more than anyone can walk.`,
    details: { size, levels },
    hint: 'Give the sampler fewer "levels", wider steps to the parameters, or take another sampler.',
  });
}
