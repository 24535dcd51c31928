import { largestOf, smallestOf } from "../../../base/lists.ts";
import { randomKey } from "../../../base/random.ts";
import { type Domain, fromUnit, sizeOf, toUnit } from "../../space/domain.ts";
import { rankedTrials } from "../ranking/ranked-trials.ts";
import type { FinishedTrial } from "../request/sampler.ts";
import { withMargin } from "./evolution-margin.ts";
import { type EvolutionStart, startAgain, startAtBest, startInMiddle } from "./evolution-start.ts";
import {
  type EvolutionConstants,
  type EvolutionState,
  evolutionConstants,
  nextState,
} from "./evolution-state.ts";

/** The coordinates of a replay by name, and the options of the evolution. */
export interface EvolutionSetting {
  readonly axes: readonly { readonly name: string; readonly domain: Domain }[];
  readonly step: number;
  readonly population: number;
  readonly restarts: "none" | "ipop" | "bipop";
  /** How many of the first trials that ended give the start and are not replayed. */
  readonly warmStart: number;
  /** How far around each of the best of those the start reaches. */
  readonly warmStep: number;
  readonly key: number;
  /** The coordinates that a trial's number draws from a state, if they were what it was evaluated at. */
  readonly drawn: (state: EvolutionState, number: number) => Float64Array;
}

/** Where an evolution stands after some of the trials. */
export interface Evolution {
  readonly state: EvolutionState;
  /** That of the generation before, which parallel trials may have been drawn from. */
  readonly previous: EvolutionState;
  readonly constants: EvolutionConstants;
  /** How many trials made it. */
  readonly consumed: number;
  readonly isSmall: boolean;
  readonly largeRuns: number;
  readonly runs: number;
  readonly spent: { readonly large: number; readonly small: number };
  /** The best value of each generation of this run. */
  readonly bests: readonly number[];
  /** Trials with numbers below were drawn for a run that ended, and are left out. */
  readonly firstNumber: number;
}

/** Before any trial, or after those of the warm start. */
export function beginEvolution(setting: EvolutionSetting, finished: readonly FinishedTrial[]): Evolution {
  const { axes, step, population, warmStart, warmStep } = setting;
  const earlier = rankedTrials(finished.slice(0, warmStart)).filter(({ status }) => status === "complete");
  const start =
    earlier.length > 0
      ? startAtBest(
          earlier.map((trial) => unitsOf(setting, trial)),
          { population, around: warmStep },
        )
      : startInMiddle(axes.length, { step, population });
  return started(start, setting, {
    consumed: Math.min(warmStart, finished.length),
    largeRuns: 1,
    runs: 1,
    spent: { large: 0, small: 0 },
    firstNumber: 0,
  });
}

/** One generation further; undefined where too few trials have ended since. */
export function evolve(
  evolution: Evolution,
  setting: EvolutionSetting,
  finished: readonly FinishedTrial[],
): Evolution | undefined {
  const { constants, state } = evolution;
  const trials: FinishedTrial[] = [];
  let consumed = evolution.consumed;
  while (trials.length < constants.population) {
    if (consumed === finished.length) return undefined;
    const trial = finished[consumed++];
    if (trial.number >= evolution.firstNumber) trials.push(trial);
  }
  const best = rankedTrials(trials);
  const ranked = best.map((trial) => coordinatesOf(trial, evolution, setting));
  const next = nextState(state, { ranked, constants });
  const domains = setting.axes.map(({ domain }) => domain);
  const margin = 1 / (domains.length * constants.population);
  const kind = evolution.isSmall ? "small" : "large";
  const after: Evolution = {
    ...evolution,
    previous: state,
    state: withMargin(next, { domains, margin }),
    consumed,
    spent: { ...evolution.spent, [kind]: evolution.spent[kind] + trials.length },
    bests: [...evolution.bests.slice(-200), best[0].values[0] ?? Number.POSITIVE_INFINITY],
  };
  return setting.restarts !== "none" && hasEnded(after, best) ? restarted(after, setting, finished) : after;
}

function restarted(
  after: Evolution,
  setting: EvolutionSetting & { readonly restarts: "none" | "ipop" | "bipop" },
  finished: readonly FinishedTrial[],
): Evolution {
  const start = startAgain({
    strategy: setting.restarts === "bipop" ? "bipop" : "ipop",
    dimension: setting.axes.length,
    step: setting.step,
    population: setting.population,
    largeRuns: after.largeRuns,
    spent: after.spent,
    key: randomKey(setting.key, after.runs),
  });
  let highest = -1;
  for (let at = 0; at < after.consumed; at++) highest = Math.max(highest, finished[at].number);
  return started(start, setting, {
    ...after,
    largeRuns: after.largeRuns + (start.isSmall ? 0 : 1),
    runs: after.runs + 1,
    firstNumber: highest,
  });
}

function started(
  { state, population, isSmall }: EvolutionStart,
  { axes }: EvolutionSetting,
  so: Pick<Evolution, "consumed" | "largeRuns" | "runs" | "spent" | "firstNumber">,
): Evolution {
  const { consumed, largeRuns, runs, spent, firstNumber } = so;
  const constants = evolutionConstants(axes.length, population);
  return {
    ...{ consumed, largeRuns, runs, spent, firstNumber },
    ...{ state, previous: state, constants, isSmall, bests: [] },
  };
}

/** Nothing changes any more: the values, the places, or the shape is too long to compute with. */
function hasEnded({ state, constants, bests }: Evolution, ranked: readonly FinishedTrial[]): boolean {
  const values = ranked.flatMap((trial) => (trial.status === "failed" ? [] : [trial.values[0]]));
  const window = 10 + Math.ceil((30 * constants.dimension) / constants.population);
  const recent = [...bests.slice(-window), ...values];
  const size = Math.max(1e-300, largestOf(recent.map(Math.abs)));
  const isFlat =
    bests.length >= window && largestOf(recent) - smallestOf(recent) <= 1e-11 * Math.min(1, size);
  const axes = state.eigen.values;
  const largest = axes[axes.length - 1];
  const widest = state.step * largest * largestOf(state.spread);
  return isFlat || widest < 1e-9 || largest / axes[0] > 1e7;
}

function unitsOf({ axes }: EvolutionSetting, { point }: FinishedTrial): Float64Array {
  return Float64Array.from(axes, ({ name, domain }) => toUnit(domain, point[name]));
}

/**
 * The value at a coordinate of the evolution. Numbers without steps are mirrored at the walls, so that a best
 * corner is the middle of a bowl; the first and the last cell of others reach on.
 */
export function valueAt(domain: Domain, unit: number): number {
  if (Number.isFinite(sizeOf(domain))) return fromUnit(domain, unit);
  const folded = Math.abs(unit) % 2;
  return fromUnit(domain, folded > 1 ? 2 - folded : folded);
}

/**
 * A trial's coordinates: those that its number was drawn at, which its point does not tell where they were
 * mirrored or within a cell, but which the number gives again; else the place of its point.
 */
function coordinatesOf(
  trial: FinishedTrial,
  { state, previous }: Evolution,
  setting: EvolutionSetting,
): Float64Array {
  for (const from of [state, previous]) {
    const drawn = setting.drawn(from, trial.number);
    const isSame = setting.axes.every(
      ({ name, domain }, at) => valueAt(domain, drawn[at]) === trial.point[name],
    );
    if (isSame) return drawn;
  }
  return unitsOf(setting, trial);
}
