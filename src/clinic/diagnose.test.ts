import { describe, expect, it } from "vitest";
import { applyPatch } from "../recipe/patch.ts";
import { diagnose } from "./diagnose.ts";
import {
  branchingRecipe,
  type Course,
  diabetesRecipe,
  digitsRecipe,
  healthyEvidence,
  healthyRegression,
  historyOf,
  sigmoidRecipe,
} from "./evidence.samples.ts";
import type { RunEvidence } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import { FINDINGS } from "./findings/index.ts";

const find = (evidence: RunEvidence, id: string): Finding | undefined =>
  diagnose(evidence).find((finding) => finding.id === id);
const idsOf = (evidence: RunEvidence) => diagnose(evidence).map((finding) => finding.id);
const withCourse = (course: Course, changes: Partial<RunEvidence> = {}) =>
  healthyEvidence({ history: historyOf(changes.recipe ?? digitsRecipe(), course), ...changes });
const feature = (change: Partial<RunEvidence["inputs"][number]>) => ({
  name: "income",
  mean: 0,
  std: 1,
  min: -3,
  max: 3,
  ...change,
});

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
    expect(diagnose(evidence)).toEqual([]);
  });

  it("but a note where bias cannot be judged", () => {
    const [note, ...rest] = diagnose(healthyEvidence({ bound: undefined }));
    expect(rest).toEqual([]);
    expect(note).toMatchObject({ id: "bias-unknown", severity: "note" });
    expect(note.summary).toContain("no capacity probe");
    expect(note.treatments.map(({ id }) => id)).toEqual(["state-bound"]);
  });
});

describe("unscaled-inputs", () => {
  it("fires on a feature in thousands, as a problem, and standardizes", () => {
    const recipe = applyPatch(digitsRecipe(), [{ op: "set", path: "data.normalize", value: "none" }]);
    const finding = find(
      healthyEvidence({ recipe, inputs: [feature({}), feature({ mean: 4000, std: 900, max: 9000 })] }),
      "unscaled-inputs",
    );
    expect(finding).toMatchObject({ severity: "problem", subject: "data" });
    expect(finding?.summary).toContain('"income" has mean 4000');
    expect(finding?.treatments[0]).toMatchObject({
      id: "standardize-inputs",
      patch: [{ op: "set", path: "data.normalize", value: "standardize" }],
    });
  });

  it("fires on spread as on offset, from a root mean square of 3", () => {
    expect(find(healthyEvidence({ inputs: [feature({ std: 3.01 })] }), "unscaled-inputs")?.severity).toBe(
      "warning",
    );
    expect(find(healthyEvidence({ inputs: [feature({ mean: -3 })] }), "unscaled-inputs")?.severity).toBe(
      "warning",
    );
    expect(find(healthyEvidence({ inputs: [feature({ std: 2.99 })] }), "unscaled-inputs")).toBeUndefined();
  });

  it("fires when all features are tiny", () => {
    const tiny = feature({ mean: 0.001, std: 0.01, min: -0.04, max: 0.04 });
    expect(find(healthyEvidence({ inputs: [tiny] }), "unscaled-inputs")?.severity).toBe("problem");
    expect(find(healthyEvidence({ inputs: [tiny, feature({})] }), "unscaled-inputs")).toBeUndefined();
  });
});

