import { describe, expect, test } from "vitest";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { type SampleOptions, sampleDataset, samplePlan, train } from "../training.samples.ts";

const PLAIN_LAYERS = [
  { id: "hidden", kind: "dense", units: 8 },
  { id: "tanh", kind: "tanh" },
  { id: "output", kind: "dense", units: "outputs" },
];
/** Plain gradient descent without anything random but the shuffle. */
const plain = {
  network: { layers: PLAIN_LAYERS },
  optimizer: { kind: "sgd", learningRate: 0.1 },
  schedule: { kind: "constant" },
};

/** Least squares with a learning rate far beyond what is stable. */
function divergingPlan(kind: string, options: Pick<SampleOptions, "training" | "dev"> = {}) {
  const dataset = sampleDataset();
  const values = (dataset.blocks[0].data as Float32Array).slice(0, dataset.rows);
  return samplePlan({
    ...options,
    recipe: { ...plain, optimizer: { kind, learningRate: 1e6 }, loss: { kind: "meanSquaredError" } },
    dataset: { ...dataset, target: { kind: "values", data: values, width: 1, mean: [0], scale: [1] } },
  });
}

describe("the number of steps in a call changes nothing", () => {
  const whole = train(samplePlan(), { stepsPerCall: 1 });
  test.each([2, 3, 7, 1000])("%i steps a call", async (stepsPerCall) => {
    expect(await train(samplePlan(), { stepsPerCall })).toEqual({
      ...(await whole),
      asked: expect.any(Number),
      outcome: { ...(await whole).outcome, trainingMs: expect.any(Number) },
    });
  });

  test("nor does the number that the clock chooses", async () => {
    const { outcome, history } = await train(samplePlan());
    expect(outcome.state).toEqual((await whole).outcome.state);
    expect(history).toEqual((await whole).history);
  });

  test("where a training diverges", async () => {
    const alone = await train(divergingPlan("sgd"), { stepsPerCall: 1 });
    const together = await train(divergingPlan("sgd"), { stepsPerCall: 1000 });
    expect(together.outcome.state).toEqual(alone.outcome.state);
    expect(together.history).toEqual(alone.history);
    // Neither at the first step nor at the end of a call of all nine.
    expect([0, 1]).not.toContain(alone.outcome.state.step % 9);
    expect(alone.outcome.status).toBe("diverged");
  });
});

describe("probes", () => {
  test("change no weight", async () => {
    const probed = await train(samplePlan());
    const bare = await train(samplePlan({ probes: false }));
    expect(bare.outcome.state.parameters).toEqual(probed.outcome.state.parameters);
    expect(bare.outcome.chosen).toEqual(probed.outcome.chosen);
    const epochs = probed.history.filter((row) => row.kind === "epoch");
    expect(bare.history).toEqual(epochs);
    expect(epochs.length).toBeLessThan(probed.history.length);
  });

  test("come once an epoch where an epoch is shorter than a hundred steps", async () => {
    const { history } = await train(samplePlan({ training: { epochs: 3 } }));
    // 130 rows in batches of 16 are 9 steps; the first of each epoch is probed.
    expect(history.map((row) => [row.kind, row.step, row.epoch])).toEqual([
      ["probe", 1, 1],
      ["epoch", 9, 1],
      ["probe", 10, 2],
      ["epoch", 18, 2],
      ["probe", 19, 3],
      ["epoch", 27, 3],
    ]);
  });

  test("come at most every hundred steps where an epoch is longer", async () => {
    const { history } = await train(samplePlan({ training: { epochs: 2, batchSize: 1 } }));
    expect(history.filter((row) => row.kind === "probe").map((row) => row.step)).toEqual([1, 131]);
  });

  test("hold the loss and the statistics of their own step", async () => {
    const plan = samplePlan();
    const { history } = await train(plan, { stepsPerCall: 4 });
    const [first] = history;
    expect(Object.keys(first.values)).toEqual([
      "loss",
      ...["gradientNorm", "weightNorm", "updateRatio"].map((name) => `hidden.${name}`),
      ...["gradientNorm", "weightNorm", "updateRatio"].map((name) => `norm.${name}`),
      ...["gradientNorm", "weightNorm", "updateRatio"].map((name) => `output.${name}`),
      ...["mean", "std", "zeroFraction", "deadUnits"].map((name) => `relu.${name}`),
    ]);
    // Before any training the three classes are equally likely, more or less.
    expect(first.values.loss).toBeGreaterThan(0.7);
    expect(first.values.loss).toBeLessThan(3);
    expect(first.values["hidden.weightNorm"]).toBeGreaterThan(0);
    // The warm-up's first step is a fifth of the learning rate, so the weights move by about that.
    expect(first.values["hidden.updateRatio"]).toBeGreaterThan(0);
    expect(first.values["relu.zeroFraction"]).toBeGreaterThan(0.1);
    expect(first.values["relu.zeroFraction"]).toBeLessThan(0.9);
  });
});

