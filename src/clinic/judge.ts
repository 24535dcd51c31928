import type { RunEvidence } from "./evidence.ts";
import { type EvidencePart, lacking } from "./evidence-parts.ts";
import type { Detection, FindingDefinition } from "./finding.ts";

/** The answer to whether a finding is there: it is there or not, cannot be there, or cannot be told. */
export type Judgement =
  | { readonly verdict: "found"; readonly detection: Detection }
  | { readonly verdict: "absent" }
  | { readonly verdict: "inapplicable" }
  | { readonly verdict: "unjudged"; readonly missing: readonly EvidencePart[] };

/** Looks for a finding, where it applies to the run and the evidence has what it needs. */
export function judge(definition: FindingDefinition, evidence: RunEvidence): Judgement {
  if (definition.applies?.(evidence) === false || asksWhatDiverged(definition, evidence))
    return { verdict: "inapplicable" };
  const missing = missingFor(definition, evidence);
  if (missing.length > 0) return { verdict: "unjudged", missing };
  // Nothing that the definition needs is missing, which is what its `detect` is typed for.
  const detection = definition.detect(evidence as Parameters<typeof definition.detect>[0]);
  return detection === undefined ? { verdict: "absent" } : { verdict: "found", detection };
}

/** Scores of weights that are not finite say nothing but that. */
function asksWhatDiverged({ needs, either = [] }: FindingDefinition, evidence: RunEvidence): boolean {
  const { outcome, train, dev } = evidence;
  const hasScores = [train, dev].every((scores) => scores === undefined || Number.isFinite(scores.loss));
  if (outcome?.status !== "diverged" || hasScores) return false;
  return [...needs, ...either.flat()].some((part) => part === "train" || part === "dev");
}

/** Whether a finding is there; false too where it cannot be told. */
export function isFound(definition: FindingDefinition, evidence: RunEvidence): boolean {
  return judge(definition, evidence).verdict === "found";
}

/** The needed parts that are missing; of alternatives, those of the one that lacks least. */
function missingFor({ needs, either = [[]] }: FindingDefinition, evidence: RunEvidence): EvidencePart[] {
  const [nearest] = either.map((parts) => lacking(evidence, parts)).sort((a, b) => a.length - b.length);
  return [...new Set([...lacking(evidence, needs), ...nearest])];
}
