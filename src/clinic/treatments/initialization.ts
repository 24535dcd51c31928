import type { PatchOperation } from "../../recipe/patch.ts";
import { ACTIVATIONS, architectureOf, readersOf, SATURATING } from "../architecture.ts";
import type { RunEvidence } from "../evidence.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Initializers that keep the variance through a layer, by what follows it. */
const FITTING: Readonly<Record<"he" | "glorot", readonly string[]>> = {
  he: ["heNormal", "heUniform"],
  glorot: ["glorotNormal", "glorotUniform"],
};

/** He's initialization before ReLU and its kin, Glorot's before tanh and sigmoid. */
export const fittingInitialization: TreatmentDefinition = {
  id: "fitting-initialization",
  title: "Initialize to fit the activations",
  source: "He, Zhang, Ren & Sun, Delving Deep into Rectifiers, 2015; Glorot & Bengio, 2010",
  expect: "Activations and gradients of the same size in all layers from the first step on.",
  comparison: "plain",
  propose({ recipe }) {
    const { hidden, convolutions } = architectureOf(recipe);
    const patch = [...convolutions, ...hidden].flatMap((layer): PatchOperation[] => {
      const activation = activationAfter(recipe, layer.id);
      if (activation === undefined) return [];
      const fitting = FITTING[SATURATING.has(activation) ? "glorot" : "he"];
      // A dense layer's own default is Glorot's uniform one, a convolution's is He's.
      const own = layer.kind === "dense" ? "glorotUniform" : "heNormal";
      const present = Object.hasOwn(layer, "initializer") ? layer.initializer : own;
      if (typeof present === "string" && fitting.includes(present)) return [];
      return [{ op: "set", path: `network.layers.${layer.id}.initializer`, value: fitting[0] }];
    });
    return patch.length === 0
      ? undefined
      : { reason: "The initial weights do not keep the variance through the layers.", patch };
  },
};

/** Layers that leave the variance, or how it goes on, to the activation behind them. */
const PASSING =
  /^(flatten|reshape|permute|dropout|spatialDropout|maxPool\dd|averagePool\dd|.*Normalization)$/;

/** The activation that a layer's output reaches first, through normalization and dropout. */
function activationAfter(recipe: RunEvidence["recipe"], id: string): string | undefined {
  const [reader] = readersOf(recipe, id);
  if (reader === undefined) return undefined;
  if (ACTIVATIONS.has(reader.kind)) return reader.kind;
  return PASSING.test(reader.kind) ? activationAfter(recipe, reader.id) : undefined;
}
