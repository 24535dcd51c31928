import { describe, expect, it } from "vitest";
import { applyPatch } from "../recipe/patch.ts";
import { diagnose } from "./diagnosis.ts";
import {
  branchingRecipe,
  type Course,
  digitsRecipe,
  feature,
  healthyEvidence,
  healthyRegression,
  historyOf,
  withCourse,
} from "./evidence.samples.ts";
import type { RunEvidence } from "./evidence.ts";
import { FINDINGS } from "./findings/index.ts";

describe("a healthy run raises nothing", () => {
  const fullyFitted: Course = {
    trainLoss: (epoch) => 2e-4 + Math.exp(-epoch) * (1 + 0.3 * (epoch % 2)),
    devLoss: (epoch) => 0.08 + Math.exp(-epoch),
    probe: (name, probe) => (name.endsWith("gradientNorm") ? Math.exp(-probe) + 1e-6 : undefined),
  };
  const cases: Record<string, RunEvidence> = {
    classification: healthyEvidence(),
    regression: healthyRegression(),
    "fitted until its gradients are tiny": withCourse(fullyFitted),
    "stopped early after some rise of the dev loss": withCourse(
      { devLoss: (epoch) => 0.08 + (epoch < 10 ? Math.exp(-epoch) : 0.002 * (epoch - 9)) },
      { outcome: { status: "earlyStopping", bestEpoch: 10, epochs: 20 } },
    ),
    "one-hot columns and pixels in [0, 1]": healthyEvidence({
      inputs: [
        feature({ mean: 0.002, std: 0.04, min: 0, max: 1 }),
        feature({ mean: 0.9, std: 0.3, min: 0, max: 1 }),
      ],
    }),
    "a constant feature": healthyEvidence({
      inputs: [feature({}), feature({ name: "one", mean: 40, std: 0, min: 40, max: 40 })],
    }),
    "jitter of a loss near zero": withCourse({
      trainLoss: (epoch) => (epoch < 4 ? Math.exp(-epoch) : 0.001 * (1 + (epoch % 2))),
    }),
    "classes 9 to 1": healthyEvidence({
      classCounts: [
        { label: "no", count: 900 },
        { label: "yes", count: 100 },
      ],
    }),
    "half a layer's units silent": withCourse({
      probe: (name) => (name.endsWith("deadUnits") ? 0.5 : undefined),
    }),
    "a batch of 8, on which most units are silent": withCourse(
      { probe: (name) => (name.endsWith("deadUnits") ? 0.8 : undefined) },
      { recipe: applyPatch(digitsRecipe(), [{ op: "set", path: "training.batchSize", value: 8 }]) },
    ),
    "train better than dev within the noise of 360 examples": healthyEvidence({
      train: { loss: 0, error: 0.012 },
      dev: { loss: 0, error: 0.025 },
    }),
    "without probes": healthyEvidence({
      history: historyOf(digitsRecipe()).filter((row) => row.kind === "epoch"),
    }),
    "without any history": healthyEvidence({ history: [] }),
    "with strong dropout that does no harm": healthyEvidence({
      recipe: branchingRecipe(),
      history: historyOf(branchingRecipe()),
    }),
  };

  it.each(Object.entries(cases))("%s", (_name, evidence) => {
    expect(diagnose(evidence).findings).toEqual([]);
  });

  it("but a note where bias cannot be judged", () => {
    const [note, ...rest] = diagnose(healthyEvidence({ bound: undefined })).findings;
    expect(rest).toEqual([]);
    expect(note).toMatchObject({ id: "bias-unknown", severity: "note" });
    expect(note.summary).toMatch(/the training error is [\d.]+%\.$/);
    expect(note.treatments.map(({ id }) => id)).toEqual(["state-bound"]);
  });
});