describe("learning-rate-too-high", () => {
  it("fires when the training diverged, also when a store gives back null for NaN", () => {
    const history = historyOf(digitsRecipe(), { epochs: 3 });
    const last = {
      step: 60,
      epoch: 4,
      kind: "epoch" as const,
      values: { "train.loss": null as unknown as number },
    };
    const evidence = healthyEvidence({
      history: [...history, last],
      train: { loss: Number.NaN, error: 0.9 },
      dev: { loss: Number.NaN, error: 0.9 },
      outcome: { status: "diverged", bestEpoch: 1, epochs: 4 },
    });
    const [first] = diagnose(evidence);
    expect(first).toMatchObject({ id: "learning-rate-too-high", severity: "problem" });
    expect(first.summary).toContain("epoch 4");
    expect(first.treatments[0]).toMatchObject({
      id: "lower-learning-rate",
      patch: [{ path: "optimizer.learningRate", value: 0.0001 }],
    });
    expect(idsOf(evidence)).not.toContain("variance");
  });

  it("fires on a loss that rises to three times what it was before the first step", () => {
    const overshooting = (loss: number) =>
      withCourse({ trainLoss: (epoch) => (epoch === 1 ? loss : 1 / epoch) });
    expect(find(overshooting(3.1 * 2.3), "learning-rate-too-high")?.severity).toBe("problem");
    expect(find(overshooting(2.9 * 2.3), "learning-rate-too-high")).toBeUndefined();
  });

  it("fires on a loss that ends far above its lowest", () => {
    expect(
      find(withCourse({ trainLoss: (epoch) => (epoch < 10 ? 1 / epoch : 3) }), "learning-rate-too-high")
        ?.severity,
    ).toBe("problem");
  });

  it("fires on updates of more than a tenth of the weights", () => {
    const ratio = (value: number) =>
      withCourse({ probe: (name) => (name === "hidden2.updateRatio" ? value : undefined) });
    const finding = find(ratio(0.11), "learning-rate-too-high");
    expect(finding?.severity).toBe("warning");
    expect(finding?.treatments[0].patch).toEqual([
      { op: "set", path: "optimizer.learningRate", value: 0.00033 },
    ]);
    expect(find(ratio(0.1), "learning-rate-too-high")).toBeUndefined();
  });

  it("fires when the loss rises in a fifth of the epochs", () => {
    const swinging = (every: number) =>
      withCourse({ epochs: 21, trainLoss: (epoch) => 1 - 0.02 * epoch + (epoch % every === 0 ? 0.3 : 0) });
    expect(find(swinging(4), "learning-rate-too-high")?.severity).toBe("warning");
    expect(find(swinging(7), "learning-rate-too-high")).toBeUndefined();
  });
});

describe("exploding-gradients", () => {
  const norm = (layer: string, value: (probe: number) => number) =>
    withCourse({ probe: (name, probe) => (name === `${layer}.gradientNorm` ? value(probe) : undefined) });

  it("fires on a gradient that is not finite", () => {
    expect(
      find(
        norm("hidden1", (probe) => (probe > 6 ? Number.POSITIVE_INFINITY : 1)),
        "exploding-gradients",
      ),
    ).toMatchObject({
      severity: "problem",
      treatments: [
        { id: "clip-gradients" },
        { id: "batch-normalization" },
        { id: "warm-up" },
        { id: "lower-learning-rate" },
      ],
    });
  });

  it("fires on five doublings in a row, not on four", () => {
    const doubling = (times: number) =>
      norm("hidden2", (probe) =>
        probe < 3 ? 1e-3 : probe <= 3 + times - 1 ? 1e-3 * 2 ** (probe - 2) : 1e-3,
      );
    expect(find(doubling(5), "exploding-gradients")?.severity).toBe("problem");
    expect(find(doubling(4), "exploding-gradients")).toBeUndefined();
  });

  it("fires on a first layer whose gradient is more than 70 times the last's", () => {
    const steep = (ratio: number) => {
      const history = historyOf(digitsRecipe(), {
        probe: (name) =>
          name === "hidden1.gradientNorm" ? ratio : name === "output.gradientNorm" ? 1 : undefined,
      });
      return healthyEvidence({ history });
    };
    expect(find(steep(71), "exploding-gradients")?.severity).toBe("warning");
    expect(find(steep(70), "exploding-gradients")).toBeUndefined();
  });
});

describe("vanishing-gradients", () => {
  const recipe = sigmoidRecipe();
  const deep = (first: number, course: Course = {}) =>
    withCourse(
      {
        ...course,
        probe: (name) =>
          name === "hidden1.gradientNorm" ? first : name === "output.gradientNorm" ? 1 : undefined,
      },
      { recipe },
    );

  it("fires when the first layer gets a thousandth of the last layer's gradient, and replaces the sigmoids", () => {
    const finding = find(deep(9e-5, { trainLoss: () => 2.2 }), "vanishing-gradients");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.map(({ id }) => id)).toEqual([
      "relu-activations",
      "batch-normalization",
      "adam",
    ]);
    expect(find(deep(1.1e-4), "vanishing-gradients")).toBeUndefined();
  });

  it("is only a warning where the network learned all the same", () => {
    expect(find(deep(9e-5), "vanishing-gradients")?.severity).toBe("warning");
  });

  it("fires on saturated activations", () => {
    const saturated = (share: number) =>
      withCourse(
        { probe: (name) => (name === "sigmoid2.saturatedFraction" ? share : undefined) },
        { recipe },
      );
    expect(find(saturated(0.51), "vanishing-gradients")?.summary).toContain('"sigmoid2"');
    expect(find(saturated(0.5), "vanishing-gradients")).toBeUndefined();
  });
});