describe("batches", () => {
  const stepsOf = async (training: Record<string, unknown>) => {
    const { outcome } = await train(samplePlan({ recipe: plain, training: { ...training, epochs: 2 } }));
    return outcome.state.step / 2;
  };

  test("keep a ragged last batch, or drop it", async () => {
    expect(await stepsOf({ lastBatch: "keep" })).toBe(9);
    expect(await stepsOf({ lastBatch: "drop" })).toBe(8);
  });

  test("of all rows, of one row, and of more rows than there are", async () => {
    expect(await stepsOf({ batchSize: "all" })).toBe(1);
    expect(await stepsOf({ batchSize: 1 })).toBe(130);
    expect(await stepsOf({ batchSize: 1000 })).toBe(1);
  });

  test("a dropped last batch changes what is learnt", async () => {
    const keep = await train(samplePlan({ recipe: plain, training: { lastBatch: "keep", epochs: 1 } }));
    const drop = await train(samplePlan({ recipe: plain, training: { lastBatch: "drop", epochs: 1 } }));
    expect(drop.outcome.state.parameters).not.toEqual(keep.outcome.state.parameters);
    // The mean over the epoch is over the rows that were seen.
    const short = await train(
      samplePlan({ recipe: plain, trainRows: 128, training: { lastBatch: "keep", epochs: 1 } }),
    );
    expect(short.outcome.state.step).toBe(drop.outcome.state.step);
  });

  test("an epoch of batch gradient descent does not depend on the shuffle but for rounding", async () => {
    const of = async (seed: number) => {
      const plan = samplePlan({ recipe: plain, training: { batchSize: "all", epochs: 1, seed } });
      const start = samplePlan({ recipe: plain }).initial;
      return (await train({ ...plan, initial: start })).outcome.state.parameters;
    };
    const [one, other] = [await of(1), await of(2)];
    // Means over 130 rows in another order differ by a few units of float32's 6e-8.
    one.forEach((weight, index) => expect(Math.abs(weight - other[index])).toBeLessThan(1e-6));
  });
});

describe("early stopping", () => {
  const overfitting = () =>
    samplePlan({
      trainRows: 24,
      recipe: {
        network: {
          layers: [
            { id: "hidden", kind: "dense", units: 64 },
            { id: "relu", kind: "relu" },
            { id: "output", kind: "dense", units: "outputs" },
          ],
        },
      },
      training: { epochs: 200, earlyStopping: { patience: 4 } },
    });

  test("ends the training, and leaves the weights of the best epoch", async () => {
    const { outcome, history } = await train(overfitting());
    const epochs = history.filter((row) => row.kind === "epoch");
    const losses = epochs.map((row) => row.values["dev.loss"]);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(outcome.status).toBe("earlyStopping");
    expect(epochs.length).toBe(best + 4);
    expect(outcome.state.stopper).toEqual({
      best: Math.min(...losses),
      bestEpoch: best,
      evaluationsSinceBest: 4,
    });
    expect(outcome.chosen.parameters).not.toEqual(outcome.state.parameters);
    expect(outcome.chosen).toEqual(await stateAtEpoch(best));
  });

  /** The weights after an epoch of two steps; with its evaluation, the loop asks three times in each. */
  async function stateAtEpoch(epoch: number) {
    const { outcome } = await train(overfitting(), { stepsPerCall: 1, stopAfter: 3 * epoch });
    const { step, parameters, buffers } = outcome.state;
    expect(step).toBe(2 * epoch);
    return { parameters, buffers };
  }

  test("without dev rows keeps the last weights", async () => {
    const { outcome, history } = await train(samplePlan({ dev: false }));
    expect(outcome.status).toBe("finished");
    expect(outcome.chosen.parameters).toEqual(outcome.state.parameters);
    expect(history.some((row) => "dev.loss" in row.values)).toBe(false);
  });
});

