import { describe, expect, test } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { sampleDataset, samplePlan, train } from "../training.samples.ts";
import { type PreparationSetup, prepareHere } from "./row-preparer.ts";

const ROWS = 200;
const augmented = (augment: readonly object[], options: Parameters<typeof samplePlan>[0] = {}) =>
  samplePlan({ ...options, recipe: { data: { target: "y", augment }, ...options.recipe } });

/** Bytes that are images of 2 channels, 4 by 6. */
function imageDataset(): Dataset {
  const key = randomKey(9);
  const data = new Uint8Array(ROWS * 48).map((_, index) => Math.floor(256 * uniform(key, index)));
  const normalization = { axis: 0, shift: [128, 128], scale: [70, 70] };
  return {
    ...sampleDataset(),
    blocks: [{ name: "features", dtype: "uint8", rowShape: [2, 4, 6], data, normalization }],
  };
}
const images = () =>
  augmented([{ kind: "flip" }, { kind: "crop", padding: 1 }, { kind: "rotate", degrees: 30 }], {
    dataset: imageDataset(),
    recipe: {
      network: {
        layers: [
          { id: "flat", kind: "flatten" },
          { id: "hidden", kind: "dense", units: 8 },
          { id: "relu", kind: "relu" },
          { id: "output", kind: "dense", units: "outputs" },
        ],
      },
    },
  });
const tables = () => augmented([{ kind: "noise" }, { kind: "swap" }]);

const same = async (of: ReturnType<typeof train>, whole: ReturnType<typeof train>) => {
  const [a, b] = [await of, await whole];
  expect(a.outcome.state).toEqual(b.outcome.state);
  expect(a.outcome.chosen).toEqual(b.outcome.chosen);
  expect(a.history).toEqual(b.history);
};

describe.each([
  ["tables", tables],
  ["images of bytes", images],
])("an augmented training on %s", (_, plan) => {
  const whole = train(plan(), { stepsPerCall: 1 });

  test("does not depend on how steps are gathered into calls and chunks, nor on what is prepared ahead", async () => {
    await same(train(plan(), { stepsPerCall: 4 }), whole);
    await same(train(plan(), { chunkSteps: 1 }), whole);
    await same(train(plan(), { chunkSteps: 2, stepsPerCall: 3, ahead: 5 }), whole);
    await same(train(plan(), { chunkSteps: 1000, ahead: 1 }), whole);
  });

  test("does not depend on when rows are prepared", async () => {
    const openPreparer = (setup: PreparationSetup) => {
      const here = prepareHere(setup);
      const late = async (range: Parameters<typeof here.prepare>[0]) => {
        await new Promise((resolve) => setTimeout(resolve, range.from % 7));
        return here.prepare(range);
      };
      return { ...here, prepare: late };
    };
    await same(train(plan(), { openPreparer, chunkSteps: 2 }), whole);
  });

  test("resumes anywhere with the same result", async () => {
    for (const stopAfter of [1, 7, 12]) {
      const first = await train(plan(), { stepsPerCall: 2, stopAfter });
      expect(first.outcome.status).toBe("interrupted");
      const rest = await train(plan(), { resume: first.outcome.state, chunkSteps: 3 });
      expect(rest.outcome.state).toEqual((await whole).outcome.state);
    }
  });

  test("differs from one without augmentation, whose dev rows are the same", async () => {
    const bare = { ...plan(), feed: { kind: "resident" as const } };
    expect((await train(bare)).outcome.state.parameters).not.toEqual((await whole).outcome.state.parameters);
    expect(plan().dev).toEqual(bare.dev);
  });
});

test("a provider's failure is the training's, told when the rows are needed", async () => {
  const openPreparer = (setup: PreparationSetup) => ({
    ...prepareHere(setup),
    prepare: async () => {
      throw new Error("no rows");
    },
  });
  await expect(train(tables(), { openPreparer })).rejects.toThrow("no rows");
});

test("an operation for images on a table is refused before training", () => {
  expect(() => augmented([{ kind: "flip" }])).toThrow(
    'data.augment: "flip" is for images: expected rows of the shape [channels, height, width], received ' +
      '"features" with rows [6].',
  );
});

test("chances of zero leave a training as it is", async () => {
  const still = augmented([{ kind: "swap", chance: 0 }]);
  const bare = samplePlan();
  expect((await train(still)).outcome.state.parameters).toEqual((await train(bare)).outcome.state.parameters);
});