describe("dead-units", () => {
  const dead = (share: (probe: number) => number) =>
    withCourse({ probe: (name, probe) => (name === "relu1.deadUnits" ? share(probe) : undefined) });

  it("fires on more than half of a layer's units, as a problem from 70%", () => {
    expect(
      find(
        dead(() => 0.51),
        "dead-units",
      )?.severity,
    ).toBe("warning");
    expect(
      find(
        dead(() => 0.7),
        "dead-units",
      ),
    ).toMatchObject({
      severity: "problem",
      treatments: [{ id: "lower-learning-rate" }, { id: "leaky-relu" }, { id: "batch-normalization" }],
    });
  });

  it("does not count units that are silent on some batches only", () => {
    expect(
      find(
        dead((probe) => (probe % 2 === 0 ? 0.9 : 0.2)),
        "dead-units",
      ),
    ).toBeUndefined();
  });
});

describe("learning-rate-too-low and training-too-short", () => {
  const falling: Course = {
    trainLoss: (epoch) => 2.2 - 0.05 * epoch,
    devLoss: (epoch) => 2.25 - 0.05 * epoch,
  };
  const outcome = { status: "finished", bestEpoch: 20, epochs: 20 } as const;
  const withRatio = (ratio: number): Course => ({
    ...falling,
    probe: (name) => (name.endsWith("updateRatio") ? ratio : undefined),
  });

  it("blames the learning rate when updates are below 1e-4, and raises it tenfold", () => {
    const evidence = withCourse(withRatio(9e-5), { outcome });
    expect(find(evidence, "learning-rate-too-low")?.treatments[0].patch).toEqual([
      { op: "set", path: "optimizer.learningRate", value: 0.01 },
    ]);
    expect(idsOf(evidence)).not.toContain("training-too-short");
  });

  it("blames the length when updates are of the usual size", () => {
    const evidence = withCourse(withRatio(1e-4), { outcome });
    expect(find(evidence, "training-too-short")?.treatments[0].patch).toEqual([
      { op: "set", path: "training.epochs", value: 200 },
    ]);
    expect(idsOf(evidence)).not.toContain("learning-rate-too-low");
  });

  it("blames neither when the best epoch is long past, or the last quarter gains little", () => {
    const past = withCourse(withRatio(1e-5), { outcome: { ...outcome, bestEpoch: 17 } });
    const flat = withCourse({ ...withRatio(1e-5), devLoss: (epoch) => 0.5 + 1 / epoch ** 2 }, { outcome });
    for (const evidence of [past, flat]) {
      expect(idsOf(evidence)).not.toContain("learning-rate-too-low");
      expect(idsOf(evidence)).not.toContain("training-too-short");
    }
  });
});

describe("poor-initialization", () => {
  const firstLoss = (loss: number) =>
    withCourse({ probe: (name, probe) => (name === "loss" && probe === 0 ? loss : undefined) });

  it("fires on an untrained network whose loss is more than 8 times that of guessing", () => {
    expect(find(firstLoss(8.1 * Math.log(10)), "poor-initialization")?.summary).toContain("costs 2.3");
    expect(find(firstLoss(7.9 * Math.log(10)), "poor-initialization")).toBeUndefined();
  });
});

describe("plateau", () => {
  it("fires when the loss never falls by 5%", () => {
    expect(find(withCourse({ trainLoss: () => 2.29, devLoss: () => 2.3 }), "plateau")?.severity).toBe(
      "problem",
    );
    expect(find(withCourse({ trainLoss: () => 2.18, devLoss: () => 2.3 }), "plateau")).toBeUndefined();
  });

  it("does not fire on a loss that is worse than guessing but still falls", () => {
    expect(find(withCourse({ trainLoss: (epoch) => 9 - 0.2 * epoch }), "plateau")).toBeUndefined();
    expect(find(withCourse({ trainLoss: (epoch) => 5 + 4 / epoch ** 3 }), "plateau")?.severity).toBe(
      "problem",
    );
  });
});

