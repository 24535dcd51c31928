import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRecipe } from "../../recipe/schema.ts";
import { compileSpace } from "./compile-space.ts";
import { type Domain, fromUnit, isValueOf, sizeOf, toUnit, valuesOf } from "./domain.ts";
import { ranges } from "./range-builders.ts";
import { readRangeText } from "./range-text.ts";
import { rangeWords } from "./ranges.ts";
import { recipeSpace } from "./recipe-space.ts";
import { contains, countPoints, pointAt } from "./search-space.ts";
import { setInRecipe, spaceFrom } from "./space-from.ts";

const { uniform, log, oneMinusLog, integer, choice, ordered, optional, repeat, simplex } = ranges;

const recipe = parseRecipe(
  {
    schema: 1,
    data: { target: "y" },
    network: {
      layers: [
        { id: "hidden1", kind: "dense", units: 8 },
        { id: "relu1", kind: "relu" },
        { id: "drop1", kind: "dropout", rate: 0.2 },
        { id: "output", kind: "dense", units: "outputs" },
      ],
    },
    loss: { kind: "softmaxCrossEntropy" },
    optimizer: { kind: "adam", learningRate: 0.01 },
    training: { epochs: 3 },
  },
  { source: "test" },
);

const everything = {
  optimizer: choice([
    { kind: "adam", learningRate: log(1e-4, 1e-1), beta1: oneMinusLog(0.5, 0.99) },
    { kind: "sgd", learningRate: log(1e-3, 1), momentum: choice([0, uniform(0.5, 0.9)]) },
  ]),
  batchSize: ordered([16, 32, 64]),
  layers: [
    repeat(
      [1, 3],
      [
        { id: "hidden", kind: "dense", units: integer(4, 256, { scale: "log" }) },
        { id: "act", kind: "relu" },
      ],
    ),
    optional({ id: "drop", kind: "dropout", rate: uniform(0, 0.5, { step: 0.1 }) }),
    { id: "output", kind: "dense", units: "outputs" },
  ],
  shares: simplex(["a", "b", "c"]),
  parts: simplex(4, { total: 2 }),
  fixed: { text: "x", none: null },
};

describe("a domain", () => {
  const domains: Domain[] = [
    { kind: "number", low: 1e-4, high: 1, scale: "log" },
    { kind: "number", low: 0.5, high: 0.999, scale: "oneMinusLog" },
    { kind: "number", low: 1, high: 9, scale: "linear", step: 1 },
    { kind: "number", low: 1, high: 512, scale: "log", step: 1 },
    { kind: "number", low: 0, high: 0.55, scale: "linear", step: 0.1 },
    { kind: "choice", labels: ["a", "b", "c"], ordered: false },
  ];

  test.each(domains)("gives back the place of each of its values: %j", (domain) => {
    for (let u = 0; u <= 1; u += 1 / 64) {
      const value = fromUnit(domain, u);
      expect(isValueOf(domain, value)).toBe(true);
      // A value on a logarithmic scale comes back but for the rounding of exp and log.
      expect(fromUnit(domain, toUnit(domain, value))).toBeCloseTo(value, 12);
      if (Number.isFinite(sizeOf(domain))) expect(fromUnit(domain, toUnit(domain, value))).toBe(value);
    }
  });

  test("steps go by tenths without the dust of binary fractions, and end below the high end", () => {
    expect(valuesOf(domains[4])).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  });

  test("uniform places give whole numbers equal shares", () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 9000; i++) {
      const value = fromUnit(domains[2], (i + 0.5) / 9000);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(Array.from({ length: 9 }, () => 1000));
  });
});

