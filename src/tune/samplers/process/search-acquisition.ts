import { minimize } from "../../../base/minimize.ts";
import type { Acquisition } from "../../gaussian-process/acquisition.ts";
import { ABSENT, pointOf, rowOf } from "../../gaussian-process/space-features.ts";
import { fromUnit, sizeOf, toUnit } from "../../space/domain.ts";
import { isAllowed } from "../../space/search-space.ts";
import { type CandidatePlan, candidatesOf } from "./candidates.ts";

/** How many candidates are refined, and by how many steps of the gradient. */
const STARTS = 4;
const STEPS = 30;
/** Starts differ by so much in a feature at least. */
const APART = 0.05;
/** So many of the best candidates may become starts, and take a refined one's place that was tried. */
const CONSIDERED = 60;

interface Scored {
  readonly row: Float64Array;
  readonly value: number;
}

/** Where to search, and which rows are not to be found again. */
export interface SearchPlan extends CandidatePlan {
  readonly isTried: (row: Float64Array) => boolean;
}

/**
 * The row of an allowed point with the largest acquisition that is found: the best of many candidates, a few
 * of them refined along the gradient and, where features are choices or have few values, one by one.
 *
 * @returns undefined where the constraints refuse every candidate.
 */
export function searchBest(acquisition: Acquisition, plan: SearchPlan): Float64Array | undefined {
  const scored = candidatesOf(plan)
    .map((row) => ({ row, value: acquisition.at(row) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, CONSIDERED);
  const refined = apart(scored)
    .slice(0, STARTS)
    .map((start) => refine(acquisition, plan, start));
  const all = [...refined, ...scored].sort((a, b) => b.value - a.value);
  return (all.find(({ row }) => !plan.isTried(row)) ?? all[0])?.row;
}

/** Those that are not next to a better one. */
function apart(scored: readonly Scored[]): Scored[] {
  const kept: Scored[] = [];
  for (const candidate of scored) {
    const isNear = ({ row }: Scored) => row.every((place, k) => Math.abs(place - candidate.row[k]) < APART);
    if (!kept.some(isNear)) kept.push(candidate);
  }
  return kept;
}

function refine(acquisition: Acquisition, plan: SearchPlan, start: Scored): Scored {
  const { space, features } = plan;
  let reached = start;
  for (let round = 0; round < 3; round++) {
    const before = reached.value;
    reached = step(acquisition, plan, climb(acquisition, plan, reached));
    if (reached.value - before < 1e-3) break;
  }
  const point = pointOf(space, features, reached.row);
  if (!isAllowed(space, point)) return start;
  const row = rowOf(features, point);
  return { row, value: acquisition.at(row) };
}

/** Along the gradient, in features of many values. */
function climb(acquisition: Acquisition, { features, box }: SearchPlan, from: Scored): Scored {
  const moved = features.flatMap(({ kind }, k) => (kind === "fine" && from.row[k] !== ABSENT ? [k] : []));
  if (moved.length === 0) return from;
  const row = Float64Array.from(from.row);
  const whole = new Float64Array(features.length);
  const found = minimize(
    (x, gradient) => {
      for (let m = 0; m < moved.length; m++) row[moved[m]] = x[m];
      const value = acquisition.withGradient(row, whole);
      for (let m = 0; m < moved.length; m++) gradient[m] = -whole[moved[m]];
      return -value;
    },
    {
      start: moved.map((k) => from.row[k]),
      low: moved.map((k) => box?.low[k] ?? 0),
      high: moved.map((k) => box?.high[k] ?? 1),
      steps: STEPS,
      tolerance: 1e-3,
      progress: 1e-4,
    },
  );
  for (let m = 0; m < moved.length; m++) row[moved[m]] = found.x[m];
  return -found.value > from.value ? { row, value: -found.value } : from;
}

/** To the best value of each feature of few values, one after the other. */
function step(acquisition: Acquisition, { features, space }: SearchPlan, from: Scored): Scored {
  let best = from;
  features.forEach(({ kind, domain }, k) => {
    if (kind === "fine" || from.row[k] === ABSENT) return;
    const size = sizeOf(domain);
    for (let index = 0; index < size; index++) {
      const next = Float64Array.from(best.row);
      next[k] = kind === "nominal" ? index : toUnit(domain, fromUnit(domain, (index + 0.5) / size));
      if (next[k] === best.row[k]) continue;
      const row = rowOf(features, pointOf(space, features, next));
      const value = acquisition.at(row);
      if (value > best.value) best = { row, value };
    }
  });
  return best;
}
