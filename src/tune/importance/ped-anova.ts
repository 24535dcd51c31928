import { normalCdf } from "../../base/statistics.ts";
import { type Domain, sizeOf, toUnit } from "../space/domain.ts";

/** Numbers are put on a grid of so many places. */
const GRID = 50;

/** A density of no less than this everywhere, so that quotients stay finite. */
const LEAST_DENSITY = 1e-12;

/** Half a place is 1.64 standard deviations of the narrowest kernel. */
const NARROWEST = 0.5 / 1.64;

/**
 * The Pearson divergence of the density of a parameter's values among the best trials from that among all:
 * Σ q·(p / q − 1)², with Parzen estimators on a grid, their width by Scott's rule, and a flat kernel beside
 * (Watanabe et al. 2023).
 *
 * @param values those of the best trials and of all that have the parameter; both not empty.
 */
export function pearsonDivergence(
  domain: Domain,
  { best, all }: { best: readonly number[]; all: readonly number[] },
): number {
  const places = gridOf(domain);
  const isChoice = domain.kind === "choice";
  const density = (values: readonly number[]) => {
    const counts = new Float64Array(places.length);
    for (const value of values) counts[places.at(value)]++;
    return isChoice ? choiceDensity(counts, values.length) : numberDensity(counts, values.length);
  };
  const [top, whole] = [density(best), density(all)];
  return whole.reduce((sum, q, place) => sum + q * (top[place] / q - 1) ** 2, 0);
}

interface Grid {
  readonly length: number;
  at(value: number): number;
}

function gridOf(domain: Domain): Grid {
  if (domain.kind === "choice") return { length: domain.labels.length, at: (value) => value };
  const length = Math.min(GRID, gridSize(domain));
  const linear = { ...domain, step: undefined };
  return {
    length,
    // Half way between places goes to the lower one, which rounding errors of the unit must not decide.
    at: (value) =>
      Math.min(length - 1, Math.max(0, Math.ceil(toUnit(linear, value) * (length - 1) - 0.5 - 1e-9))),
  };
}

/** As many places as there are values; of whole numbers on a logarithmic scale only as many as doublings. */
function gridSize(domain: Domain & { kind: "number" }): number {
  const { low, high, scale, step } = domain;
  if (step !== undefined && scale === "log") return Math.ceil(Math.log2((high - low) / step + 1)) + 1;
  return sizeOf(domain);
}

/** Each value is a kernel with one part in (count + 1) spread over all choices; the prior is one more. */
function choiceDensity(counts: Float64Array, total: number): Float64Array {
  const kinds = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  const spread = 1 / (kinds + 1);
  const row = 1 + counts.length * spread;
  return counts.map((count) => {
    const own = count * ((1 + spread) / row) + (total - count) * (spread / row);
    return (own + 1 / counts.length) / (total + 1) + LEAST_DENSITY;
  });
}

function numberDensity(counts: Float64Array, total: number): Float64Array {
  const size = counts.length;
  const narrow = edgesOf(Math.max(NARROWEST, scottWidth(counts, total)), size);
  const density = new Float64Array(size);
  const addKernel = (mean: number, cdf: Float64Array, weight: number) => {
    // Whole and half places alike: edges lie at half places from the mean, or at whole ones.
    const edge = (place: number) => cdf[Math.round(2 * (place - mean)) + 2 * size];
    const mass = edge(size - 0.5) - edge(-0.5);
    for (let place = 0; place < size; place++)
      density[place] += (weight * (edge(place + 0.5) - edge(place - 0.5))) / mass;
  };
  for (let place = 0; place < size; place++)
    if (counts[place] > 0) addKernel(place, narrow, counts[place] / (total + 1));
  addKernel((size - 1) / 2, edgesOf(size, size), 1 / (total + 1));
  return density.map((value) => value + LEAST_DENSITY);
}

/** P(Z ≤ d / deviation) for distances d from −size to size in steps of a half. */
function edgesOf(deviation: number, size: number): Float64Array {
  return Float64Array.from({ length: 4 * size + 1 }, (_, at) => normalCdf((at / 2 - size) / deviation));
}

/** Scott's rule by the smaller of the standard deviation and what the quartiles tell of it. */
function scottWidth(counts: Float64Array, total: number): number {
  const places = [...counts.keys()].filter((place) => counts[place] > 0);
  const mean = places.reduce((sum, place) => sum + place * counts[place], 0) / total;
  const squares = places.reduce((sum, place) => sum + (place - mean) ** 2 * counts[place], 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  let seen = 0;
  const sums = places.map((place) => {
    seen += counts[place];
    return seen;
  });
  const first = sums.findIndex((sum) => sum >= Math.floor(total / 4));
  const third = sums.findIndex((sum) => sum > Math.floor((total * 3) / 4));
  const quartiles = places[third === -1 ? places.length - 1 : third] - places[Math.max(0, first)];
  return 1.059 * Math.min(quartiles / 1.34, deviation) * total ** -0.2;
}
