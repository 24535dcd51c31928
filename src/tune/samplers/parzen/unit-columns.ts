import { toUnit } from "../../space/domain.ts";
import type { Parameter, Point } from "../../space/search-space.ts";

/** Points do not change, so that their places are computed once for each list of parameters. */
const known = new WeakMap<readonly Parameter[], WeakMap<Point, Float64Array>>();

/**
 * The places of points, a column for each parameter: in the unit interval, or of choices without an order
 * their index; NaN where a parameter is not there.
 */
export function unitColumns(parameters: readonly Parameter[], points: readonly Point[]): Float64Array[] {
  const columns = parameters.map(() => new Float64Array(points.length));
  let rows = known.get(parameters);
  if (rows === undefined) {
    rows = new WeakMap();
    known.set(parameters, rows);
  }
  for (let at = 0; at < points.length; at++) {
    const point = points[at];
    let row = rows.get(point);
    if (row === undefined) {
      row = rowOf(parameters, point);
      rows.set(point, row);
    }
    for (let column = 0; column < columns.length; column++) columns[column][at] = row[column];
  }
  return columns;
}

function rowOf(parameters: readonly Parameter[], point: Point): Float64Array {
  const row = new Float64Array(parameters.length);
  parameters.forEach(({ name, domain }, at) => {
    const value = point[name];
    if (value === undefined) row[at] = Number.NaN;
    else row[at] = domain.kind === "choice" && !domain.ordered ? value : toUnit(domain, value);
  });
  return row;
}
