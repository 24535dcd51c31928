import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { gradients } from "../../graph/differentiate.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { add, crossEntropy, input, mean, oneHot, scalar } from "../../graph/operations/index.ts";
import { BATCH, sizeOf, type Tensor } from "../../graph/tensor.ts";
import { buildNetwork } from "../../nn/network.ts";
import { l2Penalty } from "../../nn/penalties.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { clipByGlobalNorm, clipByValue } from "../clip.ts";
import { allOptimizers, optimizerDefinition } from "./index.ts";

interface GoldenCase {
  readonly name: string;
  readonly optimizer: { readonly kind: string; readonly learningRate: number };
  readonly penalties: { readonly l2: number };
  readonly clip: { readonly value: number; readonly globalNorm: number };
  readonly losses: number[];
  readonly parameters: Record<string, Record<string, number[]>>;
}

interface Golden {
  readonly shapes: Record<string, number[]>;
  readonly features: number[][];
  readonly targets: number[];
  readonly batches: number[][];
  readonly initial: Record<string, number[]>;
  readonly cases: GoldenCase[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/optimizers.json", import.meta.url), "utf8"),
);

function array(
  shape: readonly number[],
  data: readonly number[] | Float64Array,
  dtype: ReferenceArray["dtype"] = "float64",
): ReferenceArray {
  return { dtype, shape, data: Float64Array.from(data) };
}

function optionsOf({ kind, ...rest }: { readonly kind: string }) {
  return z.parse(optimizerDefinition(kind).options, rest);
}

/** An optimizer's state and its step as a graph over float64 inputs. */
function updateGraph(kind: string, options: Record<string, unknown>) {
  const definition = optimizerDefinition(kind);
  return (name: string, step: { parameter: Tensor; gradient: Tensor; decay: boolean; matrix?: boolean }) =>
    definition.update({
      ...step,
      slots: definition
        .slots(options)
        .map((slot) => input(`${name}/${slot.name}`, { dtype: "float64", shape: step.parameter.shape })),
      scalar: (scalarName) => input(scalarName, { dtype: "float64", shape: [] }),
      options,
    });
}

describe("against PyTorch, 200 steps of a 5-8-3 network in float64", () => {
  test.each(golden.cases)("$name gives the same losses and parameters", (given) => {
    const { losses, parameters } = train(given);
    // Both sides are float64; rescaled state and another order of sums leave roundings that training does not
    // blow up.
    losses.forEach((loss, step) => {
      expect(Math.abs(loss - given.losses[step]), `loss ${step}`).toBeLessThan(1e-9);
    });
    for (const [step, expected] of Object.entries(given.parameters)) {
      for (const [name, values] of Object.entries(expected)) {
        const distance = values.map((value, index) =>
          Math.abs(value - parameters.get(Number(step))!.get(name)![index]),
        );
        expect(Math.max(...distance), `${name} after step ${step}`).toBeLessThan(1e-9);
      }
    }
  });
});

/** The step graph of the golden network: parameters with their decay, the loss, the gradients. */
function lossGraph(given: GoldenCase) {
  const parameters = new Map<string, { tensor: Tensor; decay: boolean }>();
  const built = buildNetwork(
    [
      { id: "hidden", kind: "dense", units: 8 },
      { id: "tanh", kind: "tanh" },
      { id: "output", kind: "dense", units: "outputs" },
    ],
    {
      inputs: new Map([["features", input("features", { dtype: "float64", shape: [BATCH, 5] })]]),
      outputs: 3,
      training: true,
      parameter({ name, shape, decay }) {
        const tensor = input(name, { dtype: "float64", shape });
        parameters.set(name, { tensor, decay });
        return tensor;
      },
      buffer: () => expect.unreachable("the network has no buffers"),
    },
  );
  const target = input("target", { dtype: "int32", shape: [BATCH] });
  const loss = mean(crossEntropy(built.output, oneHot(target, 3, "float64")));
  const decayed = [...parameters.values()].filter(({ decay }) => decay).map(({ tensor }) => tensor);
  const { l2 } = given.penalties;
  const objective = l2 > 0 ? add(loss, l2Penalty(decayed, scalar(l2, "float64"))) : loss;
  let slopes = gradients(
    objective,
    [...parameters.values()].map(({ tensor }) => tensor),
  );
  if (given.clip.value > 0) slopes = clipByValue(slopes, scalar(given.clip.value, "float64"));
  if (given.clip.globalNorm > 0) slopes = clipByGlobalNorm(slopes, scalar(given.clip.globalNorm, "float64"));
  return { parameters, loss, slopes };
}

function train(given: GoldenCase) {
  const definition = optimizerDefinition(given.optimizer.kind);
  const options = optionsOf(given.optimizer);
  const { parameters, loss, slopes } = lossGraph(given);
  const update = updateGraph(given.optimizer.kind, options);
  const outputs: { name: string; tensor: Tensor; initial?: number }[] = [];
  [...parameters].forEach(([name, { tensor, decay }], index) => {
    const matrix = tensor.shape.length === 2;
    const after = update(name, { parameter: tensor, gradient: slopes[index], decay, matrix });
    outputs.push({ name, tensor: after.parameter });
    definition.slots(options).forEach((slot, position) => {
      outputs.push({ name: `${name}/${slot.name}`, tensor: after.slots[position], initial: slot.initial });
    });
  });
  const state = new Map(
    outputs.map(({ name, tensor, initial = 0 }) => [
      name,
      array(tensor.shape, golden.initial[name] ?? new Array(sizeOf(tensor.shape)).fill(initial)),
    ]),
  );
  const losses: number[] = [];
  const recorded = new Map<number, Map<string, Float64Array>>();
  golden.batches.forEach((rows, index) => {
    const scalars = definition.scalars(options, {
      step: index + 1,
      learningRate: given.optimizer.learningRate,
    });
    const feeds = new Map<string, ReferenceArray>([
      ...state,
      ...Object.entries(scalars).map(([name, value]) => [name, array([], [value])] as const),
      [
        "features",
        array(
          [rows.length, 5],
          rows.flatMap((row) => golden.features[row]),
        ),
      ],
      [
        "target",
        array(
          [rows.length],
          rows.map((row) => golden.targets[row]),
          "int32",
        ),
      ],
    ]);
    const [lossValue, ...values] = evaluateGraph([loss, ...outputs.map(({ tensor }) => tensor)], feeds, {
      batchSize: rows.length,
    });
    losses.push(lossValue.data[0]);
    outputs.forEach(({ name }, position) => {
      state.set(name, values[position]);
    });
    recorded.set(index + 1, new Map([...state].map(([name, value]) => [name, value.data])));
  });
  return { losses, parameters: recorded };
}

/** The updates as papers and PyTorch's documentation write them, one number at a time. */
type Recursion = (gradient: number, t: number, weight: number, rate: number) => number;
const RECURSIONS: Record<string, () => Recursion> = {
  sgd: () => (g, _t, w, rate) => w - rate * g,
  momentum: () => {
    let v = 0;
    return (g, _t, w, rate) => {
      v = 0.9 * v + g;
      return w - rate * v;
    };
  },
  nesterov: () => {
    let v = 0;
    return (g, _t, w, rate) => {
      v = 0.9 * v + g;
      return w - rate * (g + 0.9 * v);
    };
  },
  rmsprop: () => {
    let s = 0;
    return (g, _t, w, rate) => {
      s = 0.99 * s + 0.01 * g * g;
      return w - (rate * g) / (Math.sqrt(s) + 1e-8);
    };
  },
  adagrad: () => {
    let s = 0;
    return (g, _t, w, rate) => {
      s += g * g;
      return w - (rate * g) / (Math.sqrt(s) + 1e-10);
    };
  },
  adam: () => adamRecursion(),
  adamW: () => adamRecursion(),
  amsgrad: () => adamRecursion({ amsgrad: true }),
  nadam: () => {
    let m = 0;
    let v = 0;
    let product = 1;
    const mu = (t: number) => 0.9 * (1 - 0.5 * 0.96 ** (0.004 * t));
    return (g, t, w, rate) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      product *= mu(t);
      const spread = Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8;
      const direction = ((1 - mu(t)) * g) / (1 - product) + (mu(t + 1) * m) / (1 - product * mu(t + 1));
      return w - (rate * direction) / spread;
    };
  },
  radam: () => {
    let m = 0;
    let v = 0;
    const infinite = 2 / (1 - 0.999) - 1;
    return (g, t, w, rate) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      const known = 1 - 0.999 ** t;
      const length = infinite - (2 * t * 0.999 ** t) / known;
      const mean = m / (1 - 0.9 ** t);
      if (length <= 5) return w - rate * mean;
      const rectified = ((length - 4) * (length - 2) * infinite) / ((infinite - 4) * (infinite - 2) * length);
      return w - (rate * mean * Math.sqrt(rectified * known)) / (Math.sqrt(v) + 1e-8);
    };
  },
  lion: () => {
    let m = 0;
    return (g, _t, w, rate) => {
      const step = Math.sign(0.9 * m + 0.1 * g);
      m = 0.99 * m + 0.01 * g;
      return w - rate * step;
    };
  },
  // A parameter that is no matrix is trained by AdamW, at 3e-4 / 1e-3 of the rate.
  muon: () => adamRecursion({ beta2: 0.95 }),
};

