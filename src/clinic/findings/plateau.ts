import type { FindingDefinition } from "../finding.ts";
import { epochSeries, finite, initialLoss } from "../history.ts";
import { number } from "../text.ts";

const LEAST_EPOCHS = 5;

/** A training that never got going: the loss is where it began. */
export const plateau: FindingDefinition = {
  id: "plateau",
  title: "Network does not learn",
  subject: "run",
  help: "The training loss stays where it was before the first step.",
  thresholds: {
    progress: {
      value: 0.05,
      source: "TheDeepChecker (Ben Braiek & Khomh, 2022): a fall of less than 5% counts as none",
    },
  },
  causes: [
    "unscaled-inputs",
    "learning-rate-too-high",
    "exploding-gradients",
    "vanishing-gradients",
    "dead-units",
    "learning-rate-too-low",
    "over-regularised",
  ],
  detect(evidence) {
    const losses = finite(epochSeries(evidence, "train.loss"));
    const first = initialLoss(evidence);
    const { value } = plateau.thresholds.progress;
    if (losses.length < LEAST_EPOCHS || first === undefined || first <= 0) return undefined;
    const lowest = Math.min(...losses);
    const progress = 1 - lowest / first;
    if (progress >= value) return undefined;
    return {
      severity: "problem",
      summary: `The training loss began at ${number(first)} and was never below ${number(lowest)} in ${losses.length} epochs.`,
      evidence: [
        { label: "fall of the training loss since the first step", value: progress, threshold: value },
      ],
      treatments: ["adam", "higher-learning-rate", "fitting-initialization", "wider-network", "check-data"],
    };
  },
};
