import { smallestOf } from "../../base/lists.ts";
import type { FindingDefinition } from "../finding.ts";
import { chanceLoss, epochSeries, finite, initialLoss, probedLoss } from "../history-series.ts";
import { number } from "../number-text.ts";

const LEAST_EPOCHS = 5;

/** A training that never got going: the loss is where it began. */
export const plateau: FindingDefinition<["trainLoss"]> = {
  id: "plateau",
  title: "Network does not learn",
  subject: "run",
  help: "The training loss stays where it was before the first step, or at that of guessing.",
  thresholds: {
    progress: {
      value: 0.05,
      source: "TheDeepChecker (Ben Braiek & Khomh, 2022): a fall of less than 5% counts as none",
    },
  },
  causes: [
    "output-mismatch",
    "unscaled-inputs",
    "poor-initialization",
    "learning-rate-too-high",
    "exploding-gradients",
    "vanishing-gradients",
    "dead-units",
    "learning-rate-too-low",
    "over-regularised",
  ],
  needs: ["trainLoss"],
  treatments: ["adam", "higher-learning-rate", "fitting-initialization", "wider-network", "check-data"],
  detect(evidence) {
    const losses = finite(epochSeries(evidence, "train.loss"));
    const before = initialLoss(evidence);
    // An untrained network may be worse than chance; getting down to chance is no learning.
    const first = before === undefined ? undefined : Math.min(before, chanceLoss(evidence) ?? before);
    const { value } = plateau.thresholds.progress;
    if (losses.length < LEAST_EPOCHS || first === undefined || first <= 0) return undefined;
    const lowest = smallestOf(losses);
    const progress = 1 - lowest / first;
    const lateFall = 1 - losses[losses.length - 1] / losses[Math.floor(losses.length / 2)];
    // Far above chance but still falling is slow learning, not a plateau.
    if (progress >= value || lateFall >= value) return undefined;
    // Where nothing tells what knowing nothing costs, all may also have been learned in the first epoch.
    const isCertain = probedLoss(evidence) !== undefined || chanceLoss(evidence) !== undefined;
    const [where, what] = isCertain
      ? ["knowing nothing costs", "knowing nothing"]
      : ["the first one ended at", "the first epoch"];
    return {
      severity: isCertain ? "problem" : "warning",
      summary:
        `The training loss was never below ${number(lowest)} in ${losses.length} epochs, where ` +
        `${where} ${number(first)}.`,
      evidence: [
        {
          label: `fall of the training loss below that of ${what}`,
          value: progress,
          threshold: value,
        },
        { label: "fall of the training loss in the second half", value: lateFall, threshold: value },
      ],
      treatments: plateau.treatments,
    };
  },
};
