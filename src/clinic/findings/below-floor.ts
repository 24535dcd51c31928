import { BIAS_TREATMENTS, VARIANCE_TREATMENTS, varianceTreatments } from "../bias-variance.ts";
import { errorInterval } from "../error-gap.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText } from "../number-text.ts";

/** A logistic or ridge regression does better: the network is not worth its trouble yet. */
export const belowFloor: FindingDefinition<["task", "rows", "train", "dev", "floor"]> = {
  id: "below-floor",
  title: "A simple model does better",
  subject: "run",
  help: "The dev error is above that of a simple model, which is the floor that a network must beat.",
  thresholds: {
    confidence: {
      value: 0.95,
      source: "ours: a problem when the simple model lies outside the dev error's interval, else a note",
    },
  },
  causes: [
    "output-mismatch",
    "unscaled-inputs",
    "poor-initialization",
    "learning-rate-too-high",
    "vanishing-gradients",
    "dead-units",
    "learning-rate-too-low",
    "training-too-short",
    "plateau",
    "over-regularised",
    "bias",
    "variance",
    "bias-and-variance",
  ],
  needs: ["task", "rows", "train", "dev", "floor"],
  treatments: ["simple-model", ...BIAS_TREATMENTS, ...VARIANCE_TREATMENTS],
  detect(evidence) {
    const { floor, dev, train } = evidence;
    if (!(dev.error > floor.error)) return undefined;
    const clear = errorInterval(evidence, "dev").low > floor.error;
    const fits = train.error <= floor.error;
    return {
      severity: clear ? "problem" : "note",
      summary:
        `The dev error is ${errorText(evidence, dev.error)} and that of ${floor.name} ` +
        `${errorText(evidence, floor.error)}${clear ? "" : ", a difference within the noise"}.`,
      evidence: [
        { label: "dev error", value: dev.error, threshold: floor.error },
        { label: "training error", value: train.error },
      ],
      treatments: [
        // Within the noise the network is as good, and may yet do better.
        ...(clear ? ["simple-model"] : []),
        ...new Set(fits ? varianceTreatments(evidence) : ["linear-skip", ...BIAS_TREATMENTS]),
      ],
    };
  },
};