describe("over-regularised", () => {
  const strong = branchingRecipe();
  it("fires when dropout is strong and the training error clearly above the simple model's", () => {
    const finding = find(
      healthyEvidence({ recipe: strong, train: { loss: 0.4, error: 0.12 }, dev: { loss: 0.4, error: 0.13 } }),
      "over-regularised",
    );
    expect(finding?.summary).toContain('dropout rate of "dropout1" 0.6');
    expect(finding?.treatments.map(({ id }) => id)).toEqual(["less-dropout", "weaker-penalties"]);
  });

  it("does not blame a network without strong regularization, nor one that fits", () => {
    const poor = { train: { loss: 0.4, error: 0.12 }, dev: { loss: 0.4, error: 0.13 } };
    expect(find(healthyEvidence(poor), "over-regularised")).toBeUndefined();
    expect(find(healthyEvidence({ recipe: strong }), "over-regularised")).toBeUndefined();
  });
});

describe("class-imbalance", () => {
  const classCounts = (rare: number) => [
    { label: "no", count: 1000 },
    { label: "yes", count: rare },
  ];
  const recall = (value: number) => ({
    loss: 0.1,
    error: 0.05,
    perClassRecall: [
      { label: "no", recall: 0.99 },
      { label: "yes", recall: value },
    ],
  });

  it("fires from 10 to 1, and weighs the classes", () => {
    expect(find(healthyEvidence({ classCounts: classCounts(100) }), "class-imbalance")).toMatchObject({
      severity: "warning",
      treatments: [
        { id: "balanced-class-weights" },
        { id: "more-rare-examples", advice: expect.any(String) },
      ],
    });
    expect(find(healthyEvidence({ classCounts: classCounts(101) }), "class-imbalance")).toBeUndefined();
  });

  it("is a problem when the rare class is neglected, a note when it is not", () => {
    expect(
      find(healthyEvidence({ classCounts: classCounts(50), dev: recall(0.5) }), "class-imbalance")?.severity,
    ).toBe("problem");
    expect(
      find(healthyEvidence({ classCounts: classCounts(50), dev: recall(0.9) }), "class-imbalance")?.severity,
    ).toBe("note");
  });

  it("fires below 10 to 1 too when less than 30% of a rare class is recognized", () => {
    expect(
      find(healthyEvidence({ classCounts: classCounts(250), dev: recall(0.29) }), "class-imbalance")
        ?.severity,
    ).toBe("problem");
    expect(
      find(healthyEvidence({ classCounts: classCounts(250), dev: recall(0.31) }), "class-imbalance"),
    ).toBeUndefined();
  });
});

describe("bias and variance", () => {
  const errors = (train: number, dev: number, bound?: number) =>
    healthyEvidence({
      train: { loss: 0, error: train },
      dev: { loss: 0, error: dev },
      floor: undefined,
      bound: bound === undefined ? undefined : { error: bound, source: "human" },
    });

  it("calls a gap beyond the dev set's noise variance, with regularization and ensembles before more data", () => {
    const finding = find(errors(0, 0.1, 0), "variance");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.map(({ id }) => id)).toEqual([
      "weight-decay",
      "l2-penalty",
      "dropout",
      "batch-normalization",
      "members",
      "linear-skip",
      "smaller-network",
      "more-data",
    ]);
  });

  it("judges the same gap by the size of the dev set", () => {
    const small = { ...errors(0.01, 0.031, 0.01), rows: { train: 1078, dev: 100, test: 100 } };
    const large = { ...errors(0.01, 0.031, 0.01), rows: { train: 1078, dev: 3000, test: 100 } };
    expect(find(small, "variance")).toBeUndefined();
    expect(find(large, "variance")?.severity).toBe("warning");
  });

  it("judges a regression by its RMSE, and begins with the penalty where the optimizer is not adaptive", () => {
    const recipe = applyPatch(diabetesRecipe(), [{ op: "set", path: "optimizer.kind", value: "momentum" }]);
    const evidence = healthyRegression({
      recipe,
      train: { loss: 0, error: 20 },
      dev: { loss: 0, error: 60 },
      floor: undefined,
      bound: undefined,
    });
    const finding = find(evidence, "variance");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments.slice(0, 2).map(({ id }) => id)).toEqual(["l2-penalty", "weight-decay"]);
  });

  it("notes a dev loss that rises while the training loss falls, unless early stopping takes care of it", () => {
    const recipe = applyPatch(digitsRecipe(), [{ op: "set", path: "training.earlyStopping", value: null }]);
    const course: Course = { devLoss: (epoch) => 0.2 + 0.01 * Math.abs(epoch - 10) };
    const outcome = { status: "finished", bestEpoch: 10, epochs: 20 } as const;
    expect(find(withCourse(course, { recipe, outcome }), "variance")).toMatchObject({ severity: "note" });
    expect(find(withCourse(course, { recipe, outcome }), "variance")?.treatments[0].id).toBe(
      "early-stopping",
    );
    expect(find(withCourse(course, { outcome }), "variance")).toBeUndefined();
  });

  it("calls a gap to the stated bound bias, a larger network first and never more data", () => {
    const finding = find(errors(0.12, 0.13, 0.02), "bias");
    expect(finding?.severity).toBe("problem");
    expect(finding?.treatments[0].id).toBe("wider-network");
    expect(finding?.treatments.map(({ id }) => id)).not.toContain("more-data");
  });

  it("never speaks of bias without a bound", () => {
    expect(idsOf(errors(0.3, 0.31))).toEqual(["bias-unknown"]);
  });

  it("names both, the larger gap's treatments first, and then neither alone", () => {
    const both = errors(0.12, 0.2, 0.01);
    expect(idsOf(both)).toEqual(["bias-and-variance"]);
    expect(find(both, "bias-and-variance")?.treatments[0].id).toBe("wider-network");
    expect(find(errors(0.1, 0.3, 0.02), "bias-and-variance")?.treatments[0].id).toBe("weight-decay");
  });

  it("lets the capacity probe speak where bias is unknown", () => {
    const probed = { ...errors(0.12, 0.13), capacity: { fits: true, trainError: 0.01, units: 512 } };
    const finding = find(probed, "bias-unknown");
    expect(finding?.summary).toContain("512 units can fit");
    expect(finding?.treatments[0].id).toBe("wider-network");
    const unable = { ...errors(0.12, 0.13), capacity: { fits: false, trainError: 0.11, units: 512 } };
    expect(find(unable, "bias-unknown")?.treatments.map(({ id }) => id)).toEqual(["state-bound"]);
  });
});

