import { FITTING_INITIALIZERS } from "../../nn/initializers/index.ts";
import type { ActivationTraits } from "../../nn/layer-traits.ts";
import { optionDefault, takesOption, traitsOf } from "../../nn/traits-of.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/types.ts";
import { architectureOf, readersOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** He's initialization before ReLU and its kin, Glorot's before tanh and sigmoid. */
export const fittingInitialization: TreatmentDefinition<["recipe"]> = {
  id: "fitting-initialization",
  title: "Initialize to fit the activations",
  needs: ["recipe"],
  source: "He, Zhang, Ren & Sun, Delving Deep into Rectifiers, 2015; Glorot & Bengio, 2010",
  expect: "Activations and gradients of the same size in all layers from the first step on.",
  comparison: "plain",
  propose({ recipe }) {
    const { hidden, convolutions } = architectureOf(recipe);
    const patch = [...convolutions, ...hidden].flatMap((layer): PatchOperation[] => {
      const activation = activationAfter(recipe, layer.id);
      if (activation === undefined) return [];
      const fitting: readonly string[] =
        FITTING_INITIALIZERS[activation.saturates ? "saturating" : "rectifying"];
      if (!takesOption(layer.kind, "initializer", fitting[0])) return [];
      const own = optionDefault(layer.kind, "initializer");
      const present = Object.hasOwn(layer, "initializer") ? layer.initializer : own;
      if (typeof present === "string" && fitting.includes(present)) return [];
      return [{ op: "set", path: `network.layers.${layer.id}.initializer`, value: fitting[0] }];
    });
    return patch.length === 0
      ? undefined
      : { reason: "The initial weights do not keep the variance through the layers.", patch };
  },
};

/** The activation that a layer's output reaches first, through normalization and dropout. */
function activationAfter(recipe: Recipe, id: string): ActivationTraits | undefined {
  const [reader] = readersOf(recipe, id);
  if (reader === undefined) return undefined;
  const { activation, passesOn } = traitsOf(reader);
  if (activation !== undefined) return activation;
  return passesOn ? activationAfter(recipe, reader.id) : undefined;
}
