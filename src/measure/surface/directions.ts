import { hashName, normal, randomKey, STREAMS } from "../../base/random.ts";
import { norm } from "../../base/vectors.ts";
import { sizeOf } from "../../graph/tensor.ts";
import { layerDefinition } from "../../nn/layers/index.ts";
import { parameterFacts } from "../../nn/network.ts";
import { incomingAxes, type Layout } from "../../program/layout.ts";
import type { Recipe } from "../../recipe/schema.ts";

/** Whose directions are drawn: a surface's layout, and the recipe that says what a layer's weights mean. */
export interface Filtered {
  /** How the parameters lie in the flat point; a surface has it. */
  readonly layout: Layout;
  /** The recipe of the network; a surface has it. */
  readonly recipe: Pick<Recipe, "network">;
}

/**
 * A random direction, filter-normalized: normal numbers, of which those of each filter (the incoming weights
 * of one unit, or one row of a table) have the norm of the filter's weights at the point. So directions are
 * comparable between networks, whatever the scale of their weights. Parameters of one dimension, biases and
 * those of normalization, stay where they are.
 *
 * @param point the parameters, as many numbers as the layout has.
 * @param options `seed` decides the direction: a whole number, 1 by default.
 * @see Li et al., Visualizing the Loss Landscape of Neural Nets, 2018, section 4
 */
export function filterNormalizedDirection(
  point: Float64Array,
  { layout, recipe }: Filtered,
  { seed = 1 }: { seed?: number } = {},
): Float64Array {
  const direction = new Float64Array(layout.size);
  let start = 0;
  for (const piece of layout.pieces) {
    for (const { name, shape, offset } of piece.members) {
      if (shape.length < 2) continue;
      const axes = incomingAxes({ shape, ...factsOfParameter(recipe, name) });
      const from = start + offset;
      const key = randomKey(seed, STREAMS.sampling, hashName(name));
      for (const filter of filtersOf(shape, axes)) {
        const drawn = filter.map((place) => normal(key, place));
        const factor = norm(filter.map((place) => point[from + place])) / norm(drawn);
        filter.forEach((place, index) => {
          direction[from + place] = factor * drawn[index];
        });
      }
    }
    start += piece.size;
  }
  return direction;
}

/** The facts that the parameter's layer states of its units. */
function factsOfParameter({ network }: Pick<Recipe, "network">, name: string) {
  const end = name.lastIndexOf(".");
  const { kind } = network.layers.find(({ id }) => id === name.slice(0, end))!;
  return parameterFacts(layerDefinition(kind).traits, name.slice(end + 1));
}

/** The places of each filter's elements in a tensor of that shape, whose filters lie along `axes`. */
function filtersOf(shape: readonly number[], axes: readonly number[]): number[][] {
  const filters = new Map<number, number[]>();
  for (let place = 0; place < sizeOf(shape); place++) {
    let [rest, unit] = [place, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      if (!axes.includes(axis)) unit = unit * shape[axis] + index;
    }
    const filter = filters.get(unit);
    if (filter) filter.push(place);
    else filters.set(unit, [place]);
  }
  return [...filters.values()];
}
