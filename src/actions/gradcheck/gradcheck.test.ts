import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gradcheck } from "../../library.ts";

const LAYERS = [
  { id: "hidden", kind: "dense", units: 4 },
  { id: "tanh", kind: "tanh" },
  { id: "output", kind: "dense", units: "outputs" },
];
const RECIPE = {
  schema: 1,
  data: { target: "y" },
  network: { layers: LAYERS },
  loss: { kind: "softmaxCrossEntropy" },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-gradcheck-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Twenty rows of two numbers and three classes, sorted by class. */
function table(): string {
  const rows = Array.from({ length: 60 }, (_, row) => {
    const y = Math.floor(row / 20);
    return `${Math.sin(row)},${Math.cos(3 * row) + y},${"abc"[y]}`;
  });
  return write("data.csv", `x1,x2,y\n${rows.join("\n")}\n`);
}

test("a recipe file is checked on generated rows", async () => {
  const result = await gradcheck({ subject: write("recipe.json", RECIPE), rows: 4, input: [3] });
  expect(result).toMatchObject({
    subject: "recipe",
    holds: true,
    verdict: "right",
    batch: { rows: 4, from: "generated" },
  });
  expect(result.tensors.map(({ name, shape }) => [name, shape])).toEqual([
    ["hidden.weight", [3, 4]],
    ["hidden.bias", [4]],
    ["output.weight", [4, 3]],
    ["output.bias", [3]],
  ]);
});

test("a recipe is checked on its data, and --set changes it", async () => {
  const set = [{ path: "network.layers.hidden.units", value: 2 }];
  const result = await gradcheck({ subject: write("recipe.json", RECIPE), data: table(), set });
  expect(result).toMatchObject({ holds: true, batch: { rows: 5, from: "data" } });
  expect(result.tensors[0].shape).toEqual([2, 2]);
});

test("data alone is checked with the recipe that fits it", async () => {
  const result = await gradcheck({ subject: table(), target: "y", coordinates: 5 });
  expect(result.holds).toBe(true);
  expect(result.confidence?.coordinates).toBe(5);
});

test("exported gradients are recognized by their format", async () => {
  const losses = [-2, -1, 1, 2].map((k) => (1 + k / 1000) ** 2);
  const x = { shape: [1], gradient: [-2], differences: [{ index: 0, step: 1e-3, losses }] };
  const exported = { format: "trainwell-gradients-1", loss: 1, tensors: { x } };
  const result = await gradcheck({ subject: write("exported.json", exported) });
  expect(result).toMatchObject({ subject: "exported", holds: false, verdict: "wrong", batch: null });
});

test("gradients of another program are checked beside those of the recipe, which --set changes", async () => {
  const layers = [
    { id: "conv", kind: "convolution2d", units: 3, kernel: 3 },
    { id: "norm", kind: "batchNormalization" },
    { id: "relu", kind: "relu" },
    { id: "pool", kind: "maxPool2d", kernel: 2 },
    { id: "flat", kind: "flatten" },
    ...LAYERS,
  ];
  const subject = write("images.json", { ...RECIPE, network: { layers } });
  const gradients = join(import.meta.dirname, "../../../test/golden/gradients-torch-wrong.safetensors");
  await expect(gradcheck({ subject, gradients })).rejects.toThrow('"hidden.weight": expected [27, 4]');
  const set = [{ path: "network.layers.hidden.units", value: 6 }];
  const result = await gradcheck({ subject, gradients, set });
  expect(result).toMatchObject({ subject: "foreign", batch: null, holds: false });
  expect(result.foreign?.suspects).toEqual(["hidden", "tanh", "output"]);
});

test.each([
  ["broken.json", '{"loss": NaN}', /broken.json, line 1: the text is no JSON from "NaN}" on/],
  ["layers.json", { ...RECIPE, network: { layers: [] } }, /layers/],
  ["format.json", { format: "other", tensors: {} }, /format/],
])("a wrong file %s is refused in a sentence", async (name, content, message) => {
  await expect(gradcheck({ subject: write(name, content) })).rejects.toThrow(message);
});

test("a file that is missing is wrong input", async () => {
  const subject = join(folder, "missing.json");
  await expect(gradcheck({ subject })).rejects.toMatchObject({ kind: "input", code: "file-missing" });
});

test("rows that no shape fits are refused with the way out", async () => {
  const layers = [{ id: "reshape", kind: "reshape", shape: [5, 5] }, ...LAYERS];
  const subject = write("shape.json", { ...RECIPE, network: { layers } });
  await expect(gradcheck({ subject, input: [3] })).rejects.toMatchObject({
    code: "rows-not-generated",
    kind: "input",
  });
});

test("an aborted signal ends the check", async () => {
  const layers = [{ id: "wide", kind: "dense", units: 300 }, ...LAYERS];
  const subject = write("wide.json", { ...RECIPE, network: { layers } });
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(gradcheck({ subject, input: [300], signal })).rejects.toThrow("enough");
});
