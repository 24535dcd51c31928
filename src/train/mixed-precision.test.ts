import { describe, expect, test } from "vitest";
import type { Dataset } from "../data/prepare/dataset.ts";
import { input, matMul } from "../graph/operations/index.ts";
import { STEPS_UNTIL_GROWTH } from "../program/loss-scale.ts";
import { PORTS } from "../program/ports.ts";
import type { HistoryRow } from "../run/history.ts";
import { lowerProgram } from "../runtime/lower.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { Runtime } from "../runtime/session.ts";
import { hostArray } from "../runtime/session.ts";
import { runTraining } from "./trainer/loop.ts";
import { initialState, type TrainingState } from "./trainer/state.ts";
import { type SampleOptions, sampleDataset, samplePlan, train } from "./training.samples.ts";

const optimizer = { kind: "momentum", learningRate: 0.05 };
const MIXED = { precision: "mixed", earlyStopping: null };

const devLosses = (history: readonly HistoryRow[]) =>
  history.filter(({ kind }) => kind === "epoch").map(({ values }) => values["dev.loss"]);

function mixedPlan(options: SampleOptions = {}, training: Record<string, unknown> = {}) {
  return samplePlan({
    recipe: { optimizer },
    float16: true,
    ...options,
    training: { ...MIXED, ...training },
  });
}

/** The loss scale and the good steps since it last changed. */
function scaleOf(plan: { slots: readonly string[] }, state: TrainingState): [number, number] {
  const [scale, steps] = state.slots[plan.slots.indexOf(PORTS.lossScale)];
  return [scale, steps];
}

/** A training from its beginning, with another loss scale. */
function startFrom(plan: ReturnType<typeof mixedPlan>, scale: number, steps = 0): TrainingState {
  const state = initialState(plan);
  const slots = plan.slots.map((name, slot) =>
    name === PORTS.lossScale ? Float32Array.of(scale, steps) : state.slots[slot],
  );
  return { ...state, slots };
}

describe("products in float16", () => {
  const x = input("x", { dtype: "float32", shape: [1, 2] });
  const y = input("y", { dtype: "float32", shape: [2, 1] });
  const product = { kind: "single" as const, inputs: [x, y], outputs: [{ name: "z", tensor: matMul(x, y) }] };

  test("round their operands and their result, and leave the sum to float32", async () => {
    const session = await nodeRuntime.create(lowerProgram(product, { precision: "mixed" }));
    const times = async (a: number[], b: number[]) => {
      const feeds = { x: hostArray("float32", [1, 2], a), y: hostArray("float32", [2, 1], b) };
      return (await session.run(feeds)).z.data[0];
    };
    // 1 + 2⁻¹² has no float16; neither has 2049; 70000 is beyond its largest number, 65504.
    expect(await times([1 + 2 ** -12, 0], [1, 0])).toBe(1);
    expect(await times([2048, 1], [1, 1])).toBe(2048);
    expect(await times([1000, 0], [70, 0])).toBe(Number.POSITIVE_INFINITY);
    expect(await times([3, 4], [5, 6])).toBe(39);
    await session.release();
  });

  test("are float16 nodes where the device has them", async () => {
    const model = lowerProgram(product, { device: "webgpu", precision: "mixed" });
    const session = await nodeRuntime.create(model);
    const feeds = { x: hostArray("float32", [1, 2], [3, 4]), y: hostArray("float32", [2, 1], [5, 6]) };
    expect((await session.run(feeds)).z).toEqual(hostArray("float32", [1, 1], [39]));
    await session.release();
  });
});

describe("a training in mixed precision", () => {
  test("stays close to the one in float32, and is not the same", async () => {
    const mixed = await train(mixedPlan());
    const full = await train(samplePlan({ recipe: { optimizer }, training: { earlyStopping: null } }));
    const differences = devLosses(mixed.history).map((loss, epoch) =>
      Math.abs(loss - devLosses(full.history)[epoch]),
    );
    expect(differences.length).toBe(6);
    // float16 keeps 11 bits, 5e-4 of a number; errors of that size, mostly independent, over 54 steps.
    expect(Math.max(...differences)).toBeLessThan(5e-3);
    expect(Math.max(...differences)).toBeGreaterThan(0);
  });

  test("is that of float32 but for rounding where the device has no float16", async () => {
    const mixed = await train(mixedPlan({ float16: false }));
    const full = await train(samplePlan({ recipe: { optimizer }, training: { earlyStopping: null } }));
    const last = (training: typeof full) => devLosses(training.history).at(-1)!;
    expect(Math.abs(last(mixed) - last(full))).toBeLessThan(1e-5);
  });

  test("counts its good steps", async () => {
    // The last batch of an epoch has two rows, whose normalization overflows where they are nearly equal.
    const plan = mixedPlan({}, { lastBatch: "drop" });
    const { outcome } = await train(plan);
    expect(scaleOf(plan, outcome.state)).toEqual([2 ** 16, outcome.state.step]);
  });

  test("does not depend on how steps are grouped into calls", async () => {
    const [one, many] = await Promise.all(
      [1, 50].map((stepsPerCall) => train(mixedPlan(), { stepsPerCall })),
    );
    expect(one.outcome.state).toEqual(many.outcome.state);
  });

  test("runs step by step, as for WebGPU", async () => {
    const stepping: Runtime = {
      name: "node",
      create: (model, options) => nodeRuntime.create(model, { ...options, device: "cpu" }),
    };
    const history: HistoryRow[] = [];
    const hooks = { onHistory: (row: HistoryRow) => history.push(row) };
    await runTraining(mixedPlan({ device: "webgpu" }), stepping, { hooks });
    const full = await train(samplePlan({ recipe: { optimizer }, training: { earlyStopping: null } }));
    devLosses(history).forEach((loss, epoch) => {
      expect(Math.abs(loss - devLosses(full.history)[epoch])).toBeLessThan(5e-3);
    });
  });
});

