import { describe, expect, test } from "vitest";
import { uniform } from "../base/random.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import type { HistoryRow } from "../run/history.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { Runtime } from "../runtime/session.ts";
import type { TrainingPlan } from "./plan/plan.ts";
import { runTraining } from "./trainer/loop.ts";
import type { TrainingState } from "./trainer/state.ts";
import { type SampleOptions, sampleDataset, samplePlan } from "./training.samples.ts";

/**
 * Runs what was written for WebGPU on the CPU: the same programs, run step by step, without a device's
 * memory.
 */
const stepping: Runtime = {
  name: "node",
  create: (model, options) => nodeRuntime.create(model, { ...options, device: "cpu" }),
};
// Where the machine has a WebGPU adapter (SwiftShader is one), TRAINWELL_TEST_WEBGPU=1 asks for it too.
const places: [string, Runtime][] = [
  ["the CPU", stepping],
  ...(process.env.TRAINWELL_TEST_WEBGPU === "1" ? [["WebGPU", nodeRuntime] as [string, Runtime]] : []),
];
/** Other forms of some operations and other orders of sums, over a few dozen steps. */
const TOLERANCE = 1e-5;
/**
 * Not Adam: where a gradient is zero but for rounding, as of a bias before a normalization, it would follow
 * the rounding.
 */
const optimizer = { kind: "momentum", learningRate: 0.05 };

interface Trained {
  readonly state: TrainingState;
  readonly history: readonly HistoryRow[];
}

async function trained(plan: TrainingPlan, runtime: Runtime, resume?: TrainingState): Promise<Trained> {
  const history: HistoryRow[] = [];
  const hooks = { onHistory: (row: HistoryRow) => history.push(row) };
  const { state, status } = await runTraining(plan, runtime, { hooks, ...(resume ? { resume } : {}) });
  expect(status).toBe("finished");
  return { state, history };
}

const LONG = { earlyStopping: null } as const;

function expectSame(actual: Trained, expected: Trained): void {
  const where = (rows: readonly HistoryRow[]) => rows.map(({ step, epoch, kind }) => ({ step, epoch, kind }));
  expect(where(actual.history)).toEqual(where(expected.history));
  actual.history.forEach(({ values }, index) => {
    const own = expected.history[index].values;
    expect(Object.keys(values)).toEqual(Object.keys(own));
    expect(Math.abs(values["train.loss"] - own["train.loss"]) || 0).toBeLessThan(TOLERANCE);
    expect(Math.abs(values["dev.loss"] - own["dev.loss"]) || 0).toBeLessThan(TOLERANCE);
  });
  for (const name of ["parameters", "buffers"] as const) {
    const differences = actual.state[name].map((value, index) =>
      Math.abs(value - expected.state[name][index]),
    );
    expect(Math.max(0, ...differences), name).toBeLessThan(TOLERANCE);
  }
}

/** Images of bytes, normalized in the graph, of an odd width. */
function images(): Dataset {
  const { target } = sampleDataset();
  const rows = target!.data.length;
  const data = Uint8Array.from({ length: rows * 25 }, (_, index) =>
    Math.floor(256 * uniform(5, index) * (target!.data[Math.floor(index / 25)] === 1 ? 1 : 0.6)),
  );
  const normalization = { axis: 0, shift: [100], scale: [75] };
  return {
    ...sampleDataset(),
    blocks: [{ name: "features", dtype: "uint8", rowShape: [1, 5, 5], data, normalization }],
  };
}

const convolutional = {
  optimizer,
  network: {
    layers: [
      { id: "convolution", kind: "convolution2d", units: 3, kernel: 3 },
      { id: "relu", kind: "relu" },
      { id: "pool", kind: "maxPool2d", kernel: 2 },
      { id: "flat", kind: "flatten" },
      { id: "output", kind: "dense", units: "outputs" },
    ],
  },
};

const cases: [string, SampleOptions][] = [
  ["dropout, batch normalization, probes and a schedule", { training: LONG, recipe: { optimizer } }],
  [
    "accumulated gradients and averaged weights",
    {
      training: { ...LONG, accumulate: 3, averaging: { kind: "ema", decay: 0.9 } },
      recipe: { optimizer },
    },
  ],
  ["images of bytes", { training: LONG, recipe: convolutional, dataset: images() }],
];

describe.each(places)("a training step by step on %s", (_, runtime) => {
  test.each(cases)("with %s is the one by Scan", async (_, options) => {
    const expected = await trained(samplePlan(options), nodeRuntime);
    expectSame(await trained(samplePlan({ ...options, device: "webgpu" }), runtime), expected);
  });

  test("continues the checkpoint of another device, and is continued by it", async () => {
    const whole = await trained(samplePlan({ training: LONG, recipe: { optimizer } }), nodeRuntime);
    for (const [first, second] of [
      ["cpu", "webgpu"],
      ["webgpu", "cpu"],
    ] as const) {
      const options = { training: LONG, recipe: { optimizer } };
      const states: TrainingState[] = [];
      const runtimeOf = (device: "cpu" | "webgpu") => (device === "cpu" ? nodeRuntime : runtime);
      await runTraining(samplePlan({ ...options, device: first }), runtimeOf(first), {
        hooks: { onCheckpoint: (state) => states.push(state), interrupted: stopAfter(9) },
      });
      const half = states.at(-1)!;
      expect(half.step).toBeGreaterThan(0);
      expect(half.step).toBeLessThan(whole.state.step);
      const { state } = await trained(samplePlan({ ...options, device: second }), runtimeOf(second), half);
      const differences = state.parameters.map((value, index) =>
        Math.abs(value - whole.state.parameters[index]),
      );
      expect(Math.max(...differences)).toBeLessThan(TOLERANCE);
    }
  });
});

/** Says no so many times. */
function stopAfter(times: number): () => boolean {
  let asked = 0;
  return () => asked++ >= times;
}
