import type { RunEvidence } from "./evidence.ts";
import type { Finding, FindingDefinition, Severity } from "./finding.ts";
import { FINDINGS } from "./findings/index.ts";
import { treatmentsFor } from "./treatments/index.ts";

const RANK: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, note: 2 };

/**
 * Diagnoses a run: every finding that is there, root causes before their symptoms and the graver before the lighter.
 * A symptom names its cause in `causedBy`: treating the cause comes first, because it may take the symptom along.
 * A healthy run has at most notes.
 *
 * @example
 * const [first] = diagnose(evidence);
 * first?.treatments[0]?.patch;
 */
export function diagnose(evidence: RunEvidence): Finding[] {
  const detected = FINDINGS.flatMap((definition) => {
    const detection = definition.detect(evidence);
    return detection ? [{ definition, detection }] : [];
  });
  // A note is too light to explain anything else.
  const present = new Set(
    detected.filter(({ detection }) => detection.severity !== "note").map(({ definition }) => definition.id),
  );
  const findings = detected.map(({ definition, detection }): Finding => {
    const causedBy = causeOf(definition, present);
    const { id, title, subject } = definition;
    const treatments = treatmentsFor(detection.treatments, evidence);
    return { id, title, subject, ...detection, treatments, ...(causedBy === undefined ? {} : { causedBy }) };
  });
  // Sorting is stable, and FINDINGS has causes first.
  return findings.sort(
    (a, b) =>
      Number(a.causedBy !== undefined) - Number(b.causedBy !== undefined) ||
      RANK[a.severity] - RANK[b.severity],
  );
}

function causeOf(definition: FindingDefinition, present: ReadonlySet<string>): string | undefined {
  return definition.causes.find((cause) => present.has(cause));
}
