import { smallestOf } from "../base/lists.ts";
import type { RunEvidence } from "./evidence.ts";
import { howToGive } from "./evidence-parts.ts";
import type { Diagnosis, Finding, FindingDefinition, Severity, UnjudgedFinding } from "./finding.ts";
import { allFindings } from "./findings/index.ts";
import { type Judgement, judge } from "./judge.ts";
import { withOutcome } from "./outcome.ts";
import { checkTreatments, treatmentsFor } from "./treatments/index.ts";

const RANK: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, note: 2 };

/** A finding that was looked for, and what that came to. */
interface Examined {
  readonly definition: FindingDefinition;
  readonly judgement: Judgement;
}

/**
 * Diagnoses a run: every finding that is there, root causes before their symptoms and the graver before the
 * lighter, and those that the evidence is not enough to judge. A symptom names its cause in `causedBy`:
 * treating the cause comes first, because it may take the symptom along. Of a run that diverged only causes
 * are told, and what says that it diverged: its other symptoms are consequences that go with it. A healthy
 * run has at most notes.
 *
 * @throws TrainwellError `unknown-treatment` when a finding that is there proposes a treatment that nobody
 *   registered.
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
  const told = detected.filter(({ definition }) => !isConsequence(definition, { present, evidence }));
  return told.map(({ definition, detection }): Finding => {
    const causedBy = causeOf(definition, present);
    const { id, title, subject } = definition;
    checkTreatments(id, detection.treatments);
    const treatments = treatmentsFor(detection.treatments, evidence);
    return { id, title, subject, ...detection, treatments, ...(causedBy === undefined ? {} : { causedBy }) };
  });
}

/**
 * Each cause is followed by what it brings about, and they stand where the gravest of them belongs. Sorting
 * is stable: the data's faults come first among equals, and causes are registered first.
 */
function inOrder(findings: readonly Finding[]): Finding[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const rootOf = (finding: Finding): Finding => {
    const cause = finding.causedBy === undefined ? undefined : byId.get(finding.causedBy);
    return cause === undefined ? finding : rootOf(cause);
  };
  const rank = ({ severity }: Finding) => RANK[severity];
  const families = new Map<Finding, Finding[]>();
  for (const finding of findings) {
    const root = rootOf(finding);
    families.set(root, [...(families.get(root) ?? []), finding]);
  }
  const gravest = (family: readonly Finding[]) => smallestOf(family.map(rank));
  return [...families]
    .sort(([a, ofA], [b, ofB]) => gravest(ofA) - gravest(ofB) || rank(a) - rank(b))
    .flatMap(([root, family]) => [
      root,
      ...family.filter((one) => one !== root).sort((a, b) => rank(a) - rank(b)),
    ]);
}

function isConsequence(
  definition: FindingDefinition,
  { present, evidence }: { present: ReadonlySet<string>; evidence: RunEvidence },
): boolean {
  if (evidence.outcome?.status !== "diverged" || definition.tellsDivergence) return false;
  return causeOf(definition, present) !== undefined;
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
