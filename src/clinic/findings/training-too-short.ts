import type { FindingDefinition } from "../finding.ts";
import { isFound } from "../judge.ts";
import { percent } from "../number-text.ts";
import { stillFalling } from "../still-falling.ts";
import { learningRateTooLow } from "./learning-rate-too-low.ts";

/** The steps are long enough, but there are too few of them. */
export const trainingTooShort: FindingDefinition<["devLoss", "outcome"]> = {
  id: "training-too-short",
  title: "Training ends too early",
  subject: "recipe",
  help: "The dev loss was still falling when the epochs were used up.",
  thresholds: {
    gain: { value: 0.05, source: "ours: the last quarter of the epochs still takes away 5% of the dev loss" },
    bestEpoch: {
      value: 0.9,
      source: "Deep Learning Tuning Playbook (Godbole et al., 2023): best checkpoint among the last",
    },
  },
  causes: ["unscaled-inputs", "output-mismatch", "vanishing-gradients", "dead-units"],
  needs: ["devLoss", "outcome"],
  treatments: ["longer-training", "one-cycle-schedule", "higher-learning-rate"],
  detect(evidence) {
    const falling = stillFalling(evidence);
    if (falling === undefined || isFound(learningRateTooLow, evidence)) return undefined;
    return {
      severity: "warning",
      summary:
        `The dev loss fell by ${percent(falling.gain)} in the last quarter of the training, and ` +
        `epoch ${falling.bestEpoch} of ${falling.epochs} was the best.`,
      evidence: [
        {
          label: "fall of the dev loss in the last quarter",
          value: falling.gain,
          threshold: trainingTooShort.thresholds.gain.value,
        },
        { label: "best epoch", value: falling.bestEpoch, threshold: falling.epochs },
      ],
      treatments: trainingTooShort.treatments,
    };
  },
};
