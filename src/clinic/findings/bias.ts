import { BIAS_TREATMENTS, biasOf, GAP_THRESHOLDS, varianceOf } from "../bias-variance.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText } from "../number-text.ts";

/** The network does not even fit the training part as well as is known to be possible. */
export const bias: FindingDefinition<["task", "rows", "train", "dev", "bound"]> = {
  id: "bias",
  title: "Bias: it underfits",
  subject: "run",
  help:
    "The training error exceeds the error that is known to be reachable. More data will not help; a " +
    "larger network may.",
  thresholds: GAP_THRESHOLDS,
  causes: [
    "output-mismatch",
    "unscaled-inputs",
    "poor-initialization",
    "learning-rate-too-high",
    "vanishing-gradients",
    "dead-units",
    "learning-rate-too-low",
    "training-too-short",
    "over-regularised",
  ],
  needs: ["task", "rows", "train", "dev", "bound"],
  treatments: BIAS_TREATMENTS,
  detect(evidence) {
    const gap = biasOf(evidence);
    if (gap === undefined || varianceOf(evidence)) return undefined;
    return {
      severity: gap.severity,
      summary:
        `The training error is ${errorText(evidence, evidence.train.error)} where ` +
        `${errorText(evidence, evidence.bound.error)} is reachable (${evidence.bound.source}): a gap ` +
        `beyond the noise.`,
      evidence: gap.evidence,
      treatments: bias.treatments,
    };
  },
};
