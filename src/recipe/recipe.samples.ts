import * as fc from "fast-check";
import type { LayerSpec } from "./layers.ts";
import { parseRecipe } from "./schema.ts";
import type { Recipe } from "./types.ts";

/**
 * Random recipes for property tests. Ids come from a small pool, so that two recipes share some of their
 * layers.
 */
export function arbitraryRecipe(): fc.Arbitrary<Recipe> {
  return fc
    .record({
      data: arbitraryData,
      layers: arbitraryLayers,
      loss: fc.oneof(
        fc.record({ kind: fc.constant("huber"), delta: positive }),
        fc.constant({ kind: "softmaxCrossEntropy" }),
        fc.record({
          kind: fc.constant("sigmoidCrossEntropy"),
          positiveWeights: fc.oneof(
            fc.constant("balanced"),
            fc.array(positive, { minLength: 1, maxLength: 3 }),
          ),
          labelSmoothing: fraction,
        }),
      ),
      optimizer: fc.oneof(
        fc.record({ kind: fc.constantFrom("sgd", "adamW"), learningRate: positive }),
        fc.record({ kind: fc.constant("adam"), beta1: fraction, learningRate: positive }),
        fc.record(
          {
            kind: fc.constantFrom("muon", "lion", "nadam", "adagrad"),
            groups: fc.array(
              fc.record({ match: fc.constantFrom("*.bias", "a.*"), learningRateScale: fraction }),
            ),
          },
          { requiredKeys: ["kind"] },
        ),
      ),
      schedule: fc.record({
        kind: fc.constantFrom("constant", "cosine", "reduceOnPlateau"),
        warmupSteps: fc.nat(1000),
      }),
      penalties: fc.record({ l1: fraction, l2: fraction }),
      training: fc.record({
        batchSize: fc.oneof(fc.integer({ min: 1, max: 512 }), fc.constant("all")),
        earlyStopping: fc.option(
          fc.record({ patience: fc.integer({ min: 1, max: 50 }), minimumDelta: fraction }),
        ),
        precision: fc.constantFrom("float32", "mixed"),
        accumulate: fc.integer({ min: 1, max: 9 }),
        averaging: fc.option(
          fc.oneof(
            fc.record({ kind: fc.constant("ema"), decay: fraction }),
            fc.record({ kind: fc.constant("swa"), startFraction: fraction }),
          ),
        ),
        seed: fc.nat(),
      }),
    })
    .map(({ layers, ...sections }) =>
      parseRecipe({ schema: 1, network: { layers }, ...sections }, { source: "a random recipe" }),
    );
}

const fraction = fc.double({ min: 1e-12, max: 0.999, noNaN: true });
const positive = fc.double({ min: 1e-12, max: 1e3, noNaN: true });
const column = fc.constantFrom("age", "a.b", "constructor", 'he said "hi"', "ünï", "kind", "7");

const arbitraryData = fc.record(
  {
    target: fc.oneof(column, fc.uniqueArray(column, { minLength: 1, maxLength: 3 })),
    types: fc.dictionary(column, fc.constantFrom("number", "boolean", "category")),
    exclude: fc.array(column, { maxLength: 3 }),
    split: fc.record(
      { column, train: fc.double({ min: 0.1, max: 0.5, noNaN: true }), seed: fc.nat() },
      { requiredKeys: ["seed"] },
    ),
    normalize: fc.constantFrom("standardize", "softClip", "robust", "minMax", "none"),
  },
  { requiredKeys: ["target"] },
);

const arbitraryLayer = fc.oneof(
  fc.record({
    kind: fc.constant("dense"),
    units: fc.integer({ min: 1, max: 99 }),
    initializer: fc.constantFrom("heNormal", { kind: "constant", value: 0.5 }),
  }),
  fc.record({ kind: fc.constant("dropout"), rate: fraction }),
  fc.record({ kind: fc.constantFrom("relu", "tanh", "add") }),
);

/** Layers of which some read, beside the previous one, an earlier layer or the features. */
const arbitraryLayers = fc
  .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.tuple(fc.constant(id), arbitraryLayer, fc.nat(), fc.boolean()))),
  )
  .map((parts) =>
    parts.map(([id, layer, choice, explicit], index): LayerSpec => {
      const earlier = ["features", ...parts.slice(0, index).map(([before]) => before)];
      const previous = earlier[earlier.length - 1];
      const second = earlier[choice % earlier.length];
      return {
        id,
        ...layer,
        ...(explicit ? { inputs: choice % 2 === 0 ? [previous] : [previous, second] } : {}),
      };
    }),
  );
