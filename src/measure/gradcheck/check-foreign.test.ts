import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withGradientRules } from "../../graph/differentiate.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { multiply, scalar } from "../../graph/operations/index.ts";
import { decodeSafetensors, type SafetensorsFile } from "../../interop/safetensors.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import type { HostArray } from "../../runtime/session.ts";
import { checkForeignSteps, type ForeignCheck } from "./check-foreign.ts";
import { finish } from "./check-tensors.ts";
import { type GeneratedShapes, generateData } from "./generated-data.ts";
import { recipeSubject } from "./recipe-subject.ts";

const LAYERS = [
  { id: "conv", kind: "convolution2d", units: 3, kernel: 3 },
  { id: "norm", kind: "batchNormalization" },
  { id: "relu", kind: "relu" },
  { id: "pool", kind: "maxPool2d", kernel: 2 },
  { id: "flat", kind: "flatten" },
  { id: "hidden", kind: "dense", units: 6 },
  { id: "bend", kind: "tanh" },
  { id: "output", kind: "dense", units: "outputs" },
];

function recipe(layers: readonly unknown[] = LAYERS, sections: Record<string, unknown> = {}) {
  const loss = { kind: "softmaxCrossEntropy" };
  return parseRecipe(
    { schema: 1, data: { target: "y" }, network: { layers }, loss, ...sections },
    { source: "the test" },
  );
}

function golden(name: string): SafetensorsFile {
  const file = `gradients-torch-${name}.safetensors`;
  return decodeSafetensors(readFileSync(join(import.meta.dirname, "../../../test/golden", file)), file);
}

function check(file: SafetensorsFile, of = recipe()): ForeignCheck {
  return finish(checkForeignSteps(of, { file, source: "torch.safetensors" }));
}

function changed(
  file: SafetensorsFile,
  name: string,
  change: (array: HostArray) => HostArray | undefined,
): SafetensorsFile {
  const tensors = new Map(file.tensors);
  const array = change(tensors.get(name)!);
  if (array) tensors.set(name, array);
  else tensors.delete(name);
  return { ...file, tensors };
}

function verdicts({ tensors }: ForeignCheck): Record<string, string> {
  return Object.fromEntries(tensors.map(({ name, verdict }) => [name, verdict]));
}

describe("PyTorch's gradients of the same network", () => {
  test("are right, and those of the recipe are the same to thirteen digits", () => {
    const found = check(golden("right"));
    expect(verdicts(found)).toEqual({
      "conv.weight": "right",
      "conv.bias": "vanishes",
      "norm.scale": "right",
      "norm.shift": "right",
      "hidden.weight": "right",
      "hidden.bias": "right",
      "output.weight": "right",
      "output.bias": "right",
    });
    const apart = found.foreign.ours
      .filter(({ verdict }) => verdict === "right")
      .map(({ relative }) => relative);
    expect(apart).toHaveLength(7);
    expect(Math.max(...apart)).toBeLessThan(1e-13);
    expect(found).toMatchObject({ holds: true, blame: [], foreign: { suspects: [] } });
  });

  test("with an error of 1% behind tanh are wrong from there backwards, and the layers around it are blamed", () => {
    const found = check(golden("wrong"));
    expect(verdicts(found)).toMatchObject({
      "conv.weight": "wrong",
      "norm.scale": "wrong",
      "hidden.weight": "wrong",
      "hidden.bias": "wrong",
      "output.weight": "right",
      "output.bias": "right",
    });
    expect(found.foreign.suspects).toEqual(["hidden", "bend", "output"]);
    expect(found.blame).toEqual([]);
    const [cause] = found.causes;
    expect(cause.kind).toBe("factor");
    expect(cause.tensors).not.toContain("output.weight");
    expect(cause.text).toContain(" 1.01 times what the differences say");
  });

  test("with a single wrong number blame the layer that it belongs to", () => {
    const file = changed(golden("right"), "gradient:hidden.weight", (array) => {
      const data = Float64Array.from(array.data as Float64Array);
      data[77] *= 1.5;
      return { ...array, data };
    });
    const found = check(file);
    expect(Object.entries(verdicts(found)).filter(([, verdict]) => verdict === "wrong")).toEqual([
      ["hidden.weight", "wrong"],
    ]);
    expect(found.foreign.ours[4].worst?.index).toBe(77);
    expect(found.foreign.suspects).toEqual(["hidden"]);
  });

  test("in float32 are told from rounding, so that they hold", () => {
    const found = check(golden("float32"));
    expect(found.holds).toBe(true);
    expect(
      Math.max(
        ...found.foreign.ours.filter(({ name }) => name !== "conv.bias").map(({ relative }) => relative),
      ),
    ).toBeLessThan(1e-5);
  });

  test("that are right while ours are wrong blame our operation", () => {
    const found = withGradientRules(
      (operation) =>
        operation.name === "tanh"
          ? (context) => [multiply(operation.gradient!(context)[0]!, scalar(1.01, "float64"))]
          : operation.gradient,
      () => check(golden("right")),
    );
    expect(found.blame).toMatchObject([{ operation: "tanh", layer: "bend" }]);
    expect(found.foreign.suspects).toEqual([]);
  });
});

