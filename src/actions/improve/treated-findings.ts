import type { Diagnosis, Finding } from "../../clinic/finding.ts";
import type { Improvement } from "../../lab/improve/improvement.ts";

/**
 * How a finding stands after the treatment: "cured" where the final recipe's networks have it no more,
 * "remains" where they have it too, "new" where only they have it, "unjudged" where they leave too little to
 * tell.
 */
export type FindingState = "cured" | "remains" | "new" | "unjudged";

/** A finding with how it stands after the treatment. */
export interface TreatedFinding {
  /** As the final networks have it, else as the baseline had it. */
  readonly finding: Finding;
  readonly state: FindingState;
}

/** The findings of the baseline, worst first, judged again on the final networks; then those that are new. */
export function treatedFindings({ diagnoses }: Pick<Improvement, "diagnoses">): TreatedFinding[] {
  const last = diagnoses.at(-1)!;
  const [first] = diagnoses;
  const known = new Set(first.findings.map(({ id }) => id));
  const fresh = last.findings.filter(({ id }) => !known.has(id));
  return [
    ...first.findings.map((finding) => judgedAgain(finding, last)),
    ...fresh.map((finding): TreatedFinding => ({ finding, state: "new" })),
  ];
}

function judgedAgain(finding: Finding, last: Diagnosis): TreatedFinding {
  const now = last.findings.find(({ id }) => id === finding.id);
  if (now) return { finding: now, state: "remains" };
  const isUnjudged = last.unjudged.some(({ id }) => id === finding.id);
  return { finding, state: isUnjudged ? "unjudged" : "cured" };
}
