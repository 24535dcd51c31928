import { hashName, normal, randomInteger, randomKey, uniform } from "../../base/random.ts";
import { fromUnit, sizeOf, toUnit, valuesOf } from "../space/domain.ts";
import {
  buildPoint,
  countPoints,
  isAllowed,
  type Parameter,
  type Point,
  pointKey,
  type SearchSpace,
} from "../space/search-space.ts";
import { drawAnyPoint, noAllowedPoint } from "./request/draws.ts";
import type { SamplerRequest, TrialProposal } from "./request/sampler.ts";
import { pointsOf, triedKeys } from "./request/tried-points.ts";

/** Neighbours that are looked at before the whole space is. */
const NEIGHBOURS = 200;
/** Random points, of which a new one is found unless the space is nearly used up or hardly allowed. */
const DRAWS = 2000;
/** Spaces up to this size are walked from end to end, so that null is the truth. */
const WALKED = 200_000;
/** Refused draws in larger spaces, after which there seems to be no allowed point. */
const LAST_DRAWS = 50_000;

/**
 * A point that is allowed and was not tried, as near as can be to one that is not allowed or was tried: a
 * neighbour, then any point; null where the space is used up.
 *
 * @param key of random numbers.
 * @throws TrainwellError `no-allowed-point` when nothing allowed is found.
 */
export function anotherPoint(near: Point, request: SamplerRequest, key: number): TrialProposal {
  const { space } = request;
  const tried = triedKeys(request);
  const isNew = (point: Point) => isAllowed(space, point) && !tried.has(pointKey(point));
  for (let index = 0; index < NEIGHBOURS; index++) {
    const point = neighbour(space, near, { key: randomKey(key, index), reach: index / NEIGHBOURS });
    if (isNew(point)) return { point, why: "A neighbour of a point that was tried or is not allowed." };
  }
  const why = "Drawn, as what the sampler wanted was tried or is not allowed.";
  let isAnyAllowed = false;
  const isCountable = countPoints(space) <= WALKED;
  for (let index = 0; index < (isCountable ? DRAWS : LAST_DRAWS); index++) {
    const point = drawAnyPoint(space, key, index);
    if (!isAllowed(space, point)) continue;
    if (!tried.has(pointKey(point))) return { point, why };
    isAnyAllowed = true;
  }
  if (!isCountable) {
    if (isAnyAllowed) return null;
    throw noAllowedPoint();
  }
  for (const point of pointsOf(space, ({ domain }) => valuesOf(domain))) {
    if (!isAllowed(space, point)) continue;
    if (!tried.has(pointKey(point))) return { point, why };
    isAnyAllowed = true;
  }
  if (isAnyAllowed) return null;
  throw noAllowedPoint();
}

/** A point that differs in one value or a few: the further the reach, the more and the wider. */
function neighbour(space: SearchSpace, near: Point, options: { key: number; reach: number }): Point {
  const { key, reach } = options;
  const movable = space.parameters.filter(
    ({ name, domain }) => Object.hasOwn(near, name) && sizeOf(domain) > 1,
  );
  const chosen = movable[randomInteger(key, 0, Math.max(1, movable.length))]?.name;
  const share = (2 * reach) / Math.max(1, movable.length);
  return buildPoint(space, (parameter) => {
    const { name, domain } = parameter;
    const own = randomKey(key, hashName(name));
    if (!Object.hasOwn(near, name)) return fromUnit(domain, uniform(own, 0));
    const isMoved = name === chosen || uniform(own, 0) < share;
    return isMoved ? moved(parameter, near[name], { key: own, reach }) : near[name];
  });
}

function moved({ domain }: Parameter, value: number, { key, reach }: { key: number; reach: number }): number {
  const size = sizeOf(domain);
  if (size === 1) return value;
  const unit = toUnit(domain, value);
  if (domain.kind === "choice" && !domain.ordered) {
    const other = randomInteger(key, 1, size - 1);
    return other < value ? other : other + 1;
  }
  const away = fromUnit(domain, unit + normal(key, 1) * Math.max(0.02, 1 / size, 0.3 * reach));
  return away;
}
