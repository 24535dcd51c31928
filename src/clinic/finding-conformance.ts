import type { RunEvidence } from "./evidence.ts";
import { EVIDENCE_PARTS, type EvidencePart, has, without } from "./evidence-parts.ts";
import type { FindingDefinition } from "./finding.ts";
import { type Judgement, judge } from "./judge.ts";
import { allTreatments } from "./treatments/index.ts";

/** Runs with all that a finding needs, of which it is there in some and not in others. */
export interface FindingSamples {
  /** Runs in which it is there. */
  readonly sick: readonly RunEvidence[];
  /** Runs to which it applies and in which it is not there. */
  readonly healthy: readonly RunEvidence[];
}

const PARTS = Object.keys(EVIDENCE_PARTS) as EvidencePart[];

/**
 * Sentences about where a finding is not as every finding must be; none when it conforms. It is there in the
 * sick samples and not in the healthy ones; without a part that it needs it is unjudged and says which;
 * without any other part it is judged all the same; and it never throws. It uses no test framework.
 *
 * @param definition the finding. Treatments that it names are to be registered before.
 * @param samples at least one run of each kind.
 * @example
 * const samples = { sick: [{ history: flat }], healthy: [{ history: falling }] };
 * const problems = findingProblems(slowStart, samples);
 */
export function findingProblems(definition: FindingDefinition, { sick, healthy }: FindingSamples): string[] {
  const looksIn = (evidence: RunEvidence): Look => ({ definition, evidence });
  const all = [...sick, ...healthy].map(looksIn);
  return [
    ...(sick.length === 0 ? ["There is no sick sample."] : []),
    // One that stands for others is there wherever it applies.
    ...(healthy.length === 0 && !definition.standsFor ? ["There is no healthy sample."] : []),
    ...sick.map(looksIn).flatMap((look) => [...wrongVerdict(look, "found"), ...wrongDetection(look)]),
    ...healthy.map(looksIn).flatMap((look) => wrongVerdict(look, "absent")),
    ...all.flatMap((look) => [
      ...definition.needs.flatMap((part) => wrongWithout(look, part)),
      ...wrongAlternatives(look),
      ...wrongWithoutOthers(look),
      ...wrongAlone(look),
    ]),
    ...thrown(judged(looksIn({})), "Without any evidence"),
  ];
}

/** A finding that is looked for in a run. */
interface Look {
  readonly definition: FindingDefinition;
  readonly evidence: RunEvidence;
}

/** The judgement without some parts of the evidence, or what was thrown. */
function judged({ definition, evidence }: Look, removed: readonly EvidencePart[] = []): Judgement | Error {
  try {
    return judge(definition, removed.reduce(without, evidence));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function thrown(judgement: Judgement | Error, where: string): string[] {
  return judgement instanceof Error ? [`${where} it throws: ${judgement.message}`] : [];
}

function wrongVerdict(look: Look, expected: Judgement["verdict"]): string[] {
  const before = JSON.stringify(look.evidence);
  const judgement = judged(look);
  if (judgement instanceof Error) return thrown(judgement, "In a sample");
  const changed = JSON.stringify(look.evidence) === before ? [] : ["It changes the evidence."];
  if (judgement.verdict === expected) return changed;
  return [...changed, `It is ${judgement.verdict} in a sample in which it should be ${expected}.`];
}

/** Faults of a summary, its evidence and its treatments in a run in which the finding is there. */
function wrongDetection(look: Look): string[] {
  const judgement = judged(look);
  if (judgement instanceof Error || judgement.verdict !== "found") return [];
  const { summary, evidence, treatments } = judgement.detection;
  const known = new Set(allTreatments().map(({ id }) => id));
  const unknown = treatments.filter((id) => !known.has(id));
  const undeclared = treatments.filter((id) => !look.definition.treatments.includes(id));
  return [
    ...(/^[^a-z].*\.$/.test(summary) ? [] : [`Its summary is no sentence: ${summary}`]),
    ...(evidence.length > 0 ? [] : ["It shows no evidence."]),
    ...undeclared.map((id) => `It proposes "${id}", which is not among its treatments.`),
    ...unknown.map((id) => `It names the treatment "${id}", which is not registered.`),
  ];
}

/** Without a part that it needs it must be unjudged, and name it. */
function wrongWithout(look: Look, part: EvidencePart): string[] {
  const judgement = judged(look, [part]);
  if (judgement instanceof Error) return thrown(judgement, `Without "${part}"`);
  if (judgement.verdict !== "unjudged")
    return [`It is ${judgement.verdict} without "${part}", which it needs.`];
  return judgement.missing.includes(part) ? [] : [`It does not say that "${part}" is missing.`];
}

/** Any whole set of its alternative parts must be enough, and none of them too little. */
function wrongAlternatives(look: Look): string[] {
  const { either = [], needs } = look.definition;
  if (either.length === 0) return [];
  const parts = [...new Set(either.flat())].filter((part) => !needs.includes(part));
  const enough = either
    .filter((alternative) => has(look.evidence, ...alternative))
    .flatMap((alternative) =>
      wrongBeside(
        look,
        parts.filter((part) => !alternative.includes(part)),
      ),
    );
  const none = judged(look, parts);
  if (none instanceof Error) return [...enough, ...thrown(none, "Without any of its alternatives")];
  if (none.verdict === "unjudged") return enough;
  return [...enough, `It is ${none.verdict} without any of its alternatives.`];
}

/** Without a part that it does not need it must be judged all the same. */
function wrongWithoutOthers(look: Look): string[] {
  const { needs, either = [] } = look.definition;
  const needed = [...needs, ...either.flat()];
  return PARTS.filter((part) => !needed.includes(part)).flatMap((part) => wrongBeside(look, [part]));
}

/** With what it needs and nothing else it must be judged. */
function wrongAlone(look: Look): string[] {
  const { needs, either = [[]] } = look.definition;
  return either
    .filter((alternative) => has(look.evidence, ...alternative))
    .flatMap((alternative) =>
      wrongBeside(
        look,
        PARTS.filter((part) => !needs.includes(part) && !alternative.includes(part)),
      ),
    );
}

function wrongBeside(look: Look, removed: readonly EvidencePart[]): string[] {
  const judgement = judged(look, removed);
  const left = `Without ${removed.join(", ")}`;
  if (judgement instanceof Error) return thrown(judgement, left);
  if (judgement.verdict !== "unjudged") return [];
  return [`${left} it is unjudged for want of ${judgement.missing.join(", ")}, of which it had enough.`];
}