describe("what cannot be judged", () => {
  it("is nothing in a run of our own, whatever its task, with a bound or without", () => {
    for (const evidence of [healthyEvidence(), healthyRegression(), healthyEvidence({ bound: undefined })])
      expect(diagnose(evidence).unjudged).toEqual([]);
  });

  it("is listed with what is missing, apart from what does not apply", () => {
    const { findings, unjudged } = diagnose(healthyRegression({ floor: undefined }));
    expect(findings).toEqual([]);
    expect(unjudged).toEqual([
      {
        id: "below-floor",
        title: "A simple model does better",
        missing: ["floor"],
        how: "Train a simple model on the same rows and score it on dev.",
      },
    ]);
  });

  it("is told of training rows held apart only where they were asked for", () => {
    const path = "data.split.trainDev";
    const recipe = applyPatch(digitsRecipe(), [{ op: "set", path, value: 0.1 }]);
    expect(diagnose(healthyEvidence({ recipe })).unjudged).toMatchObject([
      { id: "data-mismatch", missing: ["trainDev"] },
    ]);
  });
});

describe("root causes come first", () => {
  it("traces divergence to unscaled inputs, and tells none of its consequences", () => {
    const recipe = applyPatch(digitsRecipe(), [{ op: "set", path: "data.normalize", value: "none" }]);
    const course: Course = {
      epochs: 6,
      trainLoss: (epoch) => (epoch > 4 ? Number.NaN : 100 * epoch),
      probe: (name, probe) =>
        name.endsWith("gradientNorm") && probe > 3
          ? Number.NaN
          : name.endsWith("deadUnits")
            ? 0.9
            : undefined,
    };
    const { findings } = diagnose(
      withCourse(course, {
        recipe,
        inputs: [feature({ mean: 5000, std: 3000, max: 20_000 })],
        outcome: { status: "diverged", bestEpoch: 1, epochs: 5 },
      }),
    );
    expect(findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ["unscaled-inputs", undefined],
      ["learning-rate-too-high", "unscaled-inputs"],
    ]);
  });

  it("judges no scores of a run that diverged", () => {
    const scores = { loss: Number.NaN, error: Number.NaN };
    const { findings, unjudged } = diagnose(
      healthyEvidence({
        train: scores,
        dev: scores,
        outcome: { status: "diverged", bestEpoch: 1, epochs: 1 },
      }),
    );
    expect(findings.map(({ id }) => id)).toEqual(["learning-rate-too-high"]);
    expect(unjudged.map(({ id }) => id)).not.toContain("bias-unknown");
  });

  it("traces divergence to the learning rate where the inputs are scaled", () => {
    const course: Course = {
      epochs: 4,
      probe: (name, probe) => (name.endsWith("gradientNorm") && probe > 2 ? Number.NaN : undefined),
    };
    const { findings } = diagnose(
      withCourse(course, { outcome: { status: "diverged", bestEpoch: 1, epochs: 4 } }),
    );
    expect(findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ["learning-rate-too-high", undefined],
    ]);
  });

  it("puts causes before graver symptoms", () => {
    const evidence = healthyEvidence({
      inputs: [feature({ std: 4 })],
      bound: { error: 0, source: "human" },
      train: { loss: 1, error: 0.3 },
      dev: { loss: 1, error: 0.3 },
    });
    const { findings } = diagnose(evidence);
    expect(findings[0]).toMatchObject({ id: "unscaled-inputs", severity: "warning" });
    expect(findings.find(({ id }) => id === "bias")).toMatchObject({
      severity: "problem",
      causedBy: "unscaled-inputs",
    });
  });
});

describe("declarations", () => {
  it("have unique ids, causes that exist and come earlier, and a source for each threshold", () => {
    const ids = FINDINGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const finding of FINDINGS) {
      expect(finding.help).toMatch(/\.$/);
      for (const cause of finding.causes)
        expect(ids.indexOf(cause), `${finding.id} < ${cause}`).toBeLessThan(ids.indexOf(finding.id));
      for (const cause of finding.causes) expect(ids).toContain(cause);
      for (const threshold of Object.values(finding.thresholds))
        expect(threshold.source.length).toBeGreaterThan(5);
    }
  });

  it("write summaries of one sentence, and evidence that survives JSON", () => {
    const evidence = withCourse(
      { trainLoss: () => 2.29 },
      { inputs: [feature({ mean: 100 })], bound: undefined },
    );
    for (const finding of diagnose(evidence).findings) {
      expect(finding.summary).toMatch(/^[A-Z0-9].*\.$/);
      expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
    }
  });
});
