import { normal, randomInteger, randomKey, uniform } from "../../../base/random.ts";
import { ABSENT, type Feature, pointOf, rowOf } from "../../gaussian-process/space-features.ts";
import type { Box } from "../../gaussian-process/trust-region.ts";
import { sizeOf } from "../../space/domain.ts";
import { isAllowed, type SearchSpace } from "../../space/search-space.ts";
import { drawAnyPoint } from "../request/draws.ts";

/** Where candidates come from. */
export interface CandidatePlan {
  readonly space: SearchSpace;
  readonly features: readonly Feature[];
  /** The rows of the best trials, the best first. */
  readonly best: readonly Float64Array[];
  /** The box that numbers are searched within; everywhere where left out. */
  readonly box?: Box;
  readonly key: number;
}

const DRAWN = 512;
const NEIGHBOURS = 256;
/** Of a trust region's candidates, so many features differ from the best on average. */
const MOVED = 20;

/** Rows of allowed points: drawn from the space or its trust region, and neighbours of the best. */
export function candidatesOf(plan: CandidatePlan): Float64Array[] {
  const { space, features, best, box, key } = plan;
  const rows: Float64Array[] = [];
  const add = (row: Float64Array) => {
    const point = pointOf(space, features, row);
    if (isAllowed(space, point)) rows.push(rowOf(features, point));
  };
  for (let i = 0; i < DRAWN; i++)
    add(
      box === undefined
        ? rowOf(features, drawAnyPoint(space, key, i))
        : drawWithin(box, { ...plan, key: randomKey(key, 2, i) }),
    );
  for (let i = 0; i < NEIGHBOURS; i++)
    add(
      neighbourOf(best[Math.floor((i * best.length) / NEIGHBOURS)], { ...plan, key: randomKey(key, 1, i) }),
    );
  return rows;
}

/** The best row with some of its values drawn within the box, choices more rarely. */
function drawWithin(box: Box, { features, best, key }: CandidatePlan): Float64Array {
  const row = Float64Array.from(best[0]);
  const share = Math.min(1, MOVED / features.length) * (0.3 + 0.7 * uniform(key, 0));
  features.forEach(({ kind, domain }, k) => {
    const own = randomKey(key, k);
    if (row[k] === ABSENT || uniform(own, 0) > share) return;
    if (kind !== "nominal") row[k] = box.low[k] + uniform(own, 1) * (box.high[k] - box.low[k]);
    else if (uniform(own, 1) < 0.3) row[k] = randomInteger(own, 2, sizeOf(domain));
  });
  return row;
}

/** A row that differs in one feature, a few or all, by steps of many sizes. */
function neighbourOf(row: Float64Array, { features, box, key }: CandidatePlan): Float64Array {
  const next = Float64Array.from(row);
  const reach = 10 ** (-3.5 + 3 * uniform(key, 0));
  const chosen = randomInteger(key, 1, features.length);
  const share = uniform(key, 4) < 0.5 ? 1 : 2 / features.length;
  features.forEach(({ kind, domain }, k) => {
    const own = randomKey(key, k);
    if (row[k] === ABSENT || (k !== chosen && uniform(own, 0) >= share)) return;
    if (kind === "nominal") {
      if (k === chosen || uniform(own, 1) < 0.2) next[k] = randomInteger(own, 2, sizeOf(domain));
      return;
    }
    const width = Math.max(reach, Number.isFinite(sizeOf(domain)) ? 0.7 / sizeOf(domain) : 0);
    const place = row[k] + width * normal(own, 1);
    // Reflected at the ends, so that they are not favoured.
    const within = place < 0 ? -place : place > 1 ? 2 - place : place;
    next[k] = Math.min(box?.high[k] ?? 1, Math.max(box?.low[k] ?? 0, within));
  });
  return next;
}
