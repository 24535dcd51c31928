import { minimize } from "../../../base/minimize.ts";
import { normal, randomInteger, randomKey, uniform } from "../../../base/random.ts";
import { fromUnit, sizeOf, toUnit } from "../../space/domain.ts";
import { isAllowed, type SearchSpace } from "../../space/search-space.ts";
import { drawAnyPoint } from "../draws.ts";
import { type Feature, pointOf, rowOf } from "./features.ts";
import { settings } from "./settings.ts";

/** A value to be made as large as can be. */
export interface Acquisition {
  at(row: Float64Array): number;
  withGradient(row: Float64Array, gradient: Float64Array): number;
}



/** Where to search. */
export interface SearchPlan {
  readonly space: SearchSpace;
  readonly features: readonly Feature[];
  /** The best rows so far, the best first. */
  readonly best: readonly Float64Array[];
  readonly key: number;
  readonly isTried: (row: Float64Array) => boolean;
  /** The box to search within, for features that are numbers; everywhere where left out. */
  readonly box?: { readonly low: Float64Array; readonly high: Float64Array };
}

/** The row with the largest acquisition that was found: among random ones and neighbours of the best, refined. */
export function searchBest(acquisition: Acquisition, plan: SearchPlan): Float64Array {
  const { space, features, best, key } = plan;
  const scored: { row: Float64Array; value: number }[] = [];
  const consider = (row: Float64Array) => {
    const rounded = rowOf(features, pointOf(space, features, row));
    if (space.allows !== undefined && !isAllowed(space, pointOf(space, features, rounded))) return;
    scored.push({ row: rounded, value: acquisition.at(rounded) });
  };
  for (let i = 0; i < settings.global; i++) {
    consider(plan.box === undefined ? rowOf(features, drawAnyPoint(space, key, i)) : drawInBox(plan, randomKey(key, 2, i)));
  }
  for (let i = 0; i < settings.local && best.length > 0; i++)
    consider(neighbourOf(plan, best[Math.floor((i * Math.min(5, best.length)) / settings.local)], randomKey(key, 1, i)));
  scored.sort((a, b) => b.value - a.value);
  const refined = spreadOf(scored)
    .slice(0, settings.starts)
    .map(({ row }) => refine(acquisition, plan, row));
  refined.push(...scored.slice(0, 20));
  let chosen: { row: Float64Array; value: number } | undefined;
  for (const candidate of refined)
    if ((chosen === undefined || candidate.value > chosen.value) && !plan.isTried(candidate.row)) chosen = candidate;
  return (chosen ?? refined[0]).row;
}

/** A row in the box: some of the best one's values, the others drawn; TuRBO's perturbation mask. */
function drawInBox({ features, best, box, space }: SearchPlan, key: number): Float64Array {
  const next = Float64Array.from(best[0]);
  const share = Math.max(0.3, Math.min(1, 20 / features.length)) * (0.3 + 0.7 * uniform(key, 0));
  for (let k = 0; k < features.length; k++) {
    if (next[k] < 0 || uniform(key, 10 + k) > share) continue;
    const { kind, domain } = features[k];
    next[k] = kind === "nominal" ? (uniform(key, 1010 + k) < 0.3 ? randomInteger(key, 2010 + k, sizeOf(domain)) : next[k]) : box!.low[k] + uniform(key, 3010 + k) * (box!.high[k] - box!.low[k]);
  }
  return rowOf(features, pointOf(space, features, next));
}

/** The best ones that are not next to a better one. */
function spreadOf(scored: readonly { row: Float64Array; value: number }[]) {
  const kept: { row: Float64Array; value: number }[] = [];
  for (const candidate of scored.slice(0, 60)) {
    const near = (other: { row: Float64Array }) =>
      candidate.row.every((value, k) => Math.abs(value - other.row[k]) < 0.05);
    if (!kept.some(near)) kept.push(candidate);
  }
  return kept;
}

/** A row that differs in one feature or a few, by steps of many sizes. */
function neighbourOf({ features, space, box }: SearchPlan, row: Float64Array, key: number): Float64Array {
  const next = Float64Array.from(row);
  const reach = 10 ** (-3.5 + 3 * uniform(key, 0));
  const chosen = randomInteger(key, 1, features.length);
  const share = uniform(key, 2) < 0.5 ? 1 : 2 / features.length;
  for (let k = 0; k < features.length; k++) {
    if (row[k] < 0 || (k !== chosen && uniform(key, 10 + k) >= share)) continue;
    const { kind, domain } = features[k];
    if (kind === "nominal") {
      if (k === chosen || uniform(key, 1010 + k) < 0.2) next[k] = randomInteger(key, 2010 + k, sizeOf(domain));
    } else {
      const width = Math.max(reach, Number.isFinite(sizeOf(domain)) ? 0.7 / sizeOf(domain) : 0);
      const moved = row[k] + width * normal(key, 3010 + k);
      next[k] = Math.min(box?.high[k] ?? 1, Math.max(box?.low[k] ?? 0, moved < 0 ? -moved : moved > 1 ? 2 - moved : moved));
    }
  }
  // Conditions may have changed: what is newly there is drawn, and what is gone is absent.
  const point = pointOf(space, features, next);
  return rowOf(features, point);
}

/** Gradient steps of the fine features, then single steps of the others, as long as they help. */
function refine(acquisition: Acquisition, { features, space, box }: SearchPlan, start: Float64Array) {
  let row = start;
  let value = acquisition.at(row);
  for (let round = 0; round < 3; round++) {
    const before = value;
    ({ row, value } = climb(acquisition, { features, box }, { row, value }));
    ({ row, value } = step(acquisition, { features, space }, { row, value }));
    if (value - before < 1e-3) break;
  }
  const rounded = rowOf(features, pointOf(space, features, row));
  const isFine = isAllowed(space, pointOf(space, features, rounded));
  return isFine ? { row: rounded, value: acquisition.at(rounded) } : { row: start, value: acquisition.at(start) };
}

function climb(acquisition: Acquisition, { features, box }: Pick<SearchPlan, "features" | "box">, from: { row: Float64Array; value: number }) {
  const moved = features.flatMap(({ kind }, k) => (kind === "fine" && from.row[k] >= 0 ? [k] : []));
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
      steps: settings.steps,
      tolerance: 1e-3,
      progress: 1e-4,
    },
  );
  for (let m = 0; m < moved.length; m++) row[moved[m]] = found.x[m];
  return -found.value > from.value ? { row, value: -found.value } : from;
}

function step(
  acquisition: Acquisition,
  { features, space }: { features: readonly Feature[]; space: SearchSpace },
  from: { row: Float64Array; value: number },
) {
  let best = from;
  for (let k = 0; k < features.length; k++) {
    const { kind, domain } = features[k];
    if (kind === "fine" || from.row[k] < 0) continue;
    const size = sizeOf(domain);
    for (let index = 0; index < size; index++) {
      const next = Float64Array.from(best.row);
      next[k] = kind === "nominal" ? index : toUnit(domain, fromUnit(domain, (index + 0.5) / size));
      if (next[k] === best.row[k]) continue;
      const row = rowOf(features, pointOf(space, features, next));
      const value = acquisition.at(row);
      if (value > best.value) best = { row, value };
    }
  }
  return best;
}