describe("below-floor", () => {
  it("is a problem beyond the noise, a note within it, and nothing at the floor", () => {
    const floor = (error: number) => healthyEvidence({ floor: { name: "logistic regression", error } });
    expect(find(floor(0.005), "below-floor")).toMatchObject({ severity: "problem" });
    expect(find(floor(0.018), "below-floor")).toMatchObject({ severity: "note" });
    expect(find(floor(0.02), "below-floor")).toBeUndefined();
  });

  it("offers regularization where the network fits the training part, else a linear path", () => {
    const finding = find(
      healthyRegression({ floor: { name: "ridge regression", error: 40 } }),
      "below-floor",
    );
    expect(finding?.treatments[0].id).toBe("linear-skip");
    const overfitted = healthyRegression({
      train: { loss: 0, error: 30 },
      floor: { name: "ridge regression", error: 40 },
    });
    expect(find(overfitted, "below-floor")?.treatments[0].id).toBe("weight-decay");
  });
});

describe("root causes come first", () => {
  it("traces divergence, exploding gradients and dead units to unscaled inputs", () => {
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
    const findings = diagnose(
      withCourse(course, {
        recipe,
        inputs: [feature({ mean: 5000, std: 3000, max: 20_000 })],
        outcome: { status: "diverged", bestEpoch: 1, epochs: 5 },
      }),
    );
    expect(findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ["unscaled-inputs", undefined],
      ["learning-rate-too-high", "unscaled-inputs"],
      ["exploding-gradients", "unscaled-inputs"],
      ["dead-units", "unscaled-inputs"],
    ]);
  });

  it("traces exploding gradients to the learning rate where the inputs are scaled", () => {
    const course: Course = {
      epochs: 4,
      probe: (name, probe) => (name.endsWith("gradientNorm") && probe > 2 ? Number.NaN : undefined),
    };
    const findings = diagnose(
      withCourse(course, { outcome: { status: "diverged", bestEpoch: 1, epochs: 4 } }),
    );
    expect(findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ["learning-rate-too-high", undefined],
      ["exploding-gradients", "learning-rate-too-high"],
    ]);
  });

  it("puts causes before graver symptoms", () => {
    const evidence = healthyEvidence({
      inputs: [feature({ std: 4 })],
      bound: { error: 0, source: "human" },
      train: { loss: 1, error: 0.3 },
      dev: { loss: 1, error: 0.3 },
    });
    const findings = diagnose(evidence);
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
    for (const finding of diagnose(evidence)) {
      expect(finding.summary).toMatch(/^[A-Z0-9].*\.$/);
      expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
    }
  });
});
