import { describe, expect, it } from "vitest";
import type { HistoryRow } from "../run/history.ts";
import { diagnose } from "./diagnosis.ts";
import type { RunEvidence } from "./evidence.ts";
import type { EvidencePart } from "./evidence-parts.ts";
import type { FindingDefinition } from "./finding.ts";
import { FINDINGS } from "./findings/index.ts";
import { allTreatments, treatmentsFor } from "./treatments/index.ts";

/** A run of another program that records losses and the learning rate by epoch, and nothing else. */
function foreign(course: {
  trainLoss: (epoch: number) => number;
  devLoss: (epoch: number) => number;
}): RunEvidence {
  const epochs = Array.from({ length: 20 }, (_, index) => index + 1);
  const history = epochs.map(
    (epoch): HistoryRow => ({
      step: 100 * epoch,
      epoch,
      kind: "epoch",
      values: {
        "train.loss": course.trainLoss(epoch),
        "dev.loss": course.devLoss(epoch),
        learningRate: 0.05,
      },
    }),
  );
  return { history };
}

const learned = (epoch: number) => 0.1 + 2 * Math.exp(-epoch / 3);
const HEALTHY = { trainLoss: learned, devLoss: learned };

const idsOf = (evidence: RunEvidence) => diagnose(evidence).findings.map(({ id }) => id);

describe("a run of another program, with losses by epoch alone,", () => {
  it("has no finding where it is healthy", () => {
    expect(idsOf(foreign(HEALTHY))).toEqual([]);
  });

  it("is told from overfitting, in words only", () => {
    const evidence = foreign({ ...HEALTHY, devLoss: (epoch) => 0.5 + 0.02 * Math.abs(epoch - 8) });
    const [variance, ...rest] = diagnose(evidence).findings;
    expect(rest).toEqual([]);
    expect(variance).toMatchObject({ id: "variance", severity: "note" });
    expect(variance.summary).toContain("after epoch 8 of 20");
    expect(variance.treatments.map(({ id }) => id)).toEqual([
      "early-stopping",
      "weight-decay",
      "l2-penalty",
      "dropout",
      "members",
      "smaller-network",
      "more-data",
    ]);
    for (const treatment of variance.treatments) expect(treatment).not.toHaveProperty("patch");
    expect(variance.treatments[0].advice).toBe(
      "Stop when the dev loss no longer falls; expect the same or a lower dev error in less time.",
    );
  });

  it("is told that its learning rate is too high, the one that it recorded", () => {
    const swinging = foreign({ ...HEALTHY, trainLoss: (epoch) => (epoch % 2 ? 1 : 2) });
    const finding = diagnose(swinging).findings.find(({ id }) => id === "learning-rate-too-high");
    expect(finding?.summary).toContain("At a learning rate of 0.05, ");
    const broken = foreign({ ...HEALTHY, trainLoss: (epoch) => (epoch < 20 ? 1 / epoch : Number.NaN) });
    expect(diagnose(broken).findings[0]).toMatchObject({
      id: "learning-rate-too-high",
      severity: "problem",
    });
  });

  it("is told that it ended too early", () => {
    const falling = (epoch: number) => 2.25 - 0.05 * epoch;
    const [finding] = diagnose(foreign({ trainLoss: falling, devLoss: falling })).findings;
    expect(finding).toMatchObject({ id: "training-too-short", severity: "warning" });
    expect(finding.summary).toContain("epoch 20 of 20 was the best");
  });

  it("is warned of a plateau, without a claim about what knowing nothing costs", () => {
    const flat = diagnose(foreign({ trainLoss: () => 2.3, devLoss: () => 2.3 })).findings;
    expect(flat).toMatchObject([{ id: "plateau", severity: "warning" }]);
    expect(flat[0].summary).toBe(
      "The training loss was never below 2.3 in 20 epochs, where the first one ended at 2.3.",
    );
  });

  it("has the rest listed as not judged, with what that needs", () => {
    const evidence = foreign(HEALTHY);
    const { unjudged } = diagnose(evidence);
    const told: readonly EvidencePart[] = ["trainLoss", "devLoss", "outcome"];
    const lacks = (parts: readonly EvidencePart[]) => parts.filter((part) => !told.includes(part));
    const waysOf = ({ needs, either = [[]] }: FindingDefinition) =>
      either.map((alternative) => [...new Set(lacks([...needs, ...alternative]))]);
    const expected = FINDINGS.filter(
      (finding) =>
        finding.standsFor === undefined &&
        finding.applies?.(evidence) !== false &&
        waysOf(finding).every((missing) => missing.length > 0),
    );
    expect(unjudged.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    for (const [index, { missing }] of unjudged.entries())
      expect(waysOf(expected[index])).toContainEqual(missing);
    expect(unjudged.find(({ id }) => id === "noisy-batch-statistics")).toMatchObject({
      missing: ["recipe", "rows"],
      how: "Say which recipe was trained; say how many rows the train and dev parts have.",
    });
  });

  it("is judged by more when it tells more: scores, rows, gradients", () => {
    const told: RunEvidence = {
      ...foreign(HEALTHY),
      task: "classification",
      rows: { train: 1000, dev: 400 },
      train: { loss: 0, error: 0 },
      dev: { loss: 0.4, error: 0.1 },
    };
    const { findings, unjudged } = diagnose(told);
    expect(findings.map(({ id }) => id)).toEqual(["variance", "bias-unknown"]);
    expect(findings[0].treatments.at(-1)?.advice).toContain("4,000 in place of 1,000 would halve it");
    expect(unjudged.map(({ id }) => id)).not.toContain("neglected-labels");
    expect(unjudged.map(({ id }) => id)).not.toContain("bias");
    const probe = (step: number): HistoryRow => ({
      step,
      epoch: 1,
      kind: "probe",
      values: { "conv.gradientNorm": 3 ** step },
    });
    const exploding = { history: [1, 2, 3, 4, 5, 6].map(probe) };
    expect(diagnose(exploding).findings).toMatchObject([{ id: "exploding-gradients", severity: "problem" }]);
  });

  it("that tells nothing at all has nothing found and everything listed", () => {
    const { findings, unjudged } = diagnose({});
    expect(findings).toEqual([]);
    // Whatever speaks for others is not listed itself.
    const listed = FINDINGS.filter(({ standsFor }) => standsFor === undefined);
    expect(unjudged.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  });
});

it("a run that says how it ended is taken at its word", () => {
  const falling = (epoch: number) => 2.25 - 0.05 * epoch;
  const evidence = foreign({ trainLoss: falling, devLoss: falling });
  const outcome = { status: "interrupted", bestEpoch: 20, epochs: 20 } as const;
  expect(idsOf(evidence)).toContain("training-too-short");
  expect(idsOf({ ...evidence, outcome })).toEqual([]);
});

it("a run that tells nothing gets every treatment in words", () => {
  const ids = allTreatments().map(({ id }) => id);
  const treatments = treatmentsFor([...ids, ...ids], {});
  expect(new Set(treatments.map(({ id }) => id))).toEqual(new Set(ids));
  for (const { id, advice, patch } of treatments) {
    expect(patch, id).toBeUndefined();
    expect(advice, id).toMatch(/^[A-Z].*\.$/);
  }
  expect(treatmentsFor(["dropout", "dropout"], {})).toHaveLength(1);
});
