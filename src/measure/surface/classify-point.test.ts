import { afterAll, describe, expect, test } from "vitest";
import { addScaled } from "../../base/vectors.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { classifyPoint } from "./classify-point.ts";
import { allRows, quadratic, valuesDataset, valuesRecipe } from "./landscape.samples.ts";
import { RecipeSurface } from "./recipe-surface.ts";
import { edgeOfStability, stability } from "./sharpness.ts";

describe("stationary points of quadratics", () => {
  test.each([
    ["minimum", [1, 3, 0.5]],
    ["minimum", [1, 0, 0]],
    ["saddle", [1, -0.2, 5]],
    ["maximum", [-1, -2, 0]],
    ["plateau", [0, 1e-9, -1e-9]],
  ])("a %s has the eigenvalues %j", async (kind, eigenvalues) => {
    const verdict = await classifyPoint(quadratic(eigenvalues), new Float64Array(3));
    expect(verdict.kind).toBe(kind);
    expect(verdict.largest).toBeCloseTo(Math.max(...eigenvalues), 6);
    expect(verdict.smallest).toBeCloseTo(Math.min(...eigenvalues), 6);
  });

  test("where the slope does not vanish there is none, though the shape is known", async () => {
    const verdict = await classifyPoint(quadratic([1, -1]), Float64Array.of(1, 0));
    expect(verdict).toMatchObject({ kind: "notStationary", shape: "saddle", gradientNorm: 1, loss: 0.5 });
    expect((await classifyPoint(quadratic([1, -1]), Float64Array.of(1e-4, 0))).kind).toBe("saddle");
  });

  test("tolerances decide what is zero", async () => {
    const nearly = quadratic([1, -1e-2]);
    expect((await classifyPoint(nearly, new Float64Array(2))).kind).toBe("saddle");
    const tolerances = { curvature: 0.05 };
    expect((await classifyPoint(nearly, new Float64Array(2), { tolerances })).kind).toBe("minimum");
  });
});

describe("stationary points of a network of two linear layers, y = b·a·x", () => {
  const layers = [
    { id: "first", kind: "dense", units: 1, bias: false },
    { id: "output", kind: "dense", units: "outputs", bias: false },
  ];
  // With y = x and mean x² = 1 the loss is (1 − a·b)².
  const xs = [[1], [-1], [1], [-1]];
  const dataset = valuesDataset(xs, ([x]) => x);
  const surface = new RecipeSurface(valuesRecipe(layers), {
    dataset,
    rows: allRows(dataset),
    runtime: nodeRuntime,
  });
  afterAll(() => surface.release());

  test("zero is a saddle with the eigenvalues ±2", async () => {
    const verdict = await classifyPoint(surface, new Float64Array(2));
    expect(verdict).toMatchObject({ kind: "saddle", gradientNorm: 0, loss: 1, converged: true });
    expect(verdict.largest).toBeCloseTo(2, 5);
    expect(verdict.smallest).toBeCloseTo(-2, 5);
  });

  test("a·b = 1 is a minimum, flat along the hyperbola, of sharpness 2(a² + b²)", async () => {
    const verdict = await classifyPoint(surface, Float64Array.of(2, 0.5));
    expect(verdict.kind).toBe("minimum");
    expect(verdict.largest).toBeCloseTo(8.5, 4);
    expect(Math.abs(verdict.smallest)).toBeLessThan(1e-3);
  });

  test("elsewhere it is not stationary", async () => {
    expect((await classifyPoint(surface, Float64Array.of(1, 0.5))).kind).toBe("notStationary");
  });

  test("dead relu units make a plateau", async () => {
    const dead = [
      { id: "first", kind: "dense", units: 2 },
      { id: "relu", kind: "relu" },
      { id: "output", kind: "dense", units: "outputs", bias: false },
    ];
    const flat = new RecipeSurface(valuesRecipe(dead), {
      dataset,
      rows: allRows(dataset),
      runtime: nodeRuntime,
    });
    const point = new Float64Array(flat.size).fill(-5);
    const verdict = await classifyPoint(flat, point);
    expect(verdict.kind).toBe("plateau");
    await flat.release();
  });
});

test("gradient descent is stable just below the edge that its learning rate gives, and not just above", async () => {
  const surface = quadratic([4, 1]);
  const stays = async (learningRate: number) => {
    const point = Float64Array.of(1, 1);
    for (let step = 0; step < 200; step++)
      addScaled(point, (await surface.gradient(point)).gradient, -learningRate);
    return Math.abs(point[0]) < 1;
  };
  expect([await stays(0.49), await stays(0.51)]).toEqual([true, false]);
  const optimizer = (learningRate: number) =>
    valuesRecipe([{ id: "output", kind: "dense", units: "outputs" }], {
      optimizer: { kind: "sgd", learningRate },
    }).optimizer;
  expect(stability(4, optimizer(0.49))).toMatchObject({ verdict: "edge", ratio: expect.closeTo(0.98, 10) });
  expect(stability(4, optimizer(0.1))?.verdict).toBe("stable");
  expect(stability(4, optimizer(1))?.verdict).toBe("beyond");
  expect(edgeOfStability({ ...optimizer(0.1), kind: "adam" })).toBeNull();
});

test.each([
  ["momentum", false],
  ["nesterov", true],
])("%s on a quadratic stays below its edge and explodes above it", (kind, ahead) => {
  const [beta, learningRate] = [0.9, 0.1];
  const edge = edgeOfStability({ kind, learningRate, momentum: beta, weightDecay: 0 })!;
  const end = (curvature: number) => {
    let [w, v] = [1, 0];
    for (let step = 0; step < 2000; step++) {
      const g = curvature * w;
      v = beta * v + g;
      w -= learningRate * (ahead ? g + beta * v : v);
    }
    return Math.abs(w);
  };
  expect(end(0.99 * edge)).toBeLessThan(1);
  expect(end(1.01 * edge)).toBeGreaterThan(1e3);
});
