import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { layers, sequential } from "../../nn/builders/index.ts";
import { speak } from "../speak.samples.ts";

const folder = mkdtempSync(join(tmpdir(), "trainwell-summary-"));
afterAll(() => rmSync(folder, { recursive: true }));

function recipeFile(): string {
  const { reshape, lstm, dense } = layers;
  const path = join(folder, "recipe.json");
  const network = { layers: sequential([reshape([6, 4]), lstm(8), dense("outputs")]) };
  const recipe = { schema: 1, data: { target: "y" }, network, loss: { kind: "softmaxCrossEntropy" } };
  writeFileSync(path, JSON.stringify(recipe));
  return path;
}

test("lists the baseline's layers for data", async () => {
  const data = join(folder, "data.csv");
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${(i * 13) % 17},${(i * 7) % 11},${i % 2 ? "yes" : "no"}`,
  );
  writeFileSync(data, ["a,b,y", ...rows].join("\n"));
  const { code, out } = await speak("--json", "summary", data, "--target", "y");
  expect(code).toBe(0);
  const { layers: found, parameters, inputs, outputs } = JSON.parse(out);
  expect({ inputs, outputs }).toEqual({ inputs: [{ name: "features", rowShape: [2] }], outputs: 2 });
  expect(found[0].inputs).toEqual(["features"]);
  expect(found.at(-1).outputShape).toEqual([2]);
  const sum = found.reduce((total: number, layer: { parameters: number }) => total + layer.parameters, 0);
  expect(parameters).toBe(sum);
});

test("lists a recipe's layers for shapes that fit it, and says so", async () => {
  const { code, out } = await speak("summary", "--recipe", recipeFile(), "--outputs", "3");
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "layer    kind     reads     output  parameters  multiply-adds
    reshape  reshape  features  6x4              0              0
    lstm     lstm     reshape   8              448          2,048
    dense    dense    lstm      3               27             24

    475 parameters, 1.9 kB; 2,072 multiply-adds an example.
    Inputs assumed, because no data was told: features 24; 3 outputs.
    "
  `);
});

test("says in one sentence what is missing or does not fit", async () => {
  const nothing = await speak("summary");
  expect(nothing.code).toBe(2);
  expect(nothing.err).toContain("Neither data nor a recipe was told");
  const misfit = await speak("summary", "--recipe", recipeFile(), "--input", "5");
  expect(misfit.code).toBe(2);
  expect(misfit.err).toMatch(/layer "reshape".*one input with 24 numbers an example/);
});
