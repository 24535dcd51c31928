import { describe, expect, it } from "vitest";
import { diagnose } from "./diagnosis.ts";
import { healthyEvidence } from "./evidence.samples.ts";
import type { EvidencePart } from "./evidence-parts.ts";
import type { Detection, FindingDefinition } from "./finding.ts";
import { findingProblems } from "./finding-conformance.ts";
import { FINDING_SAMPLES } from "./findings/findings.samples.ts";
import { FINDINGS } from "./findings/index.ts";

it.each(FINDINGS.map((finding) => [finding.id, finding] as const))(
  "%s is judged by what it needs and by nothing else",
  (id, finding) => {
    expect(findingProblems(finding, FINDING_SAMPLES[id] ?? { sick: [], healthy: [] })).toEqual([]);
  },
);

it("every finding has samples, and every sample is of a finding", () => {
  const sampled = Object.keys(FINDING_SAMPLES).sort();
  const ids = FINDINGS.map(({ id }) => id).sort();
  expect(ids, "Each finding has sick and healthy runs in clinic/findings/findings.samples.ts").toEqual(
    sampled,
  );
});

describe("planted faults are seen:", () => {
  const found = (changes: Partial<Detection> = {}): Detection => ({
    severity: "note",
    summary: "It is there.",
    evidence: [{ label: "rows", value: 3 }],
    treatments: ["more-data"],
    ...changes,
  });
  const planted = (changes: Partial<FindingDefinition<readonly EvidencePart[]>>): FindingDefinition => ({
    id: "planted",
    title: "Planted",
    subject: "data",
    help: "There are few rows.",
    thresholds: {},
    causes: [],
    treatments: ["more-data"],
    needs: ["rows"],
    detect: ({ rows }) => (rows.train < 10 ? found() : undefined),
    ...changes,
  });
  const sick = [healthyEvidence({ rows: { train: 3, dev: 2, test: 1 } })];
  const healthy = [healthyEvidence()];
  const problemsOf = (changes: Partial<FindingDefinition<readonly EvidencePart[]>>) =>
    findingProblems(planted(changes), { sick, healthy });

  it("none in a finding that conforms", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it("samples that are missing, or of the other kind", () => {
    expect(findingProblems(planted({}), { sick: [], healthy: [] })).toEqual([
      "There is no sick sample.",
      "There is no healthy sample.",
    ]);
    expect(findingProblems(planted({}), { sick: healthy, healthy: sick })).toEqual([
      "It is absent in a sample in which it should be found.",
      "It is found in a sample in which it should be absent.",
    ]);
  });

  it("a need that is not declared", () => {
    const problems = problemsOf({ needs: [] });
    expect(problems).toContainEqual(expect.stringMatching(/^Without rows it throws: .*train/));
    expect(problems).toContainEqual(expect.stringMatching(/^Without any evidence it throws/));
  });

  it("a need that makes it inapplicable where it is missing", () => {
    expect(problemsOf({ applies: ({ rows }) => rows !== undefined })).toContain(
      'It is inapplicable without "rows", which it needs.',
    );
  });

  it("alternatives that are not enough alone", () => {
    const both: Partial<FindingDefinition<readonly EvidencePart[]>> = {
      either: [["task"], ["outputs"]],
      detect: ({ task, rows }) => (task!.length > 0 && rows.train < 10 ? found() : undefined),
    };
    expect(problemsOf(both)).toContainEqual(expect.stringMatching(/^Without task it throws/));
  });

  it("summaries that are no sentence, no evidence, treatments that nobody knows, changed evidence", () => {
    const bad = found({ summary: "bad", evidence: [], treatments: ["prayer"] });
    expect(problemsOf({ detect: ({ rows }) => (rows.train < 10 ? bad : undefined) })).toEqual([
      "Its summary is no sentence: bad",
      "It shows no evidence.",
      'It proposes "prayer", which is not among its treatments.',
      'It names the treatment "prayer", which is not registered.',
    ]);
    const changing = problemsOf({
      detect: (evidence) => {
        Object.assign(evidence.outcome ?? {}, { epochs: (evidence.outcome?.epochs ?? 0) + 1 });
        return evidence.rows.train < 10 ? found() : undefined;
      },
    });
    expect(changing).toContain("It changes the evidence.");
  });
});

it("the samples themselves are diagnosed as what they are for", () => {
  for (const [id, { sick, healthy }] of Object.entries(FINDING_SAMPLES)) {
    for (const evidence of sick)
      expect(
        diagnose(evidence).findings.map((f) => f.id),
        id,
      ).toContain(id);
    for (const evidence of healthy)
      expect(
        diagnose(evidence).findings.map((f) => f.id),
        id,
      ).not.toContain(id);
  }
});
