import { isActive, type Point, pointKey, type SearchSpace } from "../../space/search-space.ts";
import type { SamplerRequest } from "./sampler.ts";

type Trials = Pick<SamplerRequest, "finished" | "pending">;

/** Points do not change, so that their keys are made once. */
const keys = new WeakMap<Point, string>();

/** Whether a point was tried or is being tried: compared value by value, which is fast for one point. */
export function isTried(point: Point, { finished, pending }: Trials): boolean {
  const names = Object.keys(point);
  const values = names.map((name) => point[name]);
  const isSame = (trial: { readonly point: Point }) => {
    for (let at = 0; at < names.length; at++) if (trial.point[names[at]] !== values[at]) return false;
    return Object.keys(trial.point).length === names.length;
  };
  return finished.some(isSame) || pending.some(isSame);
}

/** The keys of all points that were tried or are being tried, to ask about many points. */
export function triedKeys({ finished, pending }: Trials): ReadonlySet<string> {
  const tried = new Set<string>();
  for (const { point } of finished) tried.add(keyOf(point));
  for (const { point } of pending) tried.add(keyOf(point));
  return tried;
}

function keyOf(point: Point): string {
  const known = keys.get(point);
  if (known !== undefined) return known;
  const key = pointKey(point);
  keys.set(point, key);
  return key;
}

/** All points of a space of finite size, constraints not looked at, given the values of each parameter. */
export function* pointsOf(
  space: SearchSpace,
  valuesOf: (parameter: SearchSpace["parameters"][number]) => readonly number[],
): Generator<Point> {
  const { parameters } = space;
  const lists = parameters.map(valuesOf);
  function* from(index: number, point: Point): Generator<Point> {
    if (index === parameters.length) yield point;
    else if (!isActive(parameters[index], point)) yield* from(index + 1, point);
    else
      for (const value of lists[index])
        yield* from(
          index + 1,
          Object.assign(Object.create(null), point, { [parameters[index].name]: value }),
        );
  }
  yield* from(0, Object.create(null));
}
