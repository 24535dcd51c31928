import { type Domain, fromUnit, sizeOf, toUnit, valuesOf } from "../space/domain.ts";
import type { Parameter, Point, SearchSpace } from "../space/search-space.ts";

/** A parameter without so many values is cut into so many cells of equal width. */
const MOST_CELLS = 64;

/**
 * A parameter as cells: each value a cell where they are few, equal parts of the unit interval where they are
 * many, and being absent a cell of its own, the first.
 */
export interface Axis {
  readonly parameter: Parameter;
  /** Whether neighbouring cells are alike. */
  readonly ordered: boolean;
  /** The share of a space's points that each cell has when all values are drawn by their scales. */
  readonly weights: Float64Array;
  /** The value in the middle of each cell; null of the cell of absence. */
  readonly values: readonly (number | null)[];
  cellOf(point: Point): number;
}

/** The axes of a space, in the order of its parameters. */
export function axesOf({ parameters }: SearchSpace): Axis[] {
  const axes = new Map<string, Axis>();
  for (const parameter of parameters) axes.set(parameter.name, axisOf(parameter, axes));
  return [...axes.values()];
}

function axisOf(parameter: Parameter, earlier: ReadonlyMap<string, Axis>): Axis {
  const { name, domain, condition } = parameter;
  const cells = cellsOf(domain);
  const absent = condition === undefined ? 0 : 1 - presence(condition, earlier);
  const weights = cells.weights.map((weight) => weight * (1 - absent));
  const shared = { parameter, ordered: domain.kind === "number" || domain.ordered };
  if (condition === undefined)
    return {
      ...shared,
      weights: Float64Array.from(weights),
      values: cells.values,
      cellOf: (point) => cells.at(point[name]),
    };
  return {
    ...shared,
    weights: Float64Array.from([absent, ...weights]),
    values: [null, ...cells.values],
    cellOf: (point) => (Object.hasOwn(point, name) ? 1 + cells.at(point[name]) : 0),
  };
}

/** How often a condition is fulfilled when all values are drawn by their scales. */
function presence(
  { parameter, values }: NonNullable<Parameter["condition"]>,
  axes: ReadonlyMap<string, Axis>,
): number {
  const { weights, cellOf } = axes.get(parameter)!;
  const cells = new Set(values.map((value) => cellOf({ [parameter]: value })));
  return [...cells].reduce((sum, cell) => sum + weights[cell], 0);
}

interface Cells {
  readonly weights: readonly number[];
  readonly values: readonly number[];
  at(value: number): number;
}

function cellsOf(domain: Domain): Cells {
  const size = sizeOf(domain);
  if (size > MOST_CELLS) return equalCells(domain);
  const values = valuesOf(domain);
  if (domain.kind === "choice") return { weights: values.map(() => 1 / size), values, at: (value) => value };
  const { step = 0 } = domain;
  const widths = values.map((value) => toUnit(domain, value + step / 2) - toUnit(domain, value - step / 2));
  const places = new Map(values.map((value, index) => [value, index]));
  const at = (value: number) => places.get(value) ?? nearest(values, value);
  return { weights: size === 1 ? [1] : widths, values, at };
}

function equalCells(domain: Domain): Cells {
  const middles = Array.from({ length: MOST_CELLS }, (_, index) => (index + 0.5) / MOST_CELLS);
  return {
    weights: middles.map(() => 1 / MOST_CELLS),
    values: middles.map((middle) => fromUnit(domain, middle)),
    at: (value) => Math.min(MOST_CELLS - 1, Math.floor(toUnit(domain, value) * MOST_CELLS)),
  };
}

/** Trials of an earlier space may have values between the steps of this one. */
function nearest(values: readonly number[], value: number): number {
  let best = 0;
  for (let i = 1; i < values.length; i++)
    if (Math.abs(values[i] - value) < Math.abs(values[best] - value)) best = i;
  return best;
}
