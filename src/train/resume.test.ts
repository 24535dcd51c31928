import { afterEach, describe, expect, test, vi } from "vitest";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { Runtime } from "../runtime/session.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./trainer/checkpoint.ts";
import { runTraining } from "./trainer/loop.ts";
import type { TrainingState } from "./trainer/state.ts";
import { type SampleOptions, STATEFUL_LAYERS, samplePlan, train } from "./training.samples.ts";

/** Through bytes and back, as a killed process would find it. */
const stored = (state: TrainingState) => decodeCheckpoint(encodeCheckpoint(state), "the test");

const trainings: [string, SampleOptions, string][] = [
  [
    "dropout, batch normalization, a schedule and early stopping",
    { training: { epochs: 12, earlyStopping: { patience: 2, minimumDelta: 0.02 } } },
    "earlyStopping",
  ],
  [
    "momentum, and a last batch that is dropped",
    {
      recipe: { optimizer: { kind: "momentum", learningRate: 0.05 } },
      training: { lastBatch: "drop", epochs: 3 },
    },
    "finished",
  ],
  [
    "no dev rows and no state but the weights",
    {
      dev: false,
      recipe: {
        network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
        optimizer: { kind: "sgd", learningRate: 0.1 },
      },
      training: { epochs: 3 },
    },
    "finished",
  ],
  [
    "accumulated gradients, an average of the weights and a schedule that reacts to the loss",
    {
      recipe: {
        optimizer: { kind: "adagrad", learningRate: 0.05, initialAccumulator: 0.1 },
        schedule: { kind: "reduceOnPlateau", patience: 0, threshold: 0.05, factor: 0.5 },
      },
      training: { accumulate: 3, averaging: { kind: "ema", decay: 0.9 }, epochs: 4, earlyStopping: null },
    },
    "finished",
  ],
  [
    "the mean of the last epochs' weights, and dropout that grows",
    {
      recipe: {
        network: {
          layers: STATEFUL_LAYERS.map((layer) =>
            layer.kind === "dropout" ? { ...layer, rate: { from: 0, to: 0.4 } } : layer,
          ),
        },
        optimizer: { kind: "muon", learningRate: 0.02, groups: [{ match: "*.bias", learningRateScale: 2 }] },
      },
      training: { averaging: { kind: "swa", startFraction: 0.5 }, epochs: 4, earlyStopping: null },
    },
    "finished",
  ],
  [
    "divergence",
    {
      recipe: { optimizer: { kind: "sgd", learningRate: 1e38 } },
      training: { epochs: 3 },
    },
    "diverged",
  ],
];

describe.each(trainings)("a training with %s", (_, options, status) => {
  test("continues from wherever it was stopped as if it had not been", async () => {
    const plan = samplePlan(options);
    const whole = await train(plan, { stepsPerCall: 4 });
    expect(whole.outcome.status).toBe(status);
    expect(whole.asked).toBeGreaterThanOrEqual(3);
    for (let stopAfter = 0; stopAfter <= whole.asked; stopAfter++) {
      const before = await train(plan, { stepsPerCall: 4, stopAfter });
      const after = await train(plan, { stepsPerCall: 3, resume: stored(before.checkpoints.at(-1)!) });
      expect(after.outcome, `stopped after ${stopAfter}`).toEqual({
        ...whole.outcome,
        trainingMs: expect.any(Number),
      });
      expect([...before.history, ...after.history]).toEqual(whole.history);
      expect(before.outcome.status).toBe(stopAfter < whole.asked ? "interrupted" : whole.outcome.status);
    }
  });
});

test("a training that stops and continues at every call ends as the uninterrupted one", async () => {
  const plan = samplePlan();
  const whole = await train(plan);
  let last = await train(plan, { stepsPerCall: 2, stopAfter: 1 });
  const history = [...last.history];
  while (last.outcome.status === "interrupted") {
    last = await train(plan, { stepsPerCall: 2, stopAfter: 2, resume: stored(last.outcome.state) });
    history.push(...last.history);
  }
  expect(last.outcome.state).toEqual(whole.outcome.state);
  expect(history).toEqual(whole.history);
});

