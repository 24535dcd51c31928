import type { TreatmentDefinition } from "./treatment.ts";

const MOST_EPOCHS = 2000;
const LEAST_PATIENCE = 5;

/** Trains twice as long. */
export const longerTraining: TreatmentDefinition<["recipe"]> = {
  id: "longer-training",
  title: "Train longer",
  needs: ["recipe"],
  source:
    "Deep Learning Tuning Playbook (Godbole et al., 2023): lengthen when the best checkpoint comes last",
  expect: "A lower training and dev loss.",
  comparison: "plain",
  propose({ recipe, outcome }) {
    const { epochs } = recipe.training;
    // Where early stopping ended the training, more epochs change nothing.
    if (epochs >= MOST_EPOCHS || outcome?.status === "earlyStopping") return undefined;
    return {
      reason: `All ${epochs} epochs were used up.`,
      patch: [{ op: "set", path: "training.epochs", value: Math.min(MOST_EPOCHS, 2 * epochs) }],
    };
  },
};

/** Stops when the dev loss no longer falls. */
export const earlyStopping: TreatmentDefinition<["recipe"]> = {
  id: "early-stopping",
  title: "Stop when the dev loss no longer falls",
  needs: ["recipe"],
  source: "Prechelt, Early Stopping - But When?, 1998",
  expect: "The same or a lower dev error in less time.",
  comparison: "plain",
  propose({ recipe }) {
    const { earlyStopping: present, epochs } = recipe.training;
    if (present !== null) return undefined;
    return {
      reason: "Training goes on after the dev loss has begun to rise.",
      patch: [
        {
          op: "set",
          path: "training.earlyStopping",
          value: { patience: Math.max(LEAST_PATIENCE, Math.ceil(epochs / 10)), minimumDelta: 0 },
        },
      ],
    };
  },
};

/** Leaves a last batch out that is not full. */
export const dropLastBatch: TreatmentDefinition<["recipe"]> = {
  id: "drop-last-batch",
  title: "Leave out the last batch where it is not full",
  needs: ["recipe"],
  source: "Wu & He, Group Normalization, 2018: statistics over few examples are noise",
  expect: "A dev loss that no longer jumps from epoch to epoch.",
  comparison: "plain",
  propose({ recipe }) {
    if (recipe.training.lastBatch === "drop") return undefined;
    return {
      reason: "The order changes from epoch to epoch, so every example is still learnt from.",
      patch: [{ op: "set", path: "training.lastBatch", value: "drop" }],
    };
  },
};
