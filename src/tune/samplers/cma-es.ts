import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { normal, randomKey } from "../../base/random.ts";
import { sizeOf } from "../space/domain.ts";
import {
  buildPoint,
  isAllowed,
  type Parameter,
  type Point,
  type SearchSpace,
} from "../space/search-space.ts";
import {
  beginEvolution,
  type Evolution,
  type EvolutionSetting,
  evolve,
  valueAt,
} from "./evolution/evolution-replay.ts";
import { type EvolutionState, sampleOf } from "./evolution/evolution-state.ts";
import { drawKey } from "./request/draws.ts";
import type { FinishedTrial, SamplerDefinition, SamplerRequest } from "./request/sampler.ts";
import { independentValues } from "./tpe.ts";

/** Draws until the constraints allow one. */
const DRAWS = 100;
/** How many studies' states are kept. */
const KEPT = 8;

const options = z.strictObject({
  step: option(z._default(z.number().check(z.gt(0), z.lte(1)), 0.2), {
    help: "The first standard deviation of each coordinate, as a share of its range.",
  }),
  population: option(z.optional(z.int().check(z.gte(4), z.lte(10_000))), {
    help: "How many trials make a generation; left out, 4 + ⌊3·ln dimensions⌋.",
  }),
  restarts: option(z._default(z.enum(["none", "ipop", "bipop"]), "ipop"), {
    help: "How it begins again once nothing changes: with ever larger populations, or with small ones too.",
    paper: "Auger & Hansen, 2005; Hansen, Benchmarking a BI-Population CMA-ES, 2009",
  }),
  warmStart: option(z._default(z.int().check(z.gte(0)), 0), {
    help: "How many of the first trials that ended tell where to begin, by the best tenth of them.",
    paper: "Nomura et al., Warm Starting CMA-ES for Hyperparameter Optimization, 2021",
  }),
  warmStep: option(z._default(z.number().check(z.gt(0), z.lte(1)), 0.1), {
    help: "The standard deviation around each of the best where it begins, as a share of the range.",
    paper: "Nomura et al., Warm Starting CMA-ES for Hyperparameter Optimization, 2021",
  }),
});

type Options = z.output<typeof options>;

/**
 * CMA-ES, replayed from the trials in the order in which they ended: each population of them is a generation,
 * in which stopped, violating and failed ones count as worst, and points that were not drawn from the state
 * count as injected. Nothing waits for a trial that hangs. Numbers and ordered choices have a coordinate in
 * the unit cube, whose walls mirror; those with steps have a margin. Other choices and conditional parameters
 * are drawn by themselves, as the Parzen estimator does one by one.
 *
 * Options, with their limits and defaults: `step` (number, > 0, ≤ 1; 0.2), `population` (whole number, ≥ 4,
 * ≤ 10000), `restarts` ("none" or "ipop" or "bipop"; "ipop"), `warmStart` (whole number, ≥ 0; 0), `warmStep`
 * (number, > 0, ≤ 1; 0.1).
 */
export const cmaEs: SamplerDefinition<typeof options> = {
  kind: "cmaEs",
  title: "CMA-ES",
  help: "Moves and shapes a normal distribution from generation to generation.",
  paper: "Hansen, The CMA Evolution Strategy: A Tutorial, 2016; Hamano et al., CMA-ES with Margin, 2022",
  options,
  ignoresHistory: false,
  severalObjectives: false,
  propose: (request, options) => ({ point: nextOfEvolution(request, options) }),
};

