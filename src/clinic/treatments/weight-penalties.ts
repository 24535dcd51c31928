import type { PatchOperation } from "../../recipe/patch.ts";
import { totalUpdates } from "../../recipe/step-counts.ts";
import { rounded, type TreatmentDefinition } from "./treatment.ts";

/**
 * The first penalty is this over the number of examples: a prior of fixed precision counts once, not once an
 * example.
 */
const PRIOR_PRECISION = 3;
const FIRST_L2 = { lowest: 1e-5, highest: 0.03 };
const HIGHEST_L2 = 0.1;
/** A step may take away at most this share of the weights. */
const HIGHEST_DECAY_PER_STEP = 0.005;
const HIGHEST_DECAY = 10;
const STRONGER = 3;

/** Adds an L2 penalty of 3 / examples, or makes it three times stronger, up to 0.1. */
export const l2Penalty: TreatmentDefinition<["recipe", "rows"]> = {
  id: "l2-penalty",
  title: "Penalize large weights (L2)",
  needs: ["recipe", "rows"],
  source:
    "Krogh & Hertz, A Simple Weight Decay Can Improve Generalization, 1991; its size after MacKay, " +
    "Bayesian Interpolation, 1992",
  expect: "A smaller gap between training and dev error.",
  comparison: "plain",
  propose({ recipe, rows }) {
    const { l2 } = recipe.penalties;
    const first = Math.min(FIRST_L2.highest, Math.max(FIRST_L2.lowest, PRIOR_PRECISION / rows.train));
    const value = rounded(Math.max(first, STRONGER * l2));
    if (value > HIGHEST_L2) return undefined;
    return {
      reason:
        l2 === 0
          ? "Nothing in the loss speaks against large weights."
          : `The L2 penalty of ${l2} leaves a gap to the dev set.`,
      patch: [{ op: "set", path: "penalties.l2", value }],
    };
  },
};

/**
 * Adds decoupled weight decay, or makes it three times stronger. The first strength gives the weights a
 * memory of one training: 1 / (learning rate × decay) equals the number of steps.
 */
export const weightDecay: TreatmentDefinition<["recipe", "rows"]> = {
  id: "weight-decay",
  title: "Decay the weights",
  needs: ["recipe", "rows"],
  source:
    "Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019; the memory after Wang & Aitchison, " +
    "2024",
  expect: "A smaller gap between training and dev error.",
  comparison: "plain",
  propose({ recipe, rows }) {
    const { learningRate, weightDecay: present } = recipe.optimizer;
    const first = 1 / (learningRate * totalUpdates(recipe.training, rows.train));
    const highest = Math.min(HIGHEST_DECAY, HIGHEST_DECAY_PER_STEP / learningRate);
    const value = rounded(Math.min(highest, present === 0 ? first : STRONGER * present));
    if (value <= present) return undefined;
    return {
      reason:
        present === 0
          ? "Weights that no longer help the loss never fade."
          : `A weight decay of ${present} leaves a gap to the dev set.`,
      patch: [{ op: "set", path: "optimizer.weightDecay", value }],
    };
  },
};

/** Divides penalties and weight decay by ten, and removes what becomes tiny. */
export const weakerPenalties: TreatmentDefinition<["recipe"]> = {
  id: "weaker-penalties",
  title: "Weaken penalties and weight decay",
  needs: ["recipe"],
  source: "Ng, Machine Learning Yearning, 2018, chapter 26: reduce regularization",
  expect: "A lower training error.",
  comparison: "plain",
  propose({ recipe }) {
    const weaker = (path: string, value: number): PatchOperation[] =>
      value === 0 ? [] : [{ op: "set", path, value: value < 1e-5 ? 0 : rounded(value / 10) }];
    const patch = [
      ...weaker("penalties.l1", recipe.penalties.l1),
      ...weaker("penalties.l2", recipe.penalties.l2),
      ...weaker("optimizer.weightDecay", recipe.optimizer.weightDecay),
    ];
    return patch.length === 0
      ? undefined
      : { reason: "Penalties keep the network from fitting the training part.", patch };
  },
};
