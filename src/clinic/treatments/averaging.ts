import { totalUpdates } from "../../recipe/step-counts.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** The average looks back over this share of the training, so that it begins to count before the end. */
const MEMORY_SHARE = 0.03;
const DECAYS = { least: 0.9, most: 0.9998 };

/** Judges and keeps an exponential moving average of the weights in place of the last ones. */
export const weightAverage: TreatmentDefinition<["recipe", "rows"]> = {
  id: "weight-average",
  title: "Average the weights over the last steps",
  needs: ["recipe", "rows"],
  source:
    "Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992; Morales-Brotons, " +
    "Vogels & Hendrikx, Exponential Moving Average of Weights in Deep Learning, 2024",
  expect: "A lower dev error at no cost in steps: what single batches did to the weights averages out.",
  comparison: "plain",
  propose({ recipe, rows }) {
    if (recipe.training.averaging !== null) return undefined;
    const updates = Math.max(1, MEMORY_SHARE * totalUpdates(recipe.training, rows.train));
    const decay = Math.min(DECAYS.most, Math.max(DECAYS.least, 1 - 1 / updates));
    return {
      reason: "The last weights carry the noise of the last batches.",
      patch: [
        { op: "set", path: "training.averaging", value: { kind: "ema", decay: Number(decay.toFixed(4)) } },
      ],
    };
  },
};
