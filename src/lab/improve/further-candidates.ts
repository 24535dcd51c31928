import type { RunEvidence } from "../../clinic/evidence.ts";
import type { Finding } from "../../clinic/finding.ts";
import { treatmentsFor } from "../../clinic/treatments/index.ts";
import { joinedTreatment } from "./joined-treatment.ts";

/** Changes that often pay without a finding that asks for them, the cheapest and likeliest first. */
const FURTHER = [
  "cosine-schedule",
  "lower-learning-rate",
  "one-cycle-schedule",
  "wider-network",
  "deeper-network",
  "higher-learning-rate",
  "longer-training",
  "smaller-network",
];

/** Learning rates, schedules, lengths and sizes, for when the findings' treatments are used up. */
export function furtherTreatments(evidence: RunEvidence): Finding {
  return {
    id: "further-search",
    title: "What is left to try",
    severity: "note",
    subject: "recipe",
    summary: "The findings' treatments are used up; other rates, schedules, lengths and sizes remain.",
    evidence: [],
    treatments: treatmentsFor(FURTHER, evidence).map((treatment) => ({
      ...treatment,
      reason: "No finding asks for it; it is tried because there is time left.",
    })),
  };
}

/**
 * The first treatments of several findings at once: where a training diverges for two reasons, none of them
 * alone mends it. Nothing where there are fewer than two.
 */
export function together(findings: readonly Finding[]): Finding[] {
  const firsts = findings.flatMap(({ treatments }) =>
    treatments.filter(({ patch, comparison }) => patch && comparison === "plain").slice(0, 1),
  );
  if (firsts.length < 2) return [];
  const [worst] = findings;
  return [{ ...worst, treatments: [joinedTreatment(firsts)] }];
}
