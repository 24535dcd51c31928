import { hashName, randomKey, uniform } from "../../../base/random.ts";
import { type Parameter, type Point, pointKey, type SearchSpace } from "../../space/search-space.ts";
import { drawPoint } from "../request/draws.ts";
import type { FinishedTrial, PendingTrial } from "../request/sampler.ts";

const rate: Parameter = { name: "rate", domain: { kind: "number", low: 1e-5, high: 1, scale: "log" } };
const share: Parameter = { name: "share", domain: { kind: "number", low: 0, high: 0.6, scale: "linear" } };
const beta: Parameter = {
  name: "beta",
  domain: { kind: "number", low: 0.5, high: 0.9999, scale: "oneMinusLog" },
};
const units: Parameter = {
  name: "units",
  domain: { kind: "number", low: 1, high: 300, scale: "log", step: 1 },
};
const steps: Parameter = {
  name: "steps",
  domain: { kind: "number", low: 0.1, high: 0.9, scale: "linear", step: 0.2 },
};
const batch: Parameter = {
  name: "batch",
  domain: { kind: "choice", labels: ["16", "32", "64"], ordered: true },
};
const way: Parameter = { name: "way", domain: { kind: "choice", labels: ["a", "b", "c"], ordered: false } };
const one: Parameter = { name: "one", domain: { kind: "choice", labels: ["only"], ordered: false } };
const fixed: Parameter = { name: "fixed", domain: { kind: "number", low: 3, high: 3, scale: "log" } };

/** Parameters that are there only with some value of another. */
function below(parameter: Parameter, name: string, values: readonly number[]): Parameter {
  return { ...parameter, condition: { parameter: name, values } };
}

/** Spaces of every sort that a sampler may be asked about, by what they try. */
export const CONFORMANCE_SPACES: Readonly<Record<string, SearchSpace>> = {
  "numbers of every scale": { parameters: [rate, share, beta] },
  "numbers with steps": { parameters: [units, steps] },
  "choices, and values that are fixed": { parameters: [way, batch, one, fixed] },
  "all sorts together": { parameters: [rate, units, way, batch, fixed] },
  "branches within branches": {
    parameters: [
      way,
      below(rate, "way", [1, 2]),
      below(batch, "way", [1]),
      below(units, "batch", [2]),
      share,
    ],
  },
  "values that constrain each other": {
    parameters: [share, steps, way],
    allows: ({ share, steps }) => share + steps <= 0.8,
  },
  "a single point": { parameters: [one, fixed] },
};

/** A space of 21 points, of which its constraint allows 20: one choice has one with fewer batches. */
export const SMALL_SPACE: SearchSpace = {
  parameters: [way, batch, below(steps, "way", [2])],
  allows: ({ way, batch }) => !(way === 1 && batch === 2),
};

/**
 * A history of trials at random points: complete, stopped and failed ones, with curves and violations, in an
 * order of ends that is not that of their numbers; and three pending ones.
 */
export function historyOf(
  space: SearchSpace,
  { count, objectives, salt = 0 }: { count: number; objectives: number; salt?: number },
): { finished: FinishedTrial[]; pending: PendingTrial[] } {
  const trials: FinishedTrial[] = [];
  const seen = new Set<string>();
  for (let number = 0; number < count + 3; number++) {
    const point = drawPoint(space, randomKey(hashName("history"), number));
    if (seen.has(pointKey(point))) continue;
    seen.add(pointKey(point));
    trials.push(trialAt(point, { number: trials.length, objectives, salt }));
  }
  const pending = trials.splice(Math.min(count, Math.max(0, trials.length - 1)));
  for (let at = 1; at < trials.length; at += 3) [trials[at - 1], trials[at]] = [trials[at], trials[at - 1]];
  return { finished: trials, pending: pending.map(({ number, point }) => ({ number, point })) };
}

function trialAt(
  point: Point,
  { number, objectives, salt }: { number: number; objectives: number; salt: number },
): FinishedTrial {
  const key = randomKey(hashName("trial"), number, salt);
  const draw = uniform(key, 0);
  const status = draw < 0.15 ? "failed" : draw < 0.35 ? "stopped" : "complete";
  if (status === "failed") return { number, point, status, values: [], violation: 0, curve: [] };
  const values = Array.from({ length: objectives }, (_, at) => uniform(key, 1 + at));
  const steps = status === "complete" ? 9 : 1 + Math.floor(uniform(key, 20) * 8);
  const curve = Array.from({ length: steps }, (_, at) => ({ step: at + 1, value: values[0] + 1 / (at + 1) }));
  const violation = uniform(key, 21) < 0.1 ? uniform(key, 22) : 0;
  return { number, point, status, values, violation, curve };
}