test("stops within an evaluation of many rows, and makes it again", async () => {
  const plan = samplePlan({ training: { epochs: 1, lastBatch: "drop" } });
  // Asked before the steps, before the evaluation, and before its only call.
  const before = await train(plan, { stepsPerCall: 8, stopAfter: 2 });
  expect(before.outcome.status).toBe("interrupted");
  expect(before.outcome.state.step).toBe(8);
  expect(before.history.map((row) => row.kind)).toEqual(["probe"]);
  const after = await train(plan, { resume: stored(before.outcome.state) });
  expect(after.history.map((row) => row.kind)).toEqual(["epoch"]);
});

test("a finished training has nothing left to do", async () => {
  const plan = samplePlan({ training: { epochs: 1 } });
  const { outcome } = await train(plan);
  const again = await train(plan, { resume: stored(outcome.state) });
  expect(again.outcome.state).toEqual(outcome.state);
  expect(again.outcome.chosen).toEqual(outcome.chosen);
  expect(again.asked).toBe(0);
  expect(again.history).toEqual([]);
});

test("a checkpoint of another network is refused in one sentence", async () => {
  const other = samplePlan({
    recipe: { network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] } },
  });
  const { outcome } = await train(other, { stopAfter: 1 });
  await expect(train(samplePlan(), { resume: outcome.state })).rejects.toMatchObject({
    code: "checkpoint-other-network",
    message:
      "The checkpoint is of another network or optimizer: it has 21 weights and 2 optimizer slots, " +
      "expected 99 and 2.",
  });
});

describe("checkpoints", () => {
  afterEach(() => vi.restoreAllMocks());

  /** A clock that goes on by `stepMs` whenever it is read. */
  function clock(stepMs: number): void {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      now += stepMs;
      return now;
    });
  }

  test("come after every call where one takes seconds, and each call is of one step", async () => {
    clock(6000);
    const { checkpoints } = await train(samplePlan({ training: { epochs: 1 } }));
    expect(checkpoints.map((state) => state.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 9]);
    // Before the evaluation, and after it.
    expect(checkpoints.map((state) => state.historyRows)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  });

  test("come soon at first, and are at most ten seconds apart by the clock", async () => {
    clock(300);
    const times: number[] = [performance.now()];
    const plan = samplePlan({ training: { epochs: 20, earlyStopping: null } });
    await runTraining(plan, nodeRuntime, { hooks: { onCheckpoint: () => times.push(performance.now()) } });
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    expect(gaps.length).toBeGreaterThan(10);
    expect(Math.max(...gaps)).toBeLessThan(10_000);
    expect(gaps[0]).toBeLessThan(2000);
    expect(Math.min(...gaps.slice(4, -1))).toBeGreaterThan(4000);
  });

  test("come right before an evaluation that is known to take long", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const plan = samplePlan({ training: { epochs: 3 } });
    /** Nine seconds an evaluation, a millisecond a call of steps. */
    const slow: Runtime = {
      name: "node",
      async create(model, options) {
        const session = await nodeRuntime.create(model, options);
        const run: typeof session.run = (feeds, fetches) => {
          now += model === plan.evaluation.model ? 9000 : 1;
          return session.run(feeds, fetches);
        };
        return { ...session, run };
      },
    };
    const checkpoints: TrainingState[] = [];
    await runTraining(plan, slow, { hooks: { onCheckpoint: (state) => checkpoints.push(state) } });
    // The first evaluation's length is not known before; an epoch under way is one that is not evaluated yet.
    expect(checkpoints.map(({ step, epochLoss }) => [step, epochLoss.examples])).toEqual([
      [9, 0],
      [18, 130],
      [18, 0],
      [27, 130],
      [27, 0],
    ]);
  });

  test("are not written more often than needed", async () => {
    clock(1);
    const { checkpoints } = await train(samplePlan({ training: { epochs: 3 } }));
    expect(checkpoints.length).toBe(1);
  });
});
