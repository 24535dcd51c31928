import { nearest, TrainwellError } from "../base/errors.ts";
import type { RunEvidence } from "./evidence.ts";
import { howToGive } from "./evidence-parts.ts";
import type {
  Detection,
  Diagnosis,
  Finding,
  FindingDefinition,
  Severity,
  UnjudgedFinding,
} from "./finding.ts";
import { allFindings } from "./findings/index.ts";
import { type Judgement, judge } from "./judge.ts";
import { withOutcome } from "./outcome.ts";
import { allTreatments, treatmentsFor } from "./treatments/index.ts";

const RANK: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, note: 2 };

/** A finding that was looked for, and what that came to. */
interface Examined {
  readonly definition: FindingDefinition;
  readonly judgement: Judgement;
}

/**
 * Diagnoses a run: every finding that is there, root causes before their symptoms and the graver before the
 * lighter, and those that the evidence is not enough to judge. A symptom names its cause in `causedBy`:
 * treating the cause comes first, because it may take the symptom along. A healthy run has at most notes.
 *
 * @param checks what is wrong with the data (`checkData`), which comes first among equals.
 * @throws TrainwellError `unknown-treatment` when a finding names a treatment that is not registered.
 * @example
 * const { findings, unjudged } = diagnose(evidence);
 * findings[0]?.treatments[0]?.patch;
 */
export function diagnose(evidence: RunEvidence, checks: readonly Finding[] = []): Diagnosis {
  const whole = withOutcome(evidence);
  const examined = allFindings().map((definition) => ({ definition, judgement: judge(definition, whole) }));
  return { findings: inOrder([...checks, ...findingsOf(examined, whole)]), unjudged: unjudgedOf(examined) };
}

function findingsOf(examined: readonly Examined[], evidence: RunEvidence): Finding[] {
  const detected = examined.flatMap(({ definition, judgement }) =>
    judgement.verdict === "found" ? [{ definition, detection: judgement.detection }] : [],
  );
  // A note is too light to explain anything else.
  const present = new Set(
    detected.filter(({ detection }) => detection.severity !== "note").map(({ definition }) => definition.id),
  );
  return detected.map(({ definition, detection }): Finding => {
    const causedBy = causeOf(definition, present);
    const { id, title, subject } = definition;
    checkTreatments(definition, detection);
    const treatments = treatmentsFor(detection.treatments, evidence);
    return { id, title, subject, ...detection, treatments, ...(causedBy === undefined ? {} : { causedBy }) };
  });
}

/** Sorting is stable: the data's faults come first among equals, and causes are registered first. */
function inOrder(findings: Finding[]): Finding[] {
  return findings.sort(
    (a, b) =>
      Number(a.causedBy !== undefined) - Number(b.causedBy !== undefined) ||
      RANK[a.severity] - RANK[b.severity],
  );
}

function causeOf(definition: FindingDefinition, present: ReadonlySet<string>): string | undefined {
  return definition.causes.find((cause) => present.has(cause));
}

/** Those that could not be judged, but for what a finding that is there says already. */
function unjudgedOf(examined: readonly Examined[]): UnjudgedFinding[] {
  const told = new Set(
    examined.flatMap(({ definition, judgement }) =>
      judgement.verdict === "found" ? (definition.standsFor ?? []) : [],
    ),
  );
  return examined.flatMap(({ definition: { id, title, standsFor }, judgement }) => {
    if (judgement.verdict !== "unjudged" || standsFor !== undefined || told.has(id)) return [];
    const { missing } = judgement;
    return [{ id, title, missing, how: howToGive(missing) }];
  });
}

function checkTreatments({ id }: FindingDefinition, { treatments }: Detection): void {
  const known = allTreatments().map((treatment) => treatment.id);
  const unknown = treatments.find((treatment) => !known.includes(treatment));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  const question = meant === undefined ? "" : `Did you mean "${meant}"? `;
  throw new TrainwellError({
    kind: "usage",
    code: "unknown-treatment",
    message: `The finding "${id}" names the treatment "${unknown}", which is not registered.`,
    details: { finding: id, treatment: unknown, known },
    hint: `${question}A treatment of your own is registered by defineTreatment.`,
  });
}
