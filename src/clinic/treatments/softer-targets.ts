import { convolves } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

const SMOOTHING = 0.1;
const MIXUP = 0.2;

/** Makes the targets a little less sure. */
export const labelSmoothing: TreatmentDefinition<["recipe"]> = {
  id: "label-smoothing",
  title: "Smooth the labels",
  needs: ["recipe"],
  source: "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2016",
  expect: "Probabilities that are less sure of what they get wrong.",
  comparison: "plain",
  propose({ recipe }) {
    // Losses that can smooth have the option, and a recipe has all options.
    if (recipe.loss.labelSmoothing !== 0) return undefined;
    return {
      reason: "The loss asks for certainty even of examples that are easily confused.",
      patch: [{ op: "set", path: "loss.labelSmoothing", value: SMOOTHING }],
    };
  },
};

/** Trains on mixtures of two images. */
export const mixup: TreatmentDefinition<["recipe", "task"]> = {
  id: "mixup",
  title: "Mix pairs of training images",
  needs: ["recipe", "task"],
  source: "Zhang, Cisse, Dauphin & Lopez-Paz, mixup: Beyond Empirical Risk Minimization, 2018",
  expect: "A smaller gap between training and dev error, at a higher training loss.",
  comparison: "plain",
  propose({ recipe, task }) {
    if (recipe.training.mixup > 0 || task !== "classification" || !convolves(recipe)) return undefined;
    return {
      reason: "Nothing tells the network what lies between its training images.",
      patch: [{ op: "set", path: "training.mixup", value: MIXUP }],
    };
  },
};