describe("a training that goes badly", () => {
  test.each(["sgd", "momentum", "nesterov"])("with %s ends as diverged, with its history", async (kind) => {
    const { outcome, history } = await train(divergingPlan(kind));
    expect(outcome.status).toBe("diverged");
    expect(history.at(-1)).toMatchObject({
      kind: "epoch",
      step: outcome.state.step,
      values: { "train.loss": expect.toSatisfy(isNotFinite) },
    });
    expect(history[0]).toMatchObject({ kind: "probe", step: 1 });
  });

  test.each(["rmsprop", "adam", "adamW"])("with %s is no exception", async (kind) => {
    const { outcome, history } = await train(
      samplePlan({ recipe: { ...plain, optimizer: { kind, learningRate: 1e6 } } }),
    );
    expect(["diverged", "earlyStopping", "finished"]).toContain(outcome.status);
    expect(history.length).toBe(outcome.state.historyRows);
  });

  test("ends as diverged also when only its last weights show it", async () => {
    // One step from far away: the loss before it is finite, the weights after it are not.
    const plan = divergingPlan("sgd", { training: { batchSize: "all", epochs: 1 }, dev: false });
    const far = Float32Array.from(plan.initial.parameters, (weight) => 1e18 * weight);
    const { outcome, history } = await train({
      ...plan,
      optimizer: { ...plan.optimizer, learningRate: 1e30 },
      initial: { ...plan.initial, parameters: far },
    });
    expect(outcome.status).toBe("diverged");
    expect(Number.isFinite(history.at(-1)?.values["train.loss"])).toBe(true);
  });

  test("keeps the best weights from before", async () => {
    const plan = samplePlan({ recipe: plain, training: { earlyStopping: null } });
    const early = await train({ ...plan, training: { ...plan.training, epochs: 1 } });
    const broken = { ...plan, optimizer: { ...plan.optimizer, learningRate: 1e38 } };
    const { outcome } = await train(broken, { resume: early.outcome.state });
    expect(outcome.status).toBe("diverged");
    expect(outcome.chosen).toEqual(early.outcome.state.best);
    expect(outcome.state.best).toBeDefined();
  });

  function isNotFinite(value: unknown): boolean {
    return !Number.isFinite(value);
  }
});

describe("example weights", () => {
  const descent = { recipe: plain, training: { batchSize: "all", epochs: 5 }, dev: false };
  const base = sampleDataset();
  const features = base.blocks[0].data as Float32Array;
  const classes = base.target!.data as Int32Array;

  test("of two are the row twice", async () => {
    const weights = Float32Array.from({ length: 200 }, (_, row) => (row < 10 ? 2 : 1));
    const weighted = await train(samplePlan({ ...descent, dataset: { ...base, weights } }));
    // The first ten of the 130 training rows again, right behind them.
    const doubled: Dataset = {
      rows: 140,
      blocks: [
        {
          ...base.blocks[0],
          data: Float32Array.of(...features.subarray(0, 130 * 6), ...features.subarray(0, 60)),
        },
      ],
      target: {
        kind: "classes",
        classes: ["a", "b", "c"],
        data: Int32Array.of(...classes.subarray(0, 130), ...classes.subarray(0, 10)),
      },
    };
    const twice = await train(samplePlan({ ...descent, dataset: doubled, trainRows: 140 }));
    const unweighted = await train(samplePlan({ ...descent, dataset: base }));
    const distance = (other: Float32Array) =>
      Math.max(...other.map((value, index) => Math.abs(value - weighted.outcome.state.parameters[index])));
    // Five steps, each rounded in another order: some 6e-8 for weights of about one.
    expect(distance(twice.outcome.state.parameters)).toBeLessThan(2e-6);
    expect(distance(unweighted.outcome.state.parameters)).toBeGreaterThan(1e-4);
  });

  test("of zero take a row out", async () => {
    const weights = Float32Array.from({ length: 200 }, (_, row) => (row < 100 ? 1 : 0));
    const weighted = await train(samplePlan({ ...descent, dataset: { ...base, weights } }));
    const fewer = await train(samplePlan({ ...descent, trainRows: 100 }));
    const difference = weighted.outcome.state.parameters.map((value, index) =>
      Math.abs(value - fewer.outcome.state.parameters[index]),
    );
    expect(Math.max(...difference)).toBeLessThan(2e-6);
  });
});

describe("networks beyond a chain", () => {
  test("an embedded category beside numbers, in a residual and branching network, is learnt", async () => {
    const codes = Int32Array.from({ length: 200 }, (_, row) => (row * 7) % 4);
    const base = sampleDataset({
      extra: [{ name: "category:colour", dtype: "int32", rowShape: [], data: codes, cardinality: 4 }],
    });
    // The class follows from the category alone.
    const dataset: Dataset = {
      ...base,
      target: { kind: "classes", classes: ["a", "b", "c"], data: codes.map((code) => code % 3) },
    };
    const layers = [
      { id: "colour", kind: "embedding", units: 4, inputs: ["category:colour"] },
      { id: "joined", kind: "concatenate", inputs: ["features", "colour"] },
      { id: "wide", kind: "dense", units: 12 },
      { id: "wideRelu", kind: "relu" },
      { id: "deep", kind: "dense", units: 12, inputs: ["wideRelu"] },
      { id: "deepGelu", kind: "gelu" },
      { id: "sum", kind: "add", inputs: ["wideRelu", "deepGelu"] },
      { id: "gate", kind: "sigmoid", inputs: ["deep"] },
      { id: "gated", kind: "multiply", inputs: ["sum", "gate"] },
      { id: "output", kind: "dense", units: "outputs" },
    ];
    const { outcome, history } = await train(
      samplePlan({ dataset, recipe: { network: { layers } }, training: { epochs: 40, earlyStopping: null } }),
    );
    const last = history.at(-1)!;
    expect(outcome.status).toBe("finished");
    expect(last.values["dev.accuracy"]).toBe(1);
    expect(last.values["train.loss"]).toBeLessThan(0.05);
  });
});
