import { GAP_THRESHOLDS, mismatchOf } from "../bias-variance.ts";
import type { FindingDefinition } from "../finding.ts";
import { errorText } from "../number-text.ts";

/**
 * The network does well on unseen rows like those it was trained on, and worse on dev rows: they are of
 * another kind.
 */
export const dataMismatch: FindingDefinition<["task", "rows", "dev", "trainDev"]> = {
  id: "data-mismatch",
  title: "Data mismatch: dev rows are unlike training rows",
  subject: "run",
  help:
    "The dev error exceeds the error on training rows that were held apart (data.split.trainDev) by " +
    "more than the noise of both. Regularization does not help; training data that resemble the dev rows " +
    "do.",
  thresholds: GAP_THRESHOLDS,
  causes: [],
  needs: ["task", "rows", "dev", "trainDev"],
  // Without a recipe nobody knows whether rows were to be held apart.
  applies: ({ recipe, trainDev }) =>
    recipe === undefined || trainDev !== undefined || (recipe.data.split.trainDev ?? 0) > 0,
  treatments: ["matching-data"],
  detect(evidence) {
    const gap = mismatchOf(evidence);
    if (gap === undefined || evidence.outcome?.status === "diverged") return undefined;
    return {
      severity: gap.severity,
      summary:
        `The error is ${errorText(evidence, evidence.trainDev.error)} on ${evidence.trainDev.rows} ` +
        `training rows held apart and ${errorText(evidence, evidence.dev.error)} on dev: a gap beyond the ` +
        `noise, so dev rows are of another kind.`,
      evidence: gap.evidence,
      treatments: dataMismatch.treatments,
    };
  },
};
