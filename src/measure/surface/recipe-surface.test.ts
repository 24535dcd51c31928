import { afterAll, describe, expect, test } from "vitest";
import { addScaled, dot } from "../../base/vectors.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { sampleDataset, sampleRecipe } from "../../train/training.samples.ts";
import { lanczos, powerIteration, randomUnit } from "./lanczos.ts";
import { allRows, normalRows, valuesDataset, valuesRecipe } from "./landscape.samples.ts";
import { RecipeSurface, type SurfaceOptions } from "./recipe-surface.ts";

const surfaces: RecipeSurface[] = [];
afterAll(() => Promise.all(surfaces.map((surface) => surface.release())));
function surfaceOf(...given: [ReturnType<typeof valuesRecipe>, SurfaceOptions]): RecipeSurface {
  const surface = new RecipeSurface(...given);
  surfaces.push(surface);
  return surface;
}

const TANH = [
  { id: "hidden", kind: "dense", units: 3 },
  { id: "tanh", kind: "tanh" },
  { id: "output", kind: "dense", units: "outputs" },
];
const rows = normalRows(24, [1, 0.5]);
const dataset = valuesDataset(rows, ([a, b]) => Math.sin(2 * a) + b);

/** The dense Hessian by central differences of the gradient, in float64. */
async function denseHessian(surface: RecipeSurface, point: Float64Array): Promise<Float64Array[]> {
  const distance = 1e-5;
  const columns: Float64Array[] = [];
  for (let i = 0; i < surface.size; i++) {
    const [above, below] = [distance, -distance].map((step) => {
      const moved = point.slice();
      moved[i] += step;
      return moved;
    });
    const column = (await surface.gradient(above)).gradient;
    addScaled(column, (await surface.gradient(below)).gradient, -1);
    columns.push(column.map((value) => value / (2 * distance)));
  }
  return columns;
}

describe("Hessian-vector products", () => {
  test("equal the dense Hessian of a small network in float64", async () => {
    const surface = surfaceOf(valuesRecipe(TANH), { dataset, rows: allRows(dataset) });
    const dense = await denseHessian(surface, surface.initial);
    const vector = randomUnit(surface.size, 2);
    const product = await surface.hessianVector(surface.initial, vector);
    // Differences of 1e-5 leave an error of about 1e-10, relative to numbers of order 1.
    dense.forEach((column, i) => expect(product[i]).toBeCloseTo(dot(column, vector), 8));
  });

  test("are the same in float32 on ONNX Runtime, over several calls, and with batch normalization", async () => {
    const recipe = sampleRecipe();
    const classes = sampleDataset();
    const options = { dataset: classes, rows: allRows(classes), rowsPerCall: 70 };
    const exact = surfaceOf(recipe, options);
    const fast = surfaceOf(recipe, { ...options, runtime: nodeRuntime });
    const vector = randomUnit(exact.size, 5);
    const [expected, received] = await Promise.all(
      [exact, fast].map((surface) => surface.hessianVector(surface.initial, vector)),
    );
    const scale = Math.sqrt(dot(expected, expected));
    received.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-5 * scale));
    expect(await fast.loss(fast.initial)).toBeCloseTo(await exact.loss(exact.initial), 5);
  });
});

describe("the surface of a recipe", () => {
  test("is the same however its rows are cut into calls, and counts example weights", async () => {
    const weighted = { ...dataset, weights: Float32Array.from(rows, (_, row) => 1 + (row % 3)) };
    const [whole, cut] = [24, 7].map((rowsPerCall) =>
      surfaceOf(valuesRecipe(TANH), { dataset: weighted, rows: allRows(dataset), rowsPerCall }),
    );
    const [a, b] = [await whole.gradient(whole.initial), await cut.gradient(cut.initial)];
    expect(b.loss).toBeCloseTo(a.loss, 12);
    a.gradient.forEach((value, i) => expect(b.gradient[i]).toBeCloseTo(value, 12));
    const unweighted = surfaceOf(valuesRecipe(TANH), { dataset, rows: allRows(dataset) });
    expect(await unweighted.loss(unweighted.initial)).not.toBeCloseTo(a.loss, 4);
  });

  test("has no dropout", async () => {
    const dropped = [TANH[0], TANH[1], { id: "drop", kind: "dropout", rate: 0.5 }, TANH[2]];
    const [without, including] = [TANH, dropped].map((layers) =>
      surfaceOf(valuesRecipe(layers), { dataset, rows: allRows(dataset) }),
    );
    expect(await including.loss(without.initial)).toBeCloseTo(await without.loss(without.initial), 12);
  });

  test("is one, however a training mixes examples, accumulates, averages and rounds", async () => {
    const training = {
      mixup: 0.3,
      accumulate: 2,
      averaging: { kind: "ema" },
      precision: "mixed",
      batchSize: 8,
    };
    const [plain, busy] = [{}, training].map((own) =>
      surfaceOf(valuesRecipe(TANH, { training: own, clip: { globalNorm: 0.01 } }), {
        dataset,
        rows: allRows(dataset),
        runtime: nodeRuntime,
      }),
    );
    const vector = randomUnit(plain.size, 6);
    expect(await busy.hessianVector(plain.initial, vector)).toEqual(
      await plain.hessianVector(plain.initial, vector),
    );
    expect(await busy.gradient(plain.initial)).toEqual(await plain.gradient(plain.initial));
  });

  test("holds the penalties", async () => {
    const penalized = valuesRecipe([TANH[2]], { penalties: { l2: 3 } });
    const surface = surfaceOf(penalized, { dataset, rows: allRows(dataset) });
    const plain = surfaceOf(valuesRecipe([TANH[2]]), { dataset, rows: allRows(dataset) });
    const vector = Float64Array.of(1, 0, 0);
    const [a, b] = await Promise.all([surface, plain].map((s) => s.hessianVector(s.initial, vector)));
    expect(a[0] - b[0]).toBeCloseTo(3, 10);
  });
});

test(
  "the sharpness of linear regression is 2 λmax of the features' second moments, by Lanczos and by " +
    "power iteration",
  async () => {
    const wide = normalRows(60, [2, 1, 0.3]);
    const linear = valuesDataset(wide, ([a, b, c]) => a - b + 2 * c);
    const surface = surfaceOf(
      valuesRecipe([{ id: "output", kind: "dense", units: "outputs", bias: false }]),
      {
        dataset: linear,
        rows: allRows(linear),
        runtime: nodeRuntime,
      },
    );
    const moment = (i: number, j: number) => (2 / 60) * wide.reduce((sum, row) => sum + row[i] * row[j], 0);
    const product = async (v: Float64Array) =>
      Float64Array.from([0, 1, 2], (i) => v[0] * moment(i, 0) + v[1] * moment(i, 1) + v[2] * moment(i, 2));
    const known = await lanczos(product, { size: 3 });
    const hessian = (v: Float64Array) => surface.hessianVector(surface.initial, v);
    const ends = await lanczos(hessian, { size: 3 });
    expect(ends.largest.value).toBeCloseTo(known.largest.value, 4);
    expect(ends.smallest.value).toBeCloseTo(known.smallest.value, 4);
    const power = await powerIteration(hessian, { size: 3, tolerance: 1e-4 });
    expect(power.converged).toBe(true);
    expect(power.value).toBeCloseTo(known.largest.value, 4);
  },
);
