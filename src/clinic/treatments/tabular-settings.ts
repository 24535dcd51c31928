import { mish } from "../../nn/layers/mish.ts";
import { relu } from "../../nn/layers/relu.ts";
import { selu } from "../../nn/layers/selu.ts";
import { adam } from "../../optim/optimizers/adam.ts";
import { cosineLog } from "../../optim/schedules/cosine-log.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import { architectureOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Adam's memory of squared gradients in RealMLP. */
const BETA2 = 0.95;
/** RealMLP's rate is 0.04 by the neural tangent parametrization, which divides it by √256 inside a layer. */
const LEARNING_RATE = 0.004;
/** Epochs of RealMLP, of which the one with the best dev score is kept; small tables need no more. */
const MOST_EPOCHS = 256;

/**
 * The settings of RealMLP that carry over: quartile scaling with a smooth clip, SELU for classes and Mish for
 * values, Adam that forgets squared gradients faster, a rate that swings along a cosine of the logarithm of
 * time, and the best epoch of a whole training in place of early stopping. Without its smoothed labels, which
 * worsen probabilities, and without its parametrization.
 */
export const tabularSettings: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "tabular-settings",
  title: "Take RealMLP's settings",
  needs: ["recipe", "inputs"],
  source: "Holzmüller, Grinsztajn & Steinwart, Better by Default, 2024",
  expect: "A lower error by settings that were chosen on many tables together.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    const { activations, convolutions, recurrent, hidden } = architectureOf(recipe);
    const isTable = inputs.every(({ ofArray }) => !ofArray) && convolutions.length + recurrent.length === 0;
    if (!isTable || hidden.length === 0 || recipe.schedule.kind === cosineLog.kind) return undefined;
    const isClasses = recipe.loss.labelSmoothing !== undefined;
    const bend = isClasses ? selu.kind : mish.kind;
    const set = (path: string, value: unknown): PatchOperation => ({ op: "set", path, value });
    const epochs = Math.min(MOST_EPOCHS, recipe.training.epochs);
    return {
      reason: "These settings were chosen together, on more than a hundred tables.",
      patch: [
        set("data.normalize", "robust"),
        ...activations
          .filter(({ kind }) => kind === relu.kind)
          .map(({ id }) => set(`network.layers.${id}.kind`, bend)),
        set("optimizer.kind", adam.kind),
        set("optimizer.learningRate", LEARNING_RATE),
        set("optimizer.beta2", BETA2),
        set("schedule", { kind: cosineLog.kind }),
        set("training.earlyStopping", { patience: epochs }),
      ],
    };
  },
};