describe("a space", () => {
  const space = compileSpace({ tree: everything }, { source: "test" });

  test("names parameters by path, below a choice by its label", () => {
    expect(space.parameters.map(({ name }) => name)).toEqual([
      "optimizer",
      "optimizer[adam].learningRate",
      "optimizer[adam].beta1",
      "optimizer[sgd].learningRate",
      "optimizer[sgd].momentum",
      "optimizer[sgd].momentum[uniform(0.5, 0.9)]",
      "batchSize",
      "layers.hidden.repeats",
      "layers.hidden1.units",
      "layers.hidden2.units",
      "layers.hidden3.units",
      "layers.drop",
      "layers.drop.rate",
      "shares.a",
      "shares.b",
      "parts.1",
      "parts.2",
      "parts.3",
    ]);
  });

  test("every point becomes plain data, and the plain data the point", () => {
    const units = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: space.parameters.length,
      maxLength: space.parameters.length,
    });
    fc.assert(
      fc.property(units, (places) => {
        const point = pointAt(space, places);
        expect(contains(space, point)).toBe(true);
        const filled = space.fill(point);
        expect(JSON.stringify(filled)).not.toContain("search");
        const back = space.pointOf(filled);
        expect(Object.keys(back.point).sort()).toEqual(Object.keys(point).sort());
        // Shares come back by divisions, which near an empty rest lose digits, and say nothing there.
        for (const name of Object.keys(point).filter((name) => !/^(shares|parts)/.test(name)))
          expect(back.point[name]).toBe(point[name]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("shares are spread evenly: each has the same mean, and their sum is the total", () => {
    const sums = [0, 0, 0, 0];
    const count = 4000;
    for (let i = 0; i < count; i++) {
      const places = space.parameters.map((_, index) => (i * (0.618034 + index * 0.2718) + index / 7) % 1);
      const { parts } = space.fill(pointAt(space, places)) as { parts: number[] };
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(2, 9);
      for (const [index, part] of parts.entries()) sums[index] += part / count;
    }
    // Four shares of 2 are 0.5 each; the standard error of 4,000 even places is below 0.01.
    for (const sum of sums) expect(Math.abs(sum - 0.5)).toBeLessThan(0.03);
  });

  test("counts its points, branches by themselves", () => {
    const small = compileSpace(
      { tree: { a: choice([{ kind: "x", n: integer(1, 3) }, { kind: "y" }]), b: ordered([1, 2]) } },
      { source: "test" },
    );
    expect(countPoints(small)).toBe((3 + 1) * 2);
    expect(countPoints(space)).toBe(Number.POSITIVE_INFINITY);
  });

  test("constraints are read by path, and say nothing of what is not there", () => {
    const bound = compileSpace(
      {
        tree: everything,
        constraints: [
          "batchSize * layers.hidden1.units <= 1024",
          "layers.hidden2.units <= layers.hidden1.units",
        ],
      },
      { source: "test" },
    );
    const point = (changes: Record<string, number>) => ({
      ...pointAt(
        bound,
        bound.parameters.map(() => 0),
      ),
      ...changes,
    });
    expect(bound.allows!(point({ batchSize: 2, "layers.hidden1.units": 16 }))).toBe(true);
    expect(bound.allows!(point({ batchSize: 2, "layers.hidden1.units": 17 }))).toBe(false);
    const two = { "layers.hidden.repeats": 2, "layers.hidden1.units": 8 };
    expect(bound.allows!(point({ ...two, "layers.hidden2.units": 9 }))).toBe(false);
    expect(bound.allows!(point({ ...two, "layers.hidden2.units": 8 }))).toBe(true);
  });

  test("numbers may be searched between other ends", () => {
    const zoomed = compileSpace(
      { tree: everything, within: { "optimizer[adam].learningRate": [0.001, 0.2] } },
      { source: "test" },
    );
    expect(zoomed.parameters[1].domain).toMatchObject({ low: 0.001, high: 0.2, scale: "log" });
  });
});

describe("a space that is wrong is refused in a sentence", () => {
  test.each([
    [{ x: log(0, 1) }, [], '"x" must be a log range whose low is above 0, but has low 0'],
    [
      { x: uniform(2, 1) },
      [],
      '"x" must be a range whose low is not above its high, but has low 2 and high 1',
    ],
    [{ x: oneMinusLog(0, 1) }, [], "high is below 1"],
    [{ x: integer(0, 8, { scale: "log" }) }, [], "low is above 0"],
    [{ x: { search: "lgo", low: 1, high: 2 } }, [], "space.json"],
    [{ x: { search: "log", low: 1, hihg: 2 } }, [], '"x.hihg" is not a known key'],
    [{ x: choice([]) }, [], '"x.of"'],
    [{ x: 1 }, [], "has no range"],
    [{ x: uniform(0, 1) }, ["x <"], "cannot be read"],
    [{ x: uniform(0, 1) }, ["y < 1"], 'reads "y", which no point of the space has'],
    [{ x: uniform(0, 1) }, ["x + 1"], "neither true nor false"],
    [{ x: uniform(0, 1) }, ["process.exit(1)"], "is not as expected"],
    [{ x: uniform(0, 1) }, ["require('fs') == 1"], '"require" is none of its functions'],
    [{ x: repeat([1, 2], [{ id: "a" }]) }, [], "stands in a list of layers"],
    [JSON.parse('{"__proto__": {"search":"uniform","low":0,"high":1}}'), [], "__proto__"],
  ])("%j", (tree, constraints, message) => {
    expect(() => compileSpace({ tree, constraints }, { source: "space.json" })).toThrow(message);
  });
});

describe("a range as text", () => {
  test.each([
    ["log(1e-5, 1e-1)", log(1e-5, 0.1)],
    ["uniform(0,0.5,0.1)", uniform(0, 0.5, { step: 0.1 })],
    ["integer(16, 512, log)", integer(16, 512, { scale: "log" })],
    ["choice(relu, gelu)", choice(["relu", "gelu"])],
    ["choice(0, log(1e-6, 1e-2))", choice([0, log(1e-6, 1e-2)])],
    ['choice({"kind":"adam"}, {"kind":"sgd"})', choice([{ kind: "adam" }, { kind: "sgd" }])],
    ["ordered(16, 32)", ordered([16, 32])],
    ["simplex(3)", simplex(3)],
    ["simplex(a, b)", simplex(["a", "b"])],
  ])("%s", (text, range) => {
    expect(readRangeText(text)).toEqual(range);
    expect(readRangeText(rangeWords(range))).toEqual(range);
  });

  test("other texts are none", () => {
    expect(readRangeText("relu")).toBeUndefined();
    expect(() => readRangeText("lg(1, 2)")).toThrow('"lg(1, 2)" is no range');
    expect(() => readRangeText("log(1)")).toThrow("two numbers, low and high");
    expect(() => readRangeText("log(a, b)")).toThrow("two numbers, low and high");
  });
});

describe("a space of recipes", () => {
  test("ranges are set in a recipe by path, and a choice of kinds gives each its own defaults", () => {
    const tree = setInRecipe(
      recipe,
      {
        "optimizer.kind": choice(["adam", "momentum"]),
        "optimizer.learningRate": log(1e-4, 1e-1),
        "network.layers.relu1.kind": choice(["relu", "leakyRelu"]),
        "network.layers.hidden1.units": integer(4, 64, { scale: "log" }),
      },
      { source: "test" },
    );
    const space = recipeSpace({ tree }, { source: "test" });
    expect(space.parameters.map(({ name }) => name)).toEqual([
      "network.layers.hidden1.units",
      "network.layers.relu1",
      "optimizer",
      "optimizer[adam].learningRate",
      "optimizer[momentum].learningRate",
    ]);
    const made = space.recipeAt(pointAt(space, [1, 1, 1, 0, 1]));
    expect(made.optimizer).toMatchObject({ kind: "momentum", learningRate: 0.1, momentum: 0.9 });
    expect(made.network.layers[0].units).toBe(64);
    expect(made.network.layers[1]).toMatchObject({ id: "relu1", kind: "leakyRelu" });
    expect(space.pointOf(recipe)).toEqual({
      point: {
        "network.layers.hidden1.units": 8,
        "network.layers.relu1": 0,
        optimizer: 0,
        "optimizer[adam].learningRate": 0.01,
      },
      exact: true,
    });
  });

  test("a file may be a recipe with ranges, or paths with ranges", () => {
    const flat = spaceFrom(
      { "optimizer.learningRate": log(1e-4, 1e-1), constraints: ["optimizer.learningRate < 0.05"] },
      { recipe, source: "space.json" },
    );
    const whole = spaceFrom(
      {
        ...JSON.parse(JSON.stringify(recipe)),
        optimizer: { kind: "adam", learningRate: log(1e-4, 1e-1) },
        constraints: ["optimizer.learningRate < 0.05"],
      },
      { recipe, source: "space.json" },
    );
    for (const document of [flat, whole]) {
      const space = recipeSpace(document, { source: "space.json" });
      expect(space.parameters.map(({ name }) => name)).toEqual(["optimizer.learningRate"]);
      expect(space.allows!({ "optimizer.learningRate": 0.06 })).toBe(false);
    }
  });

  test.each([
    [{ "optimizer.lerningRate": log(1e-4, 1e-1) }, 'Did you mean "learningRate"'],
    [{ "network.layers.hidden9.units": integer(1, 2) }, "hidden9"],
    [{ "network.layers.drop1.rate": uniform(0, 2) }, '"network.layers.drop1.rate" must be'],
    [{ "optimizer.kind": choice(["adam", "sdg"]) }, "sdg"],
    [{ "training.batchSize": uniform(16, 17.5) }, "training.batchSize"],
  ])("a path or value that no recipe has is refused: %j", (assignments, message) => {
    const make = () =>
      recipeSpace(spaceFrom(assignments, { recipe, source: "space.json" }), { source: "space.json" });
    expect(make).toThrow();
    try {
      make();
    } catch (error) {
      expect(`${(error as Error).message} ${(error as { hint?: string }).hint}`).toContain(message);
    }
  });
});
