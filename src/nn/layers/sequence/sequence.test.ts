import { describe, expect, test } from "vitest";
import { gradients } from "../../../graph/differentiate.ts";
import { multiply, sum } from "../../../graph/operations/index.ts";
import { simplify } from "../../../graph/simplify.ts";
import { topologicalOrder } from "../../../graph/traverse.ts";
import { initialize } from "../../initializers/index.ts";
import { buildSample, type NetworkSample, outputOf } from "../../network.samples.ts";
import { describeNetwork } from "../../network.ts";

/** Numbers without pattern. */
function rows(count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(7.31 * (i + 1)) * (1 + (i % 7) / 10));
}

function sampleOf(
  layer: { readonly kind: string; readonly [option: string]: unknown },
  rowShape: readonly number[],
  batch = 2,
): NetworkSample {
  const size = rowShape.reduce((product, dimension) => product * dimension, batch);
  return {
    layers: [{ id: "layer", ...layer }],
    blocks: { features: { rowShape, data: rows(size) } },
    training: true,
  };
}

// Sums of some numbers near 1, in float64.
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10));

describe("self-attention", () => {
  test("that is causal gives the first time nothing of the others", () => {
    const output = (changed: number) => {
      const sample = sampleOf({ kind: "selfAttention", causal: true }, [4, 2], 1);
      const data = sample.blocks.features.data.with(-1, changed);
      return outputOf({ ...sample, blocks: { features: { rowShape: [4, 2], data } } });
    };
    expect(output(5).slice(0, 6)).toEqual(output(-5).slice(0, 6));
    expect(output(5).slice(6)).not.toEqual(output(-5).slice(6));
  });

  test("without positions does not see the order of the times", () => {
    const [a, b, c] = [
      [1, 2],
      [-1, 0.5],
      [0.3, -2],
    ];
    const output = (data: number[]) =>
      outputOf({
        layers: [{ id: "layer", kind: "selfAttention", heads: 2 }],
        blocks: { features: { rowShape: [3, 2], data } },
      });
    const turned = output([...c, ...b, ...a]);
    const expected = output([...a, ...b, ...c]);
    expect([...turned.slice(4), ...turned.slice(2, 4), ...turned.slice(0, 2)]).toEqual(close(expected));
  });

  test("drops attention weights in training only", () => {
    const sample = sampleOf({ kind: "selfAttention", dropout: 0.5 }, [6, 2]);
    expect(outputOf({ ...sample, key: 1 })).not.toEqual(outputOf({ ...sample, key: 2 }));
    const evaluated = { ...sample, training: false };
    expect(outputOf({ ...evaluated, key: 1 })).toEqual(outputOf({ ...evaluated, key: 2 }));
  });
});

describe("positional encoding", () => {
  test("adds sines and cosines of ever longer waves", () => {
    const output = outputOf({
      layers: [{ id: "layer", kind: "positionalEncoding", base: 100 }],
      blocks: { features: { rowShape: [3, 4], data: new Array(12).fill(0) } },
    });
    const at = (t: number) => [Math.sin(t), Math.cos(t), Math.sin(t / 10), Math.cos(t / 10)];
    expect(output).toEqual(close([...at(0), ...at(1), ...at(2)]));
  });
});

describe("recurrent layers", () => {
  test("give the last state of each direction unless sequences are asked for", () => {
    const options = { kind: "lstm", units: 2, bidirectional: true };
    const whole = outputOf(sampleOf({ ...options, returnSequences: true }, [3, 2], 1));
    const last = outputOf(sampleOf(options, [3, 2], 1));
    expect(last).toEqual([...whole.slice(8, 10), ...whole.slice(2, 4)]);
  });

  test("LSTM's forget gate begins open, and its recurrent weights are orthogonal", () => {
    const { parameters } = describeNetwork([{ id: "l", kind: "lstm", units: 2, forgetBias: 1.5 }], {
      inputTypes: new Map([["features", { dtype: "float32", shape: [-1, 3, 2] }]]),
      outputs: 1,
    });
    const drawn = new Map(
      parameters.map(({ name, shape, initializer }) => [
        name,
        [...initialize(initializer, shape, { key: 1 })],
      ]),
    );
    expect(drawn.get("l.inputBias")).toEqual([0, 0, 1.5, 1.5, 0, 0, 0, 0]);
    const recurrent = drawn.get("l.recurrentWeight")!;
    const [first, second] = [recurrent.slice(0, 8), recurrent.slice(8)];
    expect(first.reduce((total, value, i) => total + value * second[i], 0)).toBeCloseTo(0, 6);
    expect(first.reduce((total, value) => total + value * value, 0)).toBeCloseTo(1, 6);
  });

  test.each([
    ["lstm", 50],
    ["gru", 42],
  ])("%s takes no more nodes for a time than its arithmetic and four slices need", (kind, most) => {
    const nodes = (time: number) => {
      const built = buildSample(sampleOf({ kind, units: 2 }, [time, 2]));
      const { output } = built.built;
      const wrt = [...built.parameters.values()];
      const graph = simplify([output, ...gradients(sum(multiply(output, output)), wrt)]);
      return topologicalOrder(graph).filter(({ operation }) => !["input", "constant"].includes(operation))
        .length;
    };
    expect((nodes(12) - nodes(8)) / 4).toBeLessThanOrEqual(most);
  });
});

test.each([
  ["lstm", { units: 2 }, [4], /layer "layer" .*one input \[batch, time, features\].*\[batch, 4\]/],
  ["gru", { units: 2 }, [4], /layer "layer" .*one input \[batch, time, features\].*\[batch, 4\]/],
  ["selfAttention", {}, [2, 3, 4], /one input \[batch, time, features\].*\[batch, 2, 3, 4\]/],
  ["selfAttention", { heads: 3 }, [2, 4], /units \(4\) that 3 heads share out evenly/],
  ["positionalEncoding", {}, [4], /one input \[batch, time, features\]/],
  ["embedding", { units: 2 }, [4], /one block of category codes/],
])("%s with %j says that rows of %j do not fit", (kind, options, rowShape, message) => {
  expect(() => buildSample(sampleOf({ kind, ...options }, rowShape))).toThrow(message);
});

test("an embedding whose cardinality contradicts its block says both", () => {
  const build = () =>
    buildSample({
      layers: [{ id: "e", kind: "embedding", inputs: ["category:c"], units: 2, cardinality: 3 }],
      blocks: { "category:c": { rowShape: [], data: [0, 1], dtype: "int32", cardinality: 4 } },
    });
  expect(build).toThrow(/layer "e" .*a cardinality of 4, as the block has, instead of 3/);
});
