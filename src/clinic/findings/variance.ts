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
import { type EvidenceWith, has } from "../evidence-parts.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText, percent } from "../number-text.ts";

/** The network does clearly worse on examples that it has not seen. */
export const variance: FindingDefinition<[]> = {
  id: "variance",
  title: "Variance: it overfits",
  subject: "run",
  help:
    "The dev error exceeds the training error by more than the dev set's sampling noise, or the dev " +
    "loss climbs while the training loss falls.",
  thresholds: GAP_THRESHOLDS,
  causes: ["unscaled-inputs", "output-mismatch", "poor-initialization"],
  needs: [],
  either: [
    ["task", "rows", "train", "dev"],
    ["trainLoss", "devLoss", "outcome"],
  ],
  treatments: VARIANCE_TREATMENTS,
  detect(evidence) {
    const scored = has(evidence, "task", "rows", "train", "dev") ? evidence : undefined;
    if (evidence.outcome?.status === "diverged" || (scored && biasOf(scored))) return undefined;
    const gap = scored && varianceOf(scored);
    if (gap) {
      return {
        severity: gap.severity,
        summary: summaryOf(scored),
        evidence: gap.evidence,
        treatments: varianceTreatments(evidence),
      };
    }
    // Where dev rows are of another kind, their loss may rise for that.
    const tells = !stopsEarly(evidence) && (scored && mismatchOf(scored)) === undefined;
    const [rise] = tells ? riseOf(evidence) : [];
    if (rise === undefined) return undefined;
    return {
      severity: "note",
      summary:
        `The dev loss rose by ${percent(Number(rise.value))} after epoch ` +
        `${evidence.outcome?.bestEpoch} of ${evidence.outcome?.epochs} while the training loss kept ` +
        `falling.`,
      evidence: [rise],
      treatments: ["early-stopping", ...varianceTreatments(evidence)],
    };
  },
};

/** With early stopping, some rise is what ends the training, and the best weights are kept. */
function stopsEarly({ recipe, outcome }: RunEvidence): boolean {
  return recipe ? recipe.training.earlyStopping !== null : outcome?.status === "earlyStopping";
}

/** Where training rows were held apart, they tell variance; dev rows may differ for other reasons. */
function summaryOf(evidence: EvidenceWith<"rows" | "train" | "dev">): string {
  const { trainDev, dev, train, rows } = evidence;
  const unseen = trainDev ?? { ...dev, rows: rows.dev };
  const [what, examples] = trainDev
    ? ["error on training rows held apart", "such rows"]
    : ["dev error", "dev examples"];
  return (
    `The ${what} is ${errorText(evidence, unseen.error)} and the training error ` +
    `${errorText(evidence, train.error)}: a gap beyond the noise of ${unseen.rows} ${examples}.`
  );
}
