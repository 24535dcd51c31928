import type { RunEvidence } from "../../clinic/evidence.ts";
import type { Finding, Treatment } from "../../clinic/finding.ts";
import { treatmentsFor } from "../../clinic/treatments/index.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { joinedTreatment } from "./joined-treatment.ts";

/**
 * Other ways to begin with a table, those first that gain most on most tables; of several ids the treatments
 * are taken together, each on what those before it made.
 */
const STARTS: readonly (readonly string[])[] = [
  ["periodic-numbers"],
  ["tabular-settings", "periodic-numbers"],
  ["piecewise-numbers"],
  ["tabular-settings"],
  ["target-statistics"],
  ["category-embeddings"],
  ["ensemble-in-one"],
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
    treatments: STARTS.flatMap((ids) => taken(ids, evidence)).map((treatment) => ({
      ...treatment,
      reason: `${treatment.reason} No finding asks for it.`,
    })),
  };
}

/** One treatment of several, one after the other; none where one of them does not fit. */
function taken([id, ...rest]: readonly string[], evidence: RunEvidence): Treatment[] {
  const alone = treatmentsFor([id], evidence);
  if (rest.length === 0) return alone;
  const [first] = alone;
  const { recipe } = evidence;
  if (first?.patch === undefined || recipe === undefined) return [];
  const [second] = taken(rest, { ...evidence, recipe: applyPatch(recipe, first.patch) });
  if (second?.patch === undefined) return [];
  return [
    {
      ...joinedTreatment([first, second]),
      source: `${first.source}; ${second.source}`,
      reason: `${first.reason} ${second.reason}`,
      expect: `${first.expect} ${second.expect}`,
    },
  ];
}