/** The file that Trainwell would export of a recipe on generated rows. */
function exportOf(of: Recipe, shapes: GeneratedShapes, weights?: Float32Array): SafetensorsFile {
  const generated = generateData(of, shapes);
  const dataset = weights ? { ...generated, weights } : generated;
  const rows = Int32Array.from({ length: dataset.rows }, (_, row) => row);
  const { tensors, feeds, batchSize } = recipeSubject(of, { dataset, rows });
  const gradients = evaluateGraph(
    tensors.map(({ gradient }) => gradient),
    feeds,
    { batchSize },
  );
  const array = (shape: readonly number[], data: ArrayLike<number>): HostArray => ({
    dtype: "float64",
    shape,
    data: Float64Array.from(data),
  });
  const target = dataset.target!;
  const width = target.data.length / dataset.rows;
  const file = new Map<string, HostArray>([
    ["target", array(width === 1 ? [dataset.rows] : [dataset.rows, width], target.data)],
    ...dataset.blocks.map(
      ({ name, rowShape, data }) => [`input:${name}`, array([dataset.rows, ...rowShape], data)] as const,
    ),
    ...(weights ? [["weights", array([dataset.rows], weights)] as const] : []),
  ]);
  for (const [index, { name, shape, region }] of tensors.entries()) {
    const part = ({ data }: ReferenceArray) => data.slice(region.offset, region.offset + region.size);
    file.set(name, array(shape, part(feeds.get(String(region.input.attributes.name))!)));
    file.set(`gradient:${name}`, array(shape, part(gradients[index])));
  }
  return { tensors: file, metadata: new Map() };
}

describe("files for other inputs and targets hold:", () => {
  const DENSE = [
    { id: "hidden", kind: "dense", units: 4 },
    { id: "bend", kind: "tanh" },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  const CODES = [{ id: "code", kind: "embedding", units: 3, inputs: ["category:c"] }, ...DENSE];
  const SEQUENCE = [{ id: "lstm", kind: "lstm", units: 3 }, ...DENSE];
  const squares = { loss: { kind: "meanSquaredError" } };

  test.each([
    ["one value", DENSE, squares, {}, [5]],
    ["two values", DENSE, { ...squares, data: { target: ["a", "b"] } }, {}, [5, 2]],
    ["labels", DENSE, { loss: { kind: "focal" }, data: { target: ["a", "b"] } }, {}, [5, 2]],
    [
      "labels in one column",
      DENSE,
      { loss: { kind: "focal" }, data: { target: "y", task: "multiLabel" } },
      {},
      [5, 3],
    ],
    ["more classes than in the batch", DENSE, {}, { outputs: 9 }, [5]],
    ["codes", CODES, {}, {}, [5]],
    ["sequences", SEQUENCE, {}, { rowShape: [5, 3] }, [5]],
    ["penalties", DENSE, { penalties: { l1: 0.01, l2: 0.1 } }, {}, [5]],
  ])("%s", (_, layers, sections, shapes, targetShape) => {
    const of = recipe(layers, sections);
    const file = exportOf(of, shapes);
    expect(file.tensors.get("target")?.shape).toEqual(targetShape);
    const found = check(file, of);
    expect(found.verdict).toBe("right");
    expect(found.foreign.ours.map(({ relative }) => relative)).toEqual(found.tensors.map(() => 0));
  });

  test("weights of examples", () => {
    const of = recipe(DENSE);
    const file = exportOf(of, {}, Float32Array.of(1, 0.5, 2, 1, 3));
    expect(check(file, of).verdict).toBe("right");
    expect(
      check(
        changed(file, "weights", () => undefined),
        of,
      ).holds,
    ).toBe(false);
  });
});

describe("a file that is not of the recipe is refused in a sentence:", () => {
  const right = golden("right");
  const turned = (array: HostArray): HostArray => ({ ...array, shape: array.shape.toReversed() });
  const twice = (array: HostArray): HostArray => ({ ...array, data: Float64Array.of(2) });

  test.each([
    ["no target", changed(right, "target", () => undefined), 'expected a tensor "target"'],
    ["no inputs", changed(right, "input:features", () => undefined), 'expected a tensor "input:features"'],
    ["no parameter", changed(right, "hidden.weight", () => undefined), 'expected a tensor "hidden.weight"'],
    [
      "transposed",
      changed(right, "hidden.weight", turned),
      '"hidden.weight": expected [27, 6], received [6, 27]',
    ],
    ["another loss", changed(right, "loss", twice), "the loss is 2 there"],
  ])("%s", (_, file, message) => {
    expect(() => check(file)).toThrow(message);
  });

  test("a gradient of a parameter that the recipe lacks", () => {
    const layers = LAYERS.map((layer) => (layer.id === "conv" ? { ...layer, bias: false } : layer));
    expect(() => check(right, recipe(layers))).toThrow(
      '"gradient:conv.bias": expected the name of a parameter',
    );
  });

  test("random layers and mixed examples", () => {
    const drop = { id: "drop", kind: "dropout", rate: 0.5 };
    const withDrop = (rate: number) => recipe([...LAYERS.slice(0, 5), { ...drop, rate }, ...LAYERS.slice(5)]);
    expect(() => check(right, withDrop(0.5))).toThrow("depends on random numbers");
    expect(check(right, withDrop(0)).holds).toBe(true);
    expect(() => check(right, recipe(LAYERS, { training: { mixup: 1 } }))).toThrow("mixes examples");
  });
});
