import { SHARED_KIND } from "../../nn/sharing.ts";
import { traitsOf } from "../../nn/traits-of.ts";
import type { LayerSpec, Recipe } from "../../recipe/types.ts";
import { inputsOfLayer, widthSource } from "../architecture.ts";

/**
 * Whether a network still builds once its layers have other units: what is added or multiplied must stay of
 * one width, heads and groups must divide what they share out, nothing may be told the shape of what changes,
 * and a layer that is applied twice must find the same width both times.
 *
 * @param sizes units by the id of each layer that has some, the unchanged ones included.
 */
export function fitsTogether(recipe: Recipe, sizes: ReadonlyMap<string, number>): boolean {
  const { layers } = recipe.network;
  const before = new Map(layers.map((layer) => [layer.id, layer.units]));
  const isChanged = (id: string) => sizes.has(id) && sizes.get(id) !== before.get(id);
  /**
   * The inputs of a layer: the layer that decides an input's width, and the factor by which that width
   * changes.
   */
  const inputsOf = (layer: LayerSpec) =>
    inputsOfLayer(recipe, layer.id).map((input) => {
      const source = widthSource(recipe, input);
      return { source, change: isChanged(source) ? sizes.get(source)! / Number(before.get(source)) : 1 };
    });
  return layers.every((layer) => {
    const inputs = inputsOf(layer);
    const { equalInputs, fixedInput } = traitsOf(layer);
    if (equalInputs && inputs.some(({ change }) => change !== inputs[0].change)) return false;
    if (fixedInput && inputs.some(({ change }) => change !== 1)) return false;
    if (layer.kind === SHARED_KIND) {
      const owner = layers.find(({ id }) => id === layer.shares)!;
      return inputsOf(owner).every(({ change }, index) => change === inputs[index]?.change);
    }
    const parts = Number(layer.heads ?? layer.groups ?? 1);
    const widths = [sizes.get(layer.id), ...inputs.map(({ source }) => sizes.get(source))];
    return widths.every((width) => width === undefined || width % parts === 0);
  });
}
