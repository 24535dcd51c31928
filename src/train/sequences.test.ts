import { expect, test } from "vitest";
import { randomInteger, randomKey, uniform } from "../base/random.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import { transformerEncoderBlock } from "../nn/blocks/index.ts";
import { samplePlan, train } from "./training.samples.ts";

const TRAIN_ROWS = 1200;
const ROWS = TRAIN_ROWS + 60;

function classes(rowShape: readonly number[], data: Float32Array, classOf: (row: number) => number): Dataset {
  return {
    rows: ROWS,
    blocks: [{ name: "features", dtype: "float32", rowShape, data }],
    target: {
      kind: "classes",
      data: Int32Array.from({ length: ROWS }, (_, row) => classOf(row)),
      classes: ["no", "yes"],
    },
  };
}

/** The last dev loss of a training; ln 2 is chance. */
async function devLossOf(dataset: Dataset, layers: readonly unknown[], epochs: number): Promise<number> {
  const plan = samplePlan({
    recipe: { network: { layers }, optimizer: { kind: "adam", learningRate: 0.02 } },
    training: { epochs, batchSize: 32, earlyStopping: null },
    dataset,
    trainRows: TRAIN_ROWS,
    probes: false,
  });
  const { history } = await train(plan);
  return history.at(-1)!.values["dev.loss"];
}

const output = { id: "output", kind: "dense", units: "outputs" };

test.each([
  ["lstm", { bidirectional: false }],
  ["gru", { bidirectional: false }],
  ["lstm", { bidirectional: true }],
])("%s with %j remembers the first of eight times through noise", async (kind, options) => {
  const time = 8;
  const data = Float32Array.from({ length: ROWS * time }, (_, i) => 2 * uniform(randomKey(3), i) - 1);
  const dataset = classes([time, 1], data, (row) => Number(data[row * time] > 0));
  const layers = [{ id: "memory", kind, units: 8, ...options }, output];
  // 304 steps; a network that does not remember stays at ln 2, twice this.
  expect(await devLossOf(dataset, layers, 8)).toBeLessThan(0.35);
});

test("a transformer's encoder block learns whether the first code comes again", async () => {
  const [time, codes] = [6, 5];
  const draw = (i: number, below: number) => randomInteger(randomKey(4), i, below);
  const again = (row: number) => row % 2;
  const data = new Float32Array(ROWS * time);
  for (let row = 0; row < ROWS; row++) {
    const at = row * time;
    data[at] = draw(at, codes);
    // Codes other than the first one, and then, for every second row, that one at a random time.
    for (let t = 1; t < time; t++) data[at + t] = (data[at] + 1 + draw(at + t, codes - 1)) % codes;
    if (again(row) === 1) data[at + 1 + draw(ROWS * time + row, time - 1)] = data[at];
  }
  const dataset = classes([time], data, again);
  const layers = [
    { id: "codes", kind: "embedding", units: 16, cardinality: codes },
    { id: "positions", kind: "positionalEncoding", method: "learned" },
    ...transformerEncoderBlock({ id: "encoder", input: "positions", units: 16, heads: 2, hidden: 32 }),
    { id: "flat", kind: "flatten" },
    output,
  ];
  expect(await devLossOf(dataset, layers, 10)).toBeLessThan(0.35);
});
