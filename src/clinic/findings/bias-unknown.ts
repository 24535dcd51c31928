import { BIAS_TREATMENTS, GAP_THRESHOLDS } from "../bias-variance.ts";
import { errorInterval, errorIsShare } from "../error-gap.ts";
import type { EvidenceWith } from "../evidence-parts.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText } from "../number-text.ts";

/** Says that bias cannot be judged without a bound, and what the capacity probe saw instead. */
export const biasUnknown: FindingDefinition<["task", "rows", "train"]> = {
  id: "bias-unknown",
  title: "Bias is unknown",
  subject: "run",
  help:
    "Without an error that is known to be reachable, errors of the network and noise in the labels " +
    "look the same.",
  thresholds: { gap: GAP_THRESHOLDS.gap, relativeGap: GAP_THRESHOLDS.relativeGap },
  causes: [],
  needs: ["task", "rows", "train"],
  standsFor: ["bias", "bias-and-variance"],
  applies: ({ bound }) => bound === undefined,
  treatments: [...BIAS_TREATMENTS, "state-bound"],
  detect(evidence) {
    const { capacity, train } = evidence;
    const room = couldFit(evidence);
    // A probe that fits no better than the network itself tells nothing of what is reachable.
    const tells = capacity?.fits || (capacity && capacity.trainError < train.error);
    const probe = tells
      ? `, and a network of ${capacity.units} units ${capacity.fits ? "can" : "cannot"} fit the training ` +
        `part (error ${errorText(evidence, capacity.trainError)})`
      : "";
    return {
      severity: "note",
      summary:
        `Bias cannot be judged without a reachable error: the training error is ` +
        `${errorText(evidence, train.error)}${probe}.`,
      evidence: [
        { label: "training error", value: train.error },
        ...(capacity
          ? [{ label: `training error of ${capacity.units} units`, value: capacity.trainError }]
          : []),
      ],
      treatments: room ? [...BIAS_TREATMENTS, "state-bound"] : ["state-bound"],
    };
  },
};

/** Whether the probe fitted the training part better than this run did, beyond the noise. */
function couldFit(evidence: EvidenceWith<"task" | "rows" | "train">): boolean {
  const { capacity, train } = evidence;
  if (!capacity?.fits) return false;
  const gap = errorInterval(evidence, "train").low - capacity.trainError;
  const { gap: points, relativeGap } = GAP_THRESHOLDS;
  return errorIsShare(evidence) ? gap > points.value : gap > relativeGap.value * train.error;
}
