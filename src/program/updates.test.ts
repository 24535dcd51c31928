import { describe, expect, test } from "vitest";
import { exponentialAverages } from "../optim/averages.ts";
import { stepsUntilProbe } from "../train/plan/plan.ts";
import { type ReferenceState, trainByReference } from "../train/reference-training.samples.ts";
import {
  type SampleOptions,
  STATEFUL_LAYERS,
  sampleDataset,
  samplePlan,
  train,
} from "../train/training.samples.ts";
import { hostInputs, learningRateAt } from "./host-inputs.ts";
import { namedViews } from "./layout.ts";
import { averagingShare, updateMoment, updatesPerEpoch } from "./updates.ts";

const PLAIN_LAYERS = [
  { id: "hidden", kind: "dense", units: 8 },
  { id: "relu", kind: "relu" },
  { id: "output", kind: "dense", units: "outputs" },
];
const plain = { network: { layers: PLAIN_LAYERS } };

function weightedDataset() {
  const dataset = sampleDataset();
  return { ...dataset, weights: Float32Array.from({ length: dataset.rows }, (_, row) => 0.5 + (row % 4)) };
}

/** The largest difference between two vectors. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index])));
}

describe("accumulation", () => {
  // 130 rows: batches of 12 are 11 steps, of which the last has 10 rows; by 4, updates of 4, 4 and 3 steps.
  const plan = samplePlan({ training: { batchSize: 12, accumulate: 4, epochs: 2 } });

  test("counts an update after so many steps and at every epoch's end", () => {
    expect(updatesPerEpoch(plan)).toBe(3);
    const moments = Array.from({ length: 13 }, (_, step) => updateMoment(plan, step));
    expect(moments.map(({ update }) => update)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3]);
    expect(moments.flatMap(({ isFirst }, step) => (isFirst ? [step] : []))).toEqual([0, 4, 8, 11]);
    expect(moments.flatMap(({ isLast }, step) => (isLast ? [step] : []))).toEqual([3, 7, 10]);
  });

  test("lets the schedule count updates", () => {
    const whole = samplePlan({ training: { batchSize: 48, epochs: 2 } });
    const rates = [0, 4, 8, 11, 15].map((step) => learningRateAt(plan, step));
    expect(rates).toEqual([0, 1, 2, 3, 4].map((step) => learningRateAt(whole, step)));
    expect(learningRateAt(plan, 3)).toBe(rates[0]);
  });

  test("has probes on steps that change the weights", () => {
    const until = Array.from({ length: 11 }, (_, step) => stepsUntilProbe(plan, step));
    expect(until).toEqual([3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1]);
  });

  test.each<[string, SampleOptions]>([
    ["plain examples", { recipe: plain }],
    ["weighted examples", { recipe: plain, dataset: weightedDataset() }],
    [
      "penalties, clipping and limited norms",
      {
        recipe: {
          ...plain,
          penalties: { l1: 0.002, l2: 0.01, maxNorm: 1 },
          clip: { value: 0.1, globalNorm: 0.2 },
        },
      },
    ],
  ])("gives the large batch's weights, with %s", (_, options) => {
    const many = trainByReference(
      { ...options, training: { batchSize: 12, accumulate: 4, epochs: 2 } },
      { steps: 22 },
    );
    const large = trainByReference({ ...options, training: { batchSize: 48, epochs: 2 } }, { steps: 6 });
    const updated = [3, 7, 10, 14, 18, 21];
    updated.forEach((step, update) => {
      // Float64 sums in another order, through at most six updates of Adam.
      const [a, b] = [many.states[step].parameters, large.states[update].parameters];
      expect(distance(a, b), `update ${update}`).toBeLessThan(1e-12);
    });
    expect(many.states[2].parameters).toEqual(Float64Array.from(many.plan.initial.parameters));
  });

  test("gives the large batch's weights on the runtime too", async () => {
    const options = { recipe: plain, probes: false };
    const many = await train(
      samplePlan({ ...options, training: { batchSize: 12, accumulate: 4, epochs: 3 } }),
    );
    const large = await train(samplePlan({ ...options, training: { batchSize: 48, epochs: 3 } }));
    // Nine updates of Adam with a rate of at most 0.02 in float32.
    expect(distance(many.outcome.chosen.parameters, large.outcome.chosen.parameters)).toBeLessThan(1e-4);
  });
});

describe("averages of weights", () => {
  test("the shares of ema give the bias-corrected average", () => {
    const values = [3, -1, 4, 1, 5];
    let average = 0;
    const found = values.map((value, update) => {
      const share = averagingShare({ kind: "ema", decay: 0.8 }, { update, updatesPerEpoch: 2, epochs: 9 });
      average = (1 - share) * average + share * value;
      return average;
    });
    const expected = exponentialAverages(values, { decay: 0.8 });
    expect(found).toEqual(expected.map((value) => expect.closeTo(value, 14)));
  });

  test("the shares of swa follow the weights, and then take the mean of epochs' ends", () => {
    const shares = Array.from({ length: 10 }, (_, update) =>
      averagingShare({ kind: "swa", startFraction: 0.5 }, { update, updatesPerEpoch: 2, epochs: 5 }),
    );
    expect(shares).toEqual([1, 1, 1, 1, 1, 1, 0, 1 / 2, 0, 1 / 3]);
  });

  const stateful = { network: { layers: STATEFUL_LAYERS } };
  const run = (averaging: Record<string, unknown>, accumulate = 1) =>
    trainByReference(
      { recipe: stateful, training: { batchSize: 40, accumulate, epochs: 4, averaging } },
      { steps: 16 },
    );

  function follows(states: readonly ReferenceState[], of: (values: number[]) => number) {
    for (const [name, average] of [
      ["parameters", "averageParameters"],
      ["buffers", "averageBuffers"],
    ]) {
      const expected = Float64Array.from(states[0][name], (_, element) =>
        of(states.map((state) => state[name][element])),
      );
      // The host's shares are rounded to float32.
      expect(distance(states[states.length - 1][average], expected), name).toBeLessThan(1e-6);
    }
  }

  test("ema averages parameters and running statistics over the updates", () => {
    const { states } = run({ kind: "ema", decay: 0.7 });
    follows(states, (values) => exponentialAverages(values, { decay: 0.7 })[values.length - 1]);
  });

  test("ema counts updates where gradients are accumulated", () => {
    const { states } = run({ kind: "ema", decay: 0.7 }, 3);
    const updated = states.filter((_, step) => [2, 3].includes(step % 4));
    follows(updated, (values) => exponentialAverages(values, { decay: 0.7 })[values.length - 1]);
  });

  test("swa averages the ends of the last epochs", () => {
    const { states } = run({ kind: "swa", startFraction: 0.5 });
    follows([states[11], states[15]], ([a, b]) => (a + b) / 2);
    expect(states[7].averageParameters).toEqual(states[7].parameters);
  });

  test("swa takes batch statistics of the mean weights from a pass over the training rows", async () => {
    const layers = STATEFUL_LAYERS.filter(({ kind }) => kind !== "dropout");
    const training = { batchSize: 40, epochs: 4, averaging: { kind: "swa", startFraction: 0.5 } };
    const plan = samplePlan({ recipe: { network: { layers } }, training, dev: false, probes: false });
    const { outcome } = await train(plan);
    const average = outcome.state.slots[plan.slots.indexOf("averageParameters")];
    expect(outcome.chosen.parameters).toEqual(average);
    const views = namedViews(plan.parameters, average);
    const [weight, bias] = ["hidden.weight", "hidden.bias"].map((name) => views.get(name)!.data);
    const features = plan.blocks[0].data as Float32Array;
    const activations = (rows: ArrayLike<number>, unit: number) =>
      Array.from(rows, (row) =>
        [0, 1, 2, 3, 4, 5].reduce((sum, k) => sum + features[row * 6 + k] * weight[k * 8 + unit], bias[unit]),
      );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = namedViews(plan.buffers, outcome.chosen.buffers).get("norm.runningMean")!.data;
    const expected = Array.from(found, (_, unit) => mean(activations(plan.trainRows as Int32Array, unit)));
    // Float32 sums of 130 rows of activations around 1.
    expect(distance(found, expected)).toBeLessThan(1e-5);
    const followed = outcome.state.slots[plan.slots.indexOf("averageBuffers")];
    expect(distance(followed, outcome.chosen.buffers)).toBeGreaterThan(1e-3);
  });

  test("what is judged, kept as the best and chosen are the averages", async () => {
    const averaging = { kind: "ema", decay: 0.9 };
    const options = { recipe: stateful, probes: false };
    const averaged = await train(samplePlan({ ...options, training: { epochs: 4, averaging } }));
    const last = await train(samplePlan({ ...options, training: { epochs: 4 } }));
    // The average is made beside the training, which it leaves as it is.
    expect(averaged.outcome.state.parameters).toEqual(last.outcome.state.parameters);
    expect(distance(averaged.outcome.chosen.parameters, last.outcome.chosen.parameters)).toBeGreaterThan(
      0.01,
    );
    const losses = [averaged, last].map(({ history }) => history.map(({ values }) => values["dev.loss"]));
    expect(losses[0]).not.toEqual(losses[1]);
    const judged = averaged.outcome.state.best!.parameters;
    expect(averaged.outcome.chosen.parameters).toBe(judged);
  });
});

describe("groups of parameters", () => {
  const options = (groups: unknown[], optimizer = {}) => ({
    recipe: { ...plain, optimizer: { kind: "sgd", learningRate: 0.1, groups, ...optimizer } },
  });
  const valuesAfter = (given: SampleOptions, steps: number) => {
    const { plan, states } = trainByReference(given, { steps });
    const named = (flat: ArrayLike<number>) =>
      new Map(
        [...namedViews(plan.parameters, Float32Array.from(flat))].map(([name, { data }]) => [name, data]),
      );
    return { before: named(plan.initial.parameters), after: named(states[states.length - 1].parameters) };
  };

  test("a rate scaled by zero leaves the matched parameters as they are, and the others train", () => {
    const { before, after } = valuesAfter(options([{ match: "hidden.*", learningRateScale: 0 }]), 3);
    expect(after.get("hidden.weight")).toEqual(before.get("hidden.weight"));
    expect(after.get("hidden.bias")).toEqual(before.get("hidden.bias"));
    expect(distance(after.get("output.weight")!, before.get("output.weight")!)).toBeGreaterThan(0.001);
  });

  test("a scaled rate moves the parameters by as much, and the first match counts", () => {
    const one = valuesAfter(options([]), 1);
    const half = valuesAfter(
      options([
        { match: "*.weight", learningRateScale: 0.5 },
        { match: "hidden.weight", learningRateScale: 0 },
      ]),
      1,
    );
    for (const name of ["hidden.weight", "output.weight"]) {
      const moved = (of: typeof one) =>
        Array.from(of.after.get(name)!, (value, index) => value - of.before.get(name)![index]);
      // Differences of float32 numbers below 2.
      expect(
        distance(
          moved(half),
          moved(one).map((x) => x / 2),
        ),
      ).toBeLessThan(3e-7);
    }
    expect(half.after.get("hidden.bias")).toEqual(one.after.get("hidden.bias"));
  });

  test("weight decay spares biases by default, and a group's own reaches all of its parameters", () => {
    const none = valuesAfter(options([]), 2);
    const decayed = valuesAfter(options([{ match: "output.*", weightDecay: 0 }], { weightDecay: 0.5 }), 2);
    expect(distance(decayed.after.get("hidden.weight")!, none.after.get("hidden.weight")!)).toBeGreaterThan(
      0.01,
    );
    const own = valuesAfter(options([{ match: "hidden.bias", weightDecay: 0.5 }]), 2);
    const first = valuesAfter(options([{ match: "hidden.bias", weightDecay: 0.5 }]), 1);
    const [g1, w1] = [none, first].map(({ after }) => after.get("hidden.bias")!);
    expect(own.after.get("hidden.bias")).not.toEqual(g1);
    // The biases begin at zero, so the first step decays nothing.
    expect(w1).toEqual(valuesAfter(options([]), 1).after.get("hidden.bias"));
  });

  test("a pattern that matches nothing is refused, with the names there are", () => {
    expect(() => samplePlan(options([{ match: "hiden.weight" }]))).toThrow(
      expect.objectContaining({
        code: "optimizer-group-unmatched",
        message:
          'optimizer.groups.0: "hiden.weight" matches no parameter; expected one of hidden.weight, ' +
          "hidden.bias, output.weight, output.bias.",
        hint: 'Did you mean "hidden.weight"?',
      }),
    );
  });
});

test("l1 and l2 together are the elastic net: both pull on weights, none on biases", () => {
  const after = (penalties: Record<string, number>) => {
    const optimizer = { kind: "sgd", learningRate: 0.1 };
    const { plan, states } = trainByReference(
      { recipe: { ...plain, schedule: { kind: "constant" }, optimizer, penalties } },
      { steps: 1 },
    );
    // The layout differs with penalties, so tensors are compared by name.
    const views = namedViews(plan.parameters, Float32Array.from(states[0].parameters));
    return { views, before: namedViews(plan.parameters, plan.initial.parameters) };
  };
  const [free, pulled] = [after({}), after({ l1: 0.01, l2: 0.2 })];
  for (const [name, { data }] of pulled.views) {
    const isWeight = name.endsWith(".weight");
    const weights = pulled.before.get(name)!.data;
    const expected = Array.from(free.views.get(name)!.data, (value, index) =>
      isWeight ? value - 0.1 * (0.01 * Math.sign(weights[index]) + 0.2 * weights[index]) : value,
    );
    // Float32 numbers below 2.
    expect(distance(data, expected), name).toBeLessThan(3e-7);
  }
});

test("a plateau of the loss lowers the rate from the next epoch on", async () => {
  const schedule = { kind: "reduceOnPlateau", patience: 1, threshold: 0.9, factor: 0.5 };
  const { history, outcome } = await train(
    samplePlan({ recipe: { schedule }, training: { epochs: 6, earlyStopping: null }, probes: false }),
  );
  // No loss is a tenth of the first one, so the second epoch after it, and every second one then, halves the
  // rate.
  expect(history.map(({ values }) => values.learningRate)).toEqual([0.02, 0.02, 0.02, 0.01, 0.01, 0.005]);
  expect(outcome.state.schedule).toMatchObject({ best: history[0].values["dev.loss"], scale: 0.25 });
});

test("a layer's number follows its course over the updates", () => {
  const rate = { from: 0, to: 0.4, overFraction: 0.5 };
  const layers = STATEFUL_LAYERS.map((layer) => (layer.kind === "dropout" ? { ...layer, rate } : layer));
  const plan = samplePlan({
    recipe: { network: { layers } },
    training: { batchSize: 33, epochs: 5, accumulate: 2 },
  });
  const column = hostInputs(plan)({ from: 0, to: 20 }).scalars.get("network.layers.drop.rate")!;
  // Ten updates of two steps: the way is made in five.
  const expected = Array.from({ length: 20 }, (_, step) => 0.08 * Math.min(5, Math.floor(step / 2)));
  expect([...column]).toEqual(expected.map((x) => expect.closeTo(x, 7)));
});

describe("on the runtime as in the reference", () => {
  const LAYERS = [
    { id: "a", kind: "dense", units: 7 },
    { id: "tanh", kind: "tanh" },
    { id: "b", kind: "dense", units: 5 },
    { id: "silu", kind: "silu" },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  const IMAGE_LAYERS = [
    { id: "image", kind: "reshape", shape: [1, 2, 3] },
    // A bias before the normalization has a gradient of nothing but rounding, which Adam would blow up.
    { id: "conv", kind: "convolution2d", units: 3, kernel: 2, bias: false },
    { id: "norm", kind: "batchNormalization" },
    { id: "flat", kind: "flatten" },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  const optimizer = (kind: string, given = {}) => ({ optimizer: { kind, learningRate: 0.01, ...given } });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["adagrad", optimizer("adagrad", { initialAccumulator: 0.1 }), {}],
    ["rmsprop, centered", optimizer("rmsprop", { centered: true, momentum: 0.8, epsilon: 1e-3 }), {}],
    ["amsgrad", optimizer("amsgrad"), {}],
    ["nadam", optimizer("nadam"), {}],
    ["radam", optimizer("radam"), {}],
    ["muon", optimizer("muon"), {}],
    ["muon of all matrices", optimizer("muon", { matrices: "all", adjustment: "matchAdam" }), {}],
    [
      "groups",
      optimizer("adamW", { groups: [{ match: "b.*", learningRateScale: 3, weightDecay: 0.2 }] }),
      {},
    ],
    [
      "muon of kernels, with limited norms",
      { ...optimizer("muon"), network: { layers: IMAGE_LAYERS }, penalties: { maxNorm: 0.7 } },
      {},
    ],
    ["limited norms", { ...optimizer("momentum"), penalties: { maxNorm: 0.8 } }, {}],
    ["accumulation and ema", optimizer("adam"), { accumulate: 3, averaging: { kind: "ema", decay: 0.8 } }],
    ["swa", optimizer("nesterov"), { averaging: { kind: "swa", startFraction: 0.3 } }],
  ])("%s", async (_, recipe, training) => {
    const options = {
      recipe: { network: { layers: LAYERS }, ...recipe },
      training: { batchSize: 30, epochs: 3, ...training },
      probes: false,
    };
    const { plan, states } = trainByReference(options, { steps: 15 });
    const { outcome } = await train(plan);
    const [last] = states.slice(-1);
    // Float32 against float64 through 15 steps of at most 0.03; Newton-Schulz triples a rounding at each
    // iteration.
    expect(distance(outcome.state.parameters, last.parameters)).toBeLessThan(2e-5);
    plan.slots.forEach((name, slot) => {
      const size = Math.max(1, ...last[name].map(Math.abs));
      expect(distance(outcome.state.slots[slot], last[name]) / size, name).toBeLessThan(2e-5);
    });
  });
});
