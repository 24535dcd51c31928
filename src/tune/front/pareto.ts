/** Whether values to be minimized are nowhere worse than others, and somewhere better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let isBetter = false;
  for (let at = 0; at < a.length; at++) {
    if (a[at] > b[at]) return false;
    if (a[at] < b[at]) isBetter = true;
  }
  return isBetter;
}

/**
 * The nondominated fronts of values to be minimized, the best first, as places in the list: sorted by the
 * first objective, each goes to the first front that has nothing that dominates it (Zhang et al., An
 * Efficient Approach to Nondominated Sorting, 2015).
 */
export function paretoFronts(values: readonly (readonly number[])[]): number[][] {
  const order = values.map((_, at) => at).sort((a, b) => byObjectives(values[a], values[b]) || a - b);
  const fronts: number[][] = [];
  for (const at of order) {
    const isDominatedIn = (front: readonly number[]) =>
      front.findLast((other) => dominates(values[other], values[at])) !== undefined;
    const front = fronts.find((members) => !isDominatedIn(members));
    if (front === undefined) fronts.push([at]);
    else front.push(at);
  }
  return fronts;
}

/**
 * The crowding distance of each member of a front (Deb et al. 2002): the larger, the lonelier; infinite at
 * the ends.
 */
export function crowdingDistances(front: readonly (readonly number[])[]): number[] {
  const distances = front.map(() => 0);
  for (let objective = 0; objective < (front[0]?.length ?? 0); objective++) {
    const order = front.map((_, at) => at).sort((a, b) => front[a][objective] - front[b][objective] || a - b);
    const value = (place: number) => front[order[place]][objective];
    const range = value(order.length - 1) - value(0);
    distances[order[0]] = Number.POSITIVE_INFINITY;
    distances[order[order.length - 1]] = Number.POSITIVE_INFINITY;
    for (let place = 1; place < order.length - 1; place++)
      if (range > 0) distances[order[place]] += (value(place + 1) - value(place - 1)) / range;
  }
  return distances;
}

/** The order by the first objective, of equal ones by the next: no point is dominated by one behind it. */
export function byObjectives(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] - b[at];
  return 0;
}