/** The learning rate of a vector under each optimizer, as a share of the schedule's. */
const shareOfRate = (kind: string) => (kind === "muon" ? 0.3 : 1);

function adamRecursion({ beta2 = 0.999, amsgrad = false } = {}): Recursion {
  let m = 0;
  let v = 0;
  let largest = 0;
  return (g, t, w, rate) => {
    m = 0.9 * m + 0.1 * g;
    v = beta2 * v + (1 - beta2) * g * g;
    largest = amsgrad ? Math.max(largest, v) : v;
    return w - (rate * (m / (1 - 0.9 ** t))) / (Math.sqrt(largest / (1 - beta2 ** t)) + 1e-8);
  };
}

describe.each(allOptimizers())("$kind", (definition) => {
  const { kind } = definition;
  const gradientAt = (t: number) => [Math.sin(t), 1e-6 * Math.cos(3 * t), 40 * Math.cos(t) - 5];

  function follow({ weightDecay, decay }: { weightDecay: number; decay: boolean }) {
    const options = optionsOf({ kind, ...{ weightDecay } });
    const slots = definition.slots(options);
    const types = { dtype: "float64", shape: [3] } as const;
    const parameter = input("w", types);
    const after = updateGraph(kind, options)("w", { parameter, gradient: input("g", types), decay });
    let state = [
      array([3], [1, -2, 0.5]),
      ...slots.map(({ initial = 0 }) => array([3], [initial, initial, initial])),
    ];
    for (let t = 1; t <= 25; t++) {
      const scalars = optimizerDefinition(kind).scalars(options, { step: t, learningRate: 0.02 / t });
      const feeds = new Map<string, ReferenceArray>([
        ["w", state[0]],
        ["g", array([3], gradientAt(t))],
        ...slots.map(({ name }, index) => [`w/${name}`, state[index + 1]] as const),
        ...Object.entries(scalars).map(([name, value]) => [name, array([], [value])] as const),
      ]);
      state = evaluateGraph([after.parameter, ...after.slots], feeds).map(({ shape, data }) =>
        array(shape, data),
      );
    }
    return [...state[0].data];
  }

  function expected(weightDecay: number) {
    return [1, -2, 0.5].map((start, element) => {
      const recursion = RECURSIONS[kind]();
      let weight = start;
      for (let t = 1; t <= 25; t++) {
        const rate = (shareOfRate(kind) * 0.02) / t;
        weight = recursion(gradientAt(t)[element], t, weight, rate) - rate * weightDecay * weight;
      }
      return weight;
    });
  }

  test.each([
    { weightDecay: 0, decay: true, effective: 0 },
    { weightDecay: 0.3, decay: true, effective: 0.3 },
    { weightDecay: 0.3, decay: false, effective: 0 },
  ])("follows its recursion with a changing rate, $weightDecay weight decay, decay $decay", (given) => {
    // 25 steps in float64 over gradients of sizes 1e-6 to 45.
    expect(follow(given)).toEqual(expected(given.effective).map((weight) => expect.closeTo(weight, 12)));
  });

  test("says which scalars no step changes", () => {
    const options = optionsOf({ kind, ...{ weightDecay: 0.1 } });
    const [first, ...later] = [1, 5, 50].map((step) =>
      definition.scalars(options, { step, learningRate: 1 / step }),
    );
    const same = Object.keys(first).filter((name) => later.every((at) => at[name] === first[name]));
    expect(same.sort()).toEqual([...definition.constants(options)].sort());
  });
});
