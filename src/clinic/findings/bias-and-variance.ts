import {
  BIAS_TREATMENTS,
  biasOf,
  GAP_THRESHOLDS,
  VARIANCE_TREATMENTS,
  varianceOf,
  varianceTreatments,
} from "../bias-variance.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText } from "../number-text.ts";
import { bias } from "./bias.ts";

/** Both gaps at once; the larger one is treated first. */
export const biasAndVariance: FindingDefinition<["task", "rows", "train", "dev", "bound"]> = {
  id: "bias-and-variance",
  title: "Bias and variance",
  subject: "run",
  help: "The network neither fits the training part nor carries over to the dev set.",
  thresholds: GAP_THRESHOLDS,
  causes: bias.causes,
  needs: ["task", "rows", "train", "dev", "bound"],
  treatments: [...BIAS_TREATMENTS, ...VARIANCE_TREATMENTS],
  detect(evidence) {
    const [tooMuchBias, tooMuchVariance] = [biasOf(evidence), varianceOf(evidence)];
    if (tooMuchBias === undefined || tooMuchVariance === undefined) return undefined;
    const biasFirst = tooMuchBias.gap >= tooMuchVariance.gap;
    const cures = [BIAS_TREATMENTS, varianceTreatments(evidence)];
    const text = (error: number) => errorText(evidence, error);
    return {
      severity: (biasFirst ? tooMuchBias : tooMuchVariance).severity,
      summary:
        `The reachable error is ${text(evidence.bound.error)}, the training error ` +
        `${text(evidence.train.error)} and the dev error ${text(evidence.dev.error)}: ` +
        `${biasFirst ? "bias is" : "variance is"} the larger part.`,
      evidence: [...tooMuchBias.evidence, ...tooMuchVariance.evidence],
      treatments: [...new Set((biasFirst ? cures : cures.reverse()).flat())],
    };
  },
};
