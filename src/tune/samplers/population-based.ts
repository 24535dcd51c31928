import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { hashName, randomInteger, randomKey, uniform } from "../../base/random.ts";
import { type Domain, fromUnit, isValueOf, nearestValue, toUnit } from "../space/domain.ts";
import { buildPoint, isAllowed, type Point, type SearchSpace } from "../space/search-space.ts";
import { quasiRandomPoint } from "./quasi-random.ts";
import { drawKey } from "./request/draws.ts";
import type { FinishedTrial, SamplerDefinition, SamplerRequest, TrialProposal } from "./request/sampler.ts";

/** Changed points that constraints may refuse, before the parent's own values stay. */
const CHANGES = 200;

const options = z.strictObject({
  population: option(z._default(z.int().check(z.gte(2), z.lte(1000)), 10), {
    help: "How many trainings go on side by side: so many trials make a generation.",
  }),
  generations: option(z._default(z.int().check(z.gte(2), z.lte(1000)), 10), {
    help: "How many parts a training is divided into: after each the worst go on as the best.",
  }),
  truncation: option(z._default(z.number().check(z.gt(0), z.lte(0.5)), 0.2), {
    help: "The share of a generation that goes on from one of as many of its best.",
  }),
  resample: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0.25), {
    help: "The chance of each value to be drawn anew instead of being moved a little.",
  }),
  factor: option(z._default(z.number().check(z.gt(1), z.lte(10)), 1.2), {
    help: "By how much a value is multiplied or divided where it is moved.",
  }),
});

type Options = z.output<typeof options>;

/**
 * Population based training: trainings go on side by side in parts. After each part those with the highest
 * losses go on from the checkpoint of one with the lowest (exploit, by truncation), with values that are
 * moved by a factor or drawn anew (explore); the others go on as they are. Each part is a trial, so that a
 * line of trials is one training with a schedule of its values.
 *
 * A generation is chosen when all of the one before have ended: the study is then the same however many
 * workers there are, and after any of them was lost. Jaderberg et al. let each member choose for itself as
 * soon as it can, which wastes nothing where parts differ in length, and cannot be repeated. Numbers are
 * moved on their scale: 1 − x on that of shares near 1. Ordered choices move to a neighbour, others stay.
 *
 * Options, with their limits and defaults: `population` (whole number, ≥ 2, ≤ 1000; 10), `generations` (whole
 * number, ≥ 2, ≤ 1000; 10), `truncation` (number, > 0, ≤ 0.5; 0.2), `resample` (number, ≥ 0, ≤ 1; 0.25),
 * `factor` (number, > 1, ≤ 10; 1.2).
 */
export const populationBased: SamplerDefinition<typeof options> = {
  kind: "populationBased",
  title: "Population based training",
  help: "Trains a population in parts: the worst go on from the best, with values moved a little.",
  paper: "Jaderberg et al., Population Based Training of Neural Networks, 2017",
  options,
  ignoresHistory: false,
  goesOn: true,
  severalObjectives: false,
  propose: proposePart,
};

function proposePart(request: SamplerRequest, options: Options): TrialProposal {
  const { number, finished } = request;
  const { population, generations } = options;
  const generation = Math.floor(number / population);
  if (generation >= generations) return null;
  if (generation === 0) return { point: quasiRandomPoint(request) };
  const first = (generation - 1) * population;
  const before = finished.filter((trial) => trial.number >= first && trial.number < first + population);
  if (before.length < population) return null;
  const ranked = before.filter(({ status }) => status !== "failed").sort(byWorth);
  if (ranked.length === 0) return { point: quasiRandomPoint(request) };
  const own = before.find((trial) => trial.number === number - population)!;
  const share = Math.max(1, Math.round(options.truncation * population));
  const place = ranked.indexOf(own);
  if (place >= 0 && (place < population - share || place < share))
    return { point: own.point, from: own.number, why: `It goes on from trial ${own.number + 1}.` };
  const key = drawKey(request, "populationBased");
  const best = ranked[randomInteger(key, 0, Math.min(share, ranked.length))];
  return {
    point: changed(request.space, best.point, { options, key }),
    from: best.number,
    why: `It goes on from trial ${best.number + 1} with other values, as trial ${own.number + 1} was poor.`,
  };
}

/** Trials that keep to the limits first, then by loss, then by number. */
function byWorth(a: FinishedTrial, b: FinishedTrial): number {
  return a.violation - b.violation || a.values[0] - b.values[0] || a.number - b.number;
}

function changed(
  space: SearchSpace,
  parent: Point,
  { options, key }: { options: Options; key: number },
): Point {
  for (let turn = 0; turn < CHANGES; turn++) {
    const drawn = randomKey(key, turn);
    const point = buildPoint(space, ({ name, domain }) => {
      const own = randomKey(drawn, hashName(name));
      const isAnew = !Object.hasOwn(parent, name) || uniform(own, 0) < options.resample;
      if (isAnew) return fromUnit(domain, uniform(own, 1));
      return moved(domain, parent[name], { factor: options.factor, isUp: uniform(own, 2) < 0.5 });
    });
    if (isAllowed(space, point)) return point;
  }
  return parent;
}

/** A value moved on its scale, at least to the next one where it has steps, and no further than its range. */
function moved(domain: Domain, value: number, { factor, isUp }: { factor: number; isUp: boolean }): number {
  if (domain.kind === "choice") {
    const other = domain.ordered ? value + (isUp ? 1 : -1) : value;
    return isValueOf(domain, other) ? other : value;
  }
  const by = isUp ? factor : 1 / factor;
  const wanted = domain.scale === "oneMinusLog" ? 1 - (1 - value) / by : value * by;
  const { step } = domain;
  const near = nearestValue(wanted, domain);
  if (step === undefined || near !== value) return withinRange(domain, near);
  return nearestValue(value + (isUp ? step : -step), domain);
}

/** Rounding may leave a value a hair beside what its scale can say. */
function withinRange(domain: Domain, value: number): number {
  return isValueOf(domain, value) ? value : fromUnit(domain, toUnit(domain, value));
}
