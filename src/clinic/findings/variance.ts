import {
  biasOf,
  GAP_THRESHOLDS,
  mismatchOf,
  riseOf,
  VARIANCE_TREATMENTS,
  varianceOf,
  varianceTreatments,
} from "../bias-variance.ts";
import type { RunEvidence } from "../evidence.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText, percent } from "../text.ts";

/** The network does clearly worse on examples that it has not seen. */
export const variance: FindingDefinition = {
  id: "variance",
  title: "Variance: it overfits",
  subject: "run",
  help: "The dev error exceeds the training error by more than the dev set's sampling noise, or the dev loss climbs while the training loss falls.",
  thresholds: GAP_THRESHOLDS,
  causes: ["unscaled-inputs", "poor-initialization"],
  treatments: VARIANCE_TREATMENTS,
  detect(evidence) {
    if (evidence.outcome.status === "diverged" || biasOf(evidence)) return undefined;
    const gap = varianceOf(evidence);
    if (gap) {
      return {
        severity: gap.severity,
        summary: summaryOf(evidence),
        evidence: gap.evidence,
        treatments: varianceTreatments(evidence),
      };
    }
    // With early stopping, some rise is what ends the training, and the best weights are kept.
    // Where dev rows are of another kind, their loss may rise for that.
    const tells = evidence.recipe.training.earlyStopping === null && mismatchOf(evidence) === undefined;
    const [rise] = tells ? riseOf(evidence) : [];
    if (rise === undefined) return undefined;
    return {
      severity: "note",
      summary: `The dev loss rose by ${percent(Number(rise.value))} after epoch ${evidence.outcome.bestEpoch} of ${evidence.outcome.epochs} while the training loss kept falling.`,
      evidence: [rise],
      treatments: ["early-stopping", ...varianceTreatments(evidence)],
    };
  },
};

/** Where training rows were held apart, they tell variance; dev rows may differ for other reasons. */
function summaryOf(evidence: RunEvidence): string {
  const { trainDev, dev, train, rows } = evidence;
  const unseen = trainDev ?? { ...dev, rows: rows.dev };
  const [what, examples] = trainDev
    ? ["error on training rows held apart", "such rows"]
    : ["dev error", "dev examples"];
  return `The ${what} is ${errorText(evidence, unseen.error)} and the training error ${errorText(evidence, train.error)}: a gap beyond the noise of ${unseen.rows} ${examples}.`;
}