function nextOfEvolution(request: SamplerRequest, options: Options): Point {
  const setting = settingOf(request, options);
  const { axes } = setting;
  // Only asked where something has no coordinate, as all trials are ranked for it.
  let values: ReturnType<typeof independentValues> | undefined;
  const others = (parameter: Parameter, turn: number) => {
    values ??= independentValues(request);
    return values(parameter, turn);
  };
  const state = axes.length === 0 ? undefined : currentState(setting, request);
  const at = (turn: number) => {
    const units = state === undefined ? [] : drawFrom(state, request, turn);
    const moved = new Map(axes.map(({ name, domain }, index) => [name, valueAt(domain, units[index])]));
    return buildPoint(request.space, (parameter) => moved.get(parameter.name) ?? others(parameter, turn));
  };
  for (let turn = 0; turn < DRAWS; turn++) {
    const point = at(turn);
    if (isAllowed(request.space, point)) return point;
  }
  return at(0);
}

/** Numbers and ordered choices that are always there; the others have no coordinate. */
function axesOf({ parameters }: SearchSpace) {
  return parameters.filter(hasAxis);
}

function hasAxis({ domain, condition }: Parameter): boolean {
  return condition === undefined && sizeOf(domain) > 1 && (domain.kind === "number" || domain.ordered);
}

/** Whether a space has nothing to vary but two or more numbers, each of them always there. */
export function isNumeric({ parameters }: SearchSpace): boolean {
  const varying = parameters.filter(({ domain }) => sizeOf(domain) > 1);
  return varying.length > 1 && varying.every((each) => each.domain.kind === "number" && hasAxis(each));
}

function settingOf({ space, seed }: SamplerRequest, options: Options): EvolutionSetting {
  const axes = axesOf(space);
  return {
    axes,
    ...options,
    population: options.population ?? 4 + Math.floor(3 * Math.log(Math.max(1, axes.length))),
    key: drawKey({ seed, number: 0 }, "cmaEs"),
    drawn: (state, number) => drawFrom(state, { seed, number }, 0),
  };
}

/** A place that the state draws for a number; it may be outside of the cube. */
function drawFrom(
  state: EvolutionState,
  request: Pick<SamplerRequest, "seed" | "number">,
  turn: number,
): Float64Array {
  const key = randomKey(drawKey(request, "cmaEs"), turn);
  return sampleOf(
    state,
    Float64Array.from(state.mean, (_, at) => normal(key, at)),
  );
}

interface Kept {
  readonly evolution: Evolution;
  readonly consumed: readonly FinishedTrial[];
}

const kept = new Map<string, Kept>();

/**
 * The state after all whole generations of trials in the order in which they ended. It is a function of the
 * request alone; what was computed for a history's beginning is kept for when it has grown.
 */
function currentState(setting: EvolutionSetting, { finished }: SamplerRequest): EvolutionState {
  const { axes, step, population, restarts, warmStart, warmStep, key } = setting;
  const name = JSON.stringify([axes, step, population, restarts, warmStart, warmStep, key]);
  const known = kept.get(name);
  let evolution =
    known !== undefined && isBegin(known.consumed, finished, setting)
      ? known.evolution
      : beginEvolution(setting, finished);
  for (;;) {
    const next = evolve(evolution, setting, finished);
    if (next === undefined) break;
    evolution = next;
  }
  kept.delete(name);
  // A warm start that still waits for trials is not kept: it changes with each.
  if (evolution.consumed >= warmStart && evolution.consumed > 0)
    kept.set(name, { evolution, consumed: finished.slice(0, evolution.consumed) });
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return evolution.state;
}

function isBegin(
  consumed: readonly FinishedTrial[],
  finished: readonly FinishedTrial[],
  { axes }: EvolutionSetting,
): boolean {
  return (
    consumed.length <= finished.length &&
    consumed.every((trial, at) => trial === finished[at] || isSame(trial, finished[at], axes))
  );
}

function isSame(a: FinishedTrial, b: FinishedTrial, axes: EvolutionSetting["axes"]): boolean {
  return (
    a.number === b.number &&
    a.status === b.status &&
    a.values[0] === b.values[0] &&
    a.violation === b.violation &&
    a.curve.at(-1)?.step === b.curve.at(-1)?.step &&
    axes.every(({ name }) => a.point[name] === b.point[name])
  );
}
