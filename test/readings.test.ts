import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { uniform } from "../src/base/random.ts";
import { xlsxBytes } from "../src/data/read/files.samples.ts";
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

const DAY_MS = 86_400_000;
const DAYS = 420;
/** Days of more than a year, not in order, and the bicycles rented: by season, weekday and chance. */
const dayAt = (row: number) => new Date(Date.UTC(2022, 0, 1) + ((row * 263) % DAYS) * DAY_MS);
const rented = (row: number) => {
  const day = dayAt(row);
  const season = Math.cos((2 * Math.PI * (day.getTime() - Date.UTC(2022, 6, 1))) / (365 * DAY_MS));
  const isFree = day.getUTCDay() % 6 === 0;
  return Math.round(4000 + 1200 * season - (isFree ? 900 : 0) + 80 * (uniform(5, row) - 0.5));
};
const iso = (row: number) => dayAt(row).toISOString().slice(0, 10);
const DATES: Readonly<Record<string, (row: number) => string>> = {
  iso,
  dayFirst: (row) => iso(row).split("-").toReversed().join("/"),
  dotted: (row) => iso(row).split("-").toReversed().join("."),
  american: (row) => iso(row).replace(/(\d+)-(\d+)-(\d+)/, "$2/$3/$1"),
  words: (row) => dayAt(row).toUTCString().slice(0, 16),
  digits: (row) => iso(row).replaceAll("-", ""),
  unix: (row) => String(dayAt(row).getTime() / 1000),
};
const TOLD = new Set(["digits", "unix"]);

async function rentals(name: string, day: (row: number) => string): Promise<string> {
  const path = join(folder, `rentals-${name}.csv`);
  const rows = Array.from({ length: DAYS }, (_, row) => `"${day(row)}",${rented(row)}`);
  await writeFile(path, ["day,rentals", ...rows, ""].join("\n"));
  return path;
}

it("dates in every spelling train one network, which knows seasons and weekdays, and reads them in model.onnx", async () => {
  const options = {
    store: join(folder, "store"),
    target: "rentals",
    splitSizes: { train: 0.6, dev: 0.2, test: 0.2 },
  };
  const predictions: number[][] = [];
  for (const [name, day] of Object.entries(DATES)) {
    const data = await rentals(name, day);
    const out = join(folder, `rentals-of-${name}`);
    const types = TOLD.has(name) ? [{ column: "day", type: "date" as const }] : [];
    const { dev } = await fit({ ...options, data, out, types });
    // The spread is 940 rentals, of which nothing but the day tells.
    expect(dev.metrics.rmse).toBeLessThan(200);
    const { csv } = await predict({ data, model: out, store: options.store, out: "-" });
    predictions.push(csv!.trim().split("\n").slice(1).map(Number));
    const session = await InferenceSession.create(await readFile(join(out, "model.onnx")));
    const cells = new Tensor(
      "string",
      Array.from({ length: DAYS }, (_, row) => day(row)),
      [DAYS, 1],
    );
    const exported = (await session.run({ day: cells })).prediction.data as Float32Array;
    exported.forEach((value, row) => {
      // Float32 sums in another order.
      expect(Math.abs(value - predictions.at(-1)![row])).toBeLessThan(0.1);
    });
  }
  for (const other of predictions) expect(other).toEqual(predictions[0]);
});

it("dates divide rows by time in every spelling, and words never do", async () => {
  const split = { method: "time" as const, column: "day" };
  for (const [name, day] of Object.entries(DATES)) {
    const data = await rentals(name, day);
    const types = TOLD.has(name) ? [{ column: "day", type: "date" as const }] : [];
    const { splits } = await inspect({ data, target: "rentals", split, types });
    expect(splits).toMatchObject({ train: 252, dev: 84, test: 84 });
  }
  const data = await rentals("seasons", (row) => (row % 2 ? "in May" : "in June"));
  await expect(inspect({ data, target: "rentals", split })).rejects.toMatchObject({
    code: "split-invalid",
    hint: expect.stringContaining("--type day=date:%d.%m.%Y"),
  });
});

it("the sheet and the missing header stand in the recipe, which reads the same rows again", async () => {
  const number = (row: number, column: number, value: number) =>
    `<c r="${"ABC"[column]}${row}"><v>${value}</v></c>`;
  const sheet = (shift: number) =>
    Array.from({ length: 80 }, (_, index) => {
      const cells = [1, 2].map((stream) => draw(index, stream) + shift);
      const row = [...cells, cells[0] * 2].map((value, at) => number(index + 1, at, value));
      return `<row r="${index + 1}">${row.join("")}</row>`;
    }).join("");
  const data = join(folder, "book.xlsx");
  await writeFile(data, xlsxBytes({ One: sheet(0), Two: sheet(7) }));
  const store = join(folder, "store");
  const set = [{ path: "training.epochs", value: 2 }];
  const told = { data, store, set, target: "column3", header: false, sheet: "Two" };
  const first = await fit({ ...told, out: join(folder, "told") });
  const recipe = join(folder, "told", "recipe.json");
  expect(JSON.parse(await readFile(recipe, "utf8")).data).toMatchObject({ header: "absent", sheet: "Two" });
  const again = await fit({ data, store, recipe, out: join(folder, "again") });
  expect(again.dev).toEqual(first.dev);
  const predictions = async (about: object) =>
    (await predict({ data, store, model: join(folder, "told"), out: "-", ...about })).csv;
  expect(await predictions({})).toBe(await predictions({ sheet: "Two" }));
  expect(await predictions({})).not.toBe(await predictions({ sheet: "One" }));
});
