import * as z from "zod/mini";
import { smallestOf } from "../../base/lists.ts";
import { option } from "../../base/option.ts";
import { hashName, randomInteger, randomKey, uniform } from "../../base/random.ts";
import { type Domain, fromUnit, sizeOf, toUnit } from "../space/domain.ts";
import { buildPoint, isAllowed, type Point, type SearchSpace } from "../space/search-space.ts";
import { polynomialMutation, simulatedBinaryCrossover } from "./evolution/genetic-operators.ts";
import { quasiRandomPoint } from "./quasi-random.ts";
import { rankedTrials } from "./ranking/ranked-trials.ts";
import { drawKey, drawPoint } from "./request/draws.ts";
import type { FinishedTrial, SamplerDefinition, SamplerRequest } from "./request/sampler.ts";

/** Children that constraints may refuse, before a point is drawn instead. */
const CHILDREN = 200;
/** The chance of each number to be crossed, where both parents have it (Deb). */
const CROSSED = 0.5;

const options = z.strictObject({
  population: option(z._default(z.int().check(z.gte(4), z.lte(10_000)), 50), {
    help: "How many trials make a generation, and how many of all so far are parents of the next.",
  }),
  crossover: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0.9), {
    help: "The chance of a child to have two parents instead of one.",
  }),
  crossoverIndex: option(z._default(z.number().check(z.gte(0)), 15), {
    help: "How near to its parents' numbers those of a child are: the larger, the nearer.",
  }),
  mutationIndex: option(z._default(z.number().check(z.gte(0)), 20), {
    help: "How small mutations of numbers are: the larger, the smaller.",
  }),
});

type Options = z.output<typeof options>;

/**
 * NSGA-II: a generation's children come from the best of all before it, by nondominated front and crowding.
 * Numbers are crossed by simulated binary crossover and mutated polynomially, choices come from either parent
 * and are drawn anew where they mutate; a parameter that only one parent has comes from that one. Limits
 * count first (constraint domination). Generations are by trial numbers, so that parallel trials need not
 * wait for each other: a child has the best that ended so far of earlier generations as its parents.
 *
 * Options, with their limits and defaults: `population` (whole number, ≥ 4, ≤ 10000; 50), `crossover`
 * (number, ≥ 0, ≤ 1; 0.9), `crossoverIndex` (number, ≥ 0; 15), `mutationIndex` (number, ≥ 0; 20).
 */
export const nsga2: SamplerDefinition<typeof options> = {
  kind: "nsga2",
  title: "NSGA-II",
  help: "Crosses and mutates the best trials of earlier generations, for several objectives.",
  paper: "Deb et al., A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II, 2002",
  options,
  ignoresHistory: false,
  severalObjectives: true,
  propose: (request, options) => ({ point: nextChild(request, options) }),
};

function nextChild(request: SamplerRequest, options: Options): Point {
  const { space } = request;
  const parents = parentsOf(request, options.population);
  if (parents.length < 2) return quasiRandomPoint(request);
  const key = drawKey(request, "nsga2");
  for (let turn = 0; turn < CHILDREN; turn++) {
    const own = randomKey(key, turn);
    const couple = [tournament(parents, randomKey(own, 1)), tournament(parents, randomKey(own, 2))];
    const child = childOf(space, { couple, options, key: own });
    if (isAllowed(space, child)) return child;
  }
  return drawPoint(space, key);
}

/** The best of all trials of earlier generations: those of each compete with their parents. */
function parentsOf({ finished, number }: SamplerRequest, population: number): FinishedTrial[] {
  const generation = Math.floor(number / population);
  const generations = Array.from({ length: generation }, (): FinishedTrial[] => []);
  for (const trial of finished)
    if (trial.number < generation * population && trial.status !== "failed")
      generations[Math.floor(trial.number / population)].push(trial);
  let parents: FinishedTrial[] = [];
  for (const trials of generations) parents = rankedTrials(parents.concat(trials)).slice(0, population);
  return parents;
}

/** The better of two at random; parents are in the order of front and crowding. */
function tournament(parents: readonly FinishedTrial[], key: number): Point {
  const places = [0, 1].map((index) => randomInteger(key, index, parents.length));
  return parents[smallestOf(places)].point;
}

function childOf(
  space: SearchSpace,
  { couple, options, key }: { couple: readonly Point[]; options: Options; key: number },
): Point {
  const isCrossed = uniform(key, 0) < options.crossover;
  const mutation = 1 / space.parameters.filter(({ domain }) => sizeOf(domain) > 1).length;
  return buildPoint(space, ({ name, domain }) => {
    const own = randomKey(key, hashName(name));
    const values = (isCrossed ? couple : couple.slice(0, 1))
      .filter((parent) => Object.hasOwn(parent, name))
      .map((parent) => parent[name]);
    if (values.length === 0) return fromUnit(domain, uniform(own, 0));
    const value = crossed(domain, { values, options, key: own });
    return uniform(own, 1) < mutation ? mutated(domain, { value, options, key: own }) : value;
  });
}

interface Inherited {
  readonly options: Options;
  readonly key: number;
}

function crossed(
  domain: Domain,
  { values, options, key }: Inherited & { values: readonly number[] },
): number {
  const either = values[uniform(key, 2) < 0.5 ? 0 : values.length - 1];
  const isNumber = domain.kind === "number" || domain.ordered;
  if (!isNumber || values.length === 1 || uniform(key, 3) >= CROSSED) return either;
  const [first, second] = values.map((value) => toUnit(domain, value));
  const unit = simulatedBinaryCrossover(first, second, {
    index: options.crossoverIndex,
    draws: [uniform(key, 4), uniform(key, 5)],
  });
  return fromUnit(domain, unit);
}

function mutated(domain: Domain, { value, options, key }: Inherited & { value: number }): number {
  if (domain.kind === "choice" && !domain.ordered) {
    if (domain.labels.length === 1) return value;
    const other = randomInteger(key, 6, domain.labels.length - 1);
    return other < value ? other : other + 1;
  }
  const { mutationIndex: index } = options;
  return fromUnit(domain, polynomialMutation(toUnit(domain, value), { index, draw: uniform(key, 14) }));
}
