import type { RunEvidence } from "../../clinic/evidence.ts";
import type { Finding } from "../../clinic/finding.ts";
import { treatmentsFor } from "../../clinic/treatments/index.ts";

/** Other ways to begin with a table, those first that gain most on most tables. */
const STARTS = [
  "tabular-settings",
  "periodic-numbers",
  "ensemble-in-one",
  "piecewise-numbers",
  "target-statistics",
  "category-embeddings",
];

/** The field's other ways to begin with a table, which no finding need ask for. */
export function startingPoints(evidence: RunEvidence): Finding {
  return {
    id: "starting-points",
    title: "Other starting points",
    severity: "note",
    subject: "recipe",
    summary: "Which way to begin suits a table, only trying shows.",
    evidence: [],
    treatments: treatmentsFor(STARTS, evidence).map((treatment) => ({
      ...treatment,
      reason: `${treatment.reason} No finding asks for it.`,
    })),
  };
}
