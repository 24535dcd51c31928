import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { uniform } from "../src/base/random.ts";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fit, inspect, predict }: typeof import("../src/index.ts") = await import(libraryUrl);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-readings-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const ROWS = 150;
const draw = (row: number, stream: number) => Math.round(uniform(stream, row) * 500_000) / 100 - 800;
const thousands = (value: number) =>
  Math.abs(value)
    .toFixed(2)
    .replace(/\B(?=(\d{3})+\.)/g, ",");

/** One table in two spellings: as a program writes it, and as a bookkeeper does. */
const SPELLINGS = {
  plain: (row: number) => [draw(row, 1), draw(row, 2), row % 11 === 0 ? "" : draw(row, 3), draw(row, 1) * 3],
  dressed: (row: number) => [
    draw(row, 1) < 0 ? `($${thousands(draw(row, 1))})` : `$${thousands(draw(row, 1))}`,
    `${draw(row, 2)} kg`,
    row % 11 === 0 ? "n/a" : `${draw(row, 3)}%`,
    draw(row, 1) * 3,
  ],
};

async function fileOf(spelling: keyof typeof SPELLINGS, name = spelling as string): Promise<string> {
  const rows = Array.from({ length: ROWS }, (_, row) =>
    SPELLINGS[spelling](row)
      .map((cell) => `"${cell}"`)
      .join(","),
  );
  const path = join(folder, `${name}.csv`);
  await writeFile(path, ["balance,weight,margin,y", ...rows, ""].join("\n"));
  return path;
}

it("a dressed table trains the clean one's network, which reads both spellings", async () => {
  const options = { store: join(folder, "store"), target: "y", set: [{ path: "training.epochs", value: 5 }] };
  const [plain, dressed] = [await fileOf("plain"), await fileOf("dressed")];
  const predictions: string[] = [];
  for (const data of [plain, dressed]) {
    const out = join(folder, `model-of-${data === plain ? "plain" : "dressed"}`);
    await fit({ ...options, data, out });
    if (data === plain) {
      const { csv } = await predict({ data: plain, model: out, store: options.store, out: "-" });
      predictions.push(csv!);
      continue;
    }
    for (const cells of [dressed, plain]) {
      const { csv } = await predict({ data: cells, model: out, store: options.store, out: "-" });
      predictions.push(csv!);
    }
  }
  expect(new Set(predictions).size).toBe(1);
  expect(predictions[0].split("\n").length).toBeGreaterThan(ROWS);
});

it("what was told of a table's cells is in the recipe, and read again from it", async () => {
  const store = join(folder, "store");
  const lines = Array.from({ length: 90 }, (_, row) => `${row % 9 === 0 ? -1 : row},NA,${(row * 7) % 30}`);
  const data = join(folder, "told.csv");
  await writeFile(
    data,
    ["x,land,y", ...lines.map((line, row) => (row % 2 ? line : line.replace("NA", "DE")))].join("\n"),
  );
  const told = {
    gaps: ["-1"],
    types: [{ column: "land", type: "category" as const }],
    decimal: "." as const,
  };
  const seen = await inspect({ data, ...told });
  expect(seen.columns.map(({ missing }) => missing)).toEqual([10, 0, 0]);
  const out = join(folder, "told");
  const set = [{ path: "training.epochs", value: 2 }];
  await fit({ data, store, target: "y", out, set, ...told });
  const recipe = JSON.parse(await readFile(join(out, "recipe.json"), "utf8"));
  expect(recipe.data).toMatchObject({ gaps: ["-1"], decimal: ".", types: { land: "category" } });
  const again = join(folder, "again");
  await fit({ data, store, recipe, out: again });
  expect(await readFile(join(again, "recipe.json"), "utf8")).toBe(
    await readFile(join(out, "recipe.json"), "utf8"),
  );
  const csvOf = async (model: string) => (await predict({ data, model, store, out: "-" })).csv;
  expect(await csvOf(again)).toBe(await csvOf(out));
});