/** The sample's rows as images of one line. */
function images(device: "cpu" | "webgpu", precision: "mixed" | "float32") {
  const dataset = sampleDataset();
  const [block] = dataset.blocks;
  const width = block.rowShape[0];
  const layers = [
    { id: "first", kind: "convolution2d", units: 4, kernel: [1, 3], padding: "same" },
    { id: "relu", kind: "relu" },
    { id: "second", kind: "convolution2d", units: 3, kernel: [1, 2] },
    { id: "flat", kind: "flatten" },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  return samplePlan({
    dataset: { ...dataset, blocks: [{ ...block, rowShape: [1, 1, width] }] },
    recipe: { optimizer, network: { layers } },
    training: { precision, earlyStopping: null },
    float16: true,
    device,
  });
}

test.each(["cpu", "webgpu"] as const)(
  "convolutions and their gradients work in float16, in the form for %s",
  async (device) => {
    const stepping: Runtime = {
      name: "node",
      create: (model, options) => nodeRuntime.create(model, { ...options, device: "cpu" }),
    };
    const history: HistoryRow[] = [];
    const hooks = { onHistory: (row: HistoryRow) => history.push(row) };
    const plan = images(device, "mixed");
    // A scale that no step has to lower: a step left out would be a difference of another kind.
    const resume = startFrom(plan, 2 ** 10);
    const { state } = await runTraining(plan, stepping, { hooks, resume });
    expect(scaleOf(plan, state)).toEqual([2 ** 10, state.step]);
    const full = devLosses((await train(images("cpu", "float32"))).history);
    devLosses(history).forEach((loss, epoch) => {
      expect(Math.abs(loss - full[epoch])).toBeLessThan(5e-3);
    });
    expect(full.at(-1)).toBeLessThan(full[0]);
  },
);

describe("the loss scale", () => {
  test("doubles after enough good steps", async () => {
    const plan = mixedPlan();
    const resume = startFrom(plan, 8, STEPS_UNTIL_GROWTH - 1);
    const { outcome } = await train(plan, { resume, stepsPerCall: 1, stopAfter: 2 });
    expect(scaleOf(plan, outcome.state)).toEqual([16, outcome.state.step - 1]);
  });

  test.each([1, 3])(
    "halves when gradients overflow, and such a step changes no weight, accumulating %i",
    async (accumulate) => {
      const plan = mixedPlan({}, { accumulate });
      // Far beyond what float16 holds: several steps overflow before the scale fits.
      const resume = startFrom(plan, 2 ** 30);
      const skipped = await train(plan, { resume, stepsPerCall: 1, stopAfter: accumulate + 1 });
      const { state } = skipped.outcome;
      expect(state.step).toBeGreaterThanOrEqual(accumulate);
      expect(scaleOf(plan, state)).toEqual([2 ** (30 - state.step), 0]);
      expect(state.parameters).toEqual(resume.parameters);
      expect(state.slots[plan.slots.indexOf("velocity")]).toEqual(
        resume.slots[plan.slots.indexOf("velocity")],
      );
      const { outcome, history } = await train(plan, { resume });
      expect(outcome.status).toBe("finished");
      const [scale, steps] = scaleOf(plan, outcome.state);
      expect(scale).toBeLessThan(2 ** 24);
      expect(steps).toBeGreaterThan(0);
      expect(outcome.state.parameters.every(Number.isFinite)).toBe(true);
      expect(devLosses(history).at(-1)).toBeLessThan(devLosses(history)[0]);
    },
  );

  test("keeps gradients that float16 would lose", async () => {
    // Inputs of about 2⁻¹² and residuals of about 10⁻³/16 each fit, but their products are near the smallest
    // float16, 6·10⁻⁸.
    const dataset = sampleDataset();
    const [block] = dataset.blocks;
    const data = (block.data as Float32Array).map((value) => value * 2 ** -12);
    const target = data.slice(0, dataset.rows).map((value) => 4 * value);
    const small: Dataset = {
      ...dataset,
      blocks: [{ ...block, data }],
      target: { kind: "values", data: target, width: 1, mean: [0], scale: [1] },
    };
    const recipe = {
      optimizer: { kind: "sgd", learningRate: 1e6 },
      schedule: { kind: "constant" },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs", bias: false }] },
      loss: { kind: "meanSquaredError" },
    };
    const full = await train(samplePlan({ dataset: small, recipe, training: { earlyStopping: null } }));
    const plan = mixedPlan({ dataset: small, recipe });
    const farFrom = async (scale: number) => {
      const { outcome } = await train(plan, { resume: startFrom(plan, scale) });
      const expected = full.outcome.state.parameters;
      return Math.max(...outcome.state.parameters.map((value, index) => Math.abs(value - expected[index])));
    };
    expect(await farFrom(2 ** 16)).toBeLessThan((await farFrom(1)) / 4);
  });
});
