import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { normal, uniform } from "../src/base/random.ts";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fit, improve, inspect }: typeof import("../src/index.ts") = await import(libraryUrl);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-sick-tables-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Cell = string | number;

async function fileOf(name: string, header: readonly string[], rows: readonly (readonly Cell[])[]) {
  const path = join(folder, `${name}.csv`);
  await writeFile(path, [header, ...rows].map((cells) => `${cells.join(",")}\n`).join(""));
  return path;
}

/** The data's findings as each verb tells them, in their order; few epochs, for data are what is judged. */
async function findingsOf(
  data: string,
  target: string,
  more: Pick<Parameters<typeof inspect>[0], "split"> = {},
) {
  const store = join(folder, "store");
  const set = [{ path: "training.epochs", value: 3 }];
  const budget = { durationMs: null, trials: 1 };
  return {
    inspect: (await inspect({ data, target, ...more })).findings,
    fit: (await fit({ data, target, set, ...more, store, out: join(folder, "fit") })).findings,
    improve: (await improve({ data, target, set, ...more, store, budget, out: join(folder, "improve") }))
      .findings,
  };
}

type Told = Awaited<ReturnType<typeof findingsOf>>;

const LEAKS = ["missing-tells-target", "column-tells-target", "target-in-disguise"];
const verbs = (told: Told) => Object.entries(told);

function expectFirst(told: Told, id: string, text: string): void {
  for (const [verb, [first]] of verbs(told)) {
    expect(first, verb).toMatchObject({ id, severity: "problem" });
    expect(first.summary, verb).toContain(text);
  }
}

function expectNone(told: Told, ids: readonly string[]): void {
  for (const [verb, findings] of verbs(told))
    expect(
      findings.map(({ id }) => id).filter((id) => ids.includes(id)),
      verb,
    ).toEqual([]);
}

function expectTold(told: Told, id: string, pattern: RegExp): void {
  for (const [verb, findings] of verbs(told)) {
    const found = findings.find((finding) => finding.id === id);
    expect(found, `${id} by ${verb}`).toBeDefined();
    expect(JSON.stringify(found), verb).toMatch(pattern);
  }
}

describe("rows in the order of time", () => {
  const header = ["date", "level", "step", "later"];
  let level = 50;
  const walk = Array.from({ length: 420 }, (_, day) => {
    level += normal(3, day);
    return level;
  });
  const rows = walk.slice(0, 400).map((level, day) => {
    const date = new Date(Date.UTC(2021, 0, 1 + day)).toISOString().slice(0, 10);
    const isUp = walk[Math.min(day + 20, walk.length - 1)] > level;
    return [date, level.toFixed(3), normal(3, day).toFixed(3), isUp ? "up" : "down"];
  });

  it("that were divided at random are told in every verb, with the split to take", async () => {
    const told = await findingsOf(await fileOf("walk", header, rows), "later");
    expectTold(told, "time-order", /date.*--split 'time:date'/);
  });

  it("are no finding when they were divided by time", async () => {
    const told = await findingsOf(await fileOf("walk-by-time", header, rows), "later", {
      split: { method: "time", column: "date" },
    });
    expectNone(told, ["time-order"]);
  });
});

describe("what gives the target away", () => {
  const header = ["rating", "photos", "price", "flag", "sold"];
  /** A pattern that can be learnt to about two thirds. */
  const isSold = (row: number) => normal(1, row) + 1.5 * normal(5, row) > 0;
  const inputs = (row: number) => [normal(1, row).toFixed(3), Math.floor(10 * uniform(2, row))];
  const outcome = (row: number) => (isSold(row) ? "yes" : "no");
  const table = (name: string, leak: (row: number) => Cell[]) =>
    fileOf(
      name,
      header,
      Array.from({ length: 400 }, (_, row) => [...inputs(row), ...leak(row), outcome(row)]),
    );
  const price = (row: number) => (20 + 30 * uniform(6, row)).toFixed(2);

  it("is the first finding of all verbs where a cell is missing by it", async () => {
    const data = await table("missing", (row) => [isSold(row) ? price(row) : "", row % 3]);
    expectFirst(await findingsOf(data, "sold"), "missing-tells-target", '"price"');
  });

  it("is the first finding of all verbs where one column agrees in 98 of 100 rows", async () => {
    const data = await table("flag", (row) => [price(row), Number(isSold(row) !== (row % 50 === 7))]);
    expectFirst(await findingsOf(data, "sold"), "column-tells-target", '"flag"');
  });

  it("is nowhere in an honest table, gaps at random and all", async () => {
    const data = await table("honest", (row) => [uniform(8, row) < 0.3 ? "" : price(row), row % 3]);
    expectNone(await findingsOf(data, "sold"), LEAKS);
  });
});

describe("copies of rows", () => {
  const header = ["a", "b", "c", "kind"];
  const message = (text: number) => [
    Math.floor(9 * uniform(1, text)),
    Math.floor(9 * uniform(2, text)),
    normal(3, text).toFixed(3),
    uniform(4, text) < 0.3 + 0.05 * Math.floor(9 * uniform(1, text)) ? "spam" : "ham",
  ];
  const rows = Array.from({ length: 500 }, (_, row) => message(row % 3 === 0 ? Math.floor(row / 9) : row));

  it("stay on one side of the split, and are told in every verb", async () => {
    const told = await findingsOf(await fileOf("copies", header, rows), "kind");
    expectTold(
      told,
      "copied-rows",
      /copies were kept in one part, so no dev or test row stands in the training/,
    );
  });

  it("are told as well where each has a name of its own", async () => {
    const named = rows.map((cells, row) => [`m${(row * 7919) % 100_000}`, ...cells]);
    const told = await findingsOf(await fileOf("named-copies", ["id", ...header], named), "kind");
    expectTold(told, "copied-rows", /kept in one part/);
  });

  it("are no finding where there are none", async () => {
    const single = Array.from({ length: 300 }, (_, row) => message(row));
    expectNone(await findingsOf(await fileOf("single", header, single), "kind"), ["copied-rows"]);
  });
});

describe("wide tables and extreme numbers", () => {
  const wide = Array.from({ length: 80 }, (_, row) => [
    ...Array.from({ length: 300 }, (_, gene) => {
      if (gene === 60 || gene === 61) return "";
      return gene === 3 ? 0 : Math.exp(normal(gene, row)).toFixed(2);
    }),
    row % 2 === 0 ? "healthy" : "ill",
  ]);
  const genes = Array.from({ length: 300 }, (_, gene) => `gene${gene}`);

  it("leave empty and constant columns out with a word", async () => {
    const told = await findingsOf(await fileOf("wide", [...genes, "tissue"], wide), "tissue");
    expectTold(told, "empty-columns", /2 columns \(\\"gene60\\", \\"gene61\\"\) have no value/);
    expectTold(told, "constant-columns", /\\"gene3\\"/);
  });

  const sums = (outlier: Cell, scale: number) =>
    Array.from({ length: 200 }, (_, row) => {
      const x = normal(1, row);
      return [row === 8 ? outlier : x * scale, normal(2, row) / scale, (2 * x * scale).toExponential(6)];
    });

  it("name a cell that lies a million times further out than others", async () => {
    const told = await findingsOf(await fileOf("outlier", ["x", "z", "y"], sums("3e38", 1)), "y");
    expectTold(told, "outliers", /\\"x\\" has 3e\+38 in row 9/);
  });

  it("are learnt whatever their scale", async () => {
    const store = join(folder, "store");
    const out = join(folder, "scales");
    const set = [{ path: "training.epochs", value: 40 }];
    const scores: number[] = [];
    for (const scale of [1, 1e-30, 1e35]) {
      const rows = sums(0.5 * scale, scale);
      const data = await fileOf(`scale${scores.length}`, ["x", "z", "y"], rows);
      scores.push((await fit({ data, target: "y", set, store, out })).dev.metrics.r2!);
    }
    expect(scores[0]).toBeGreaterThan(0.8);
    expect(scores[1]).toBeCloseTo(scores[0], 2);
    expect(scores[2]).toBeCloseTo(scores[0], 2);
    const data = await fileOf("beyond", ["x", "z", "y"], sums(1e140, 1e140));
    await expect(fit({ data, target: "y", set, store, out })).rejects.toThrow(
      /Target "y" has values of about .*e\+140; a network predicts numbers up to 1e\+36/,
    );
  });

  it.each(["Infinity", "1e400"])("refuse %s with the cell and the ways out", async (cell) => {
    const data = await fileOf("infinite", ["x", "z", "y"], sums(cell, 1));
    await expect(inspect({ data, target: "y" })).rejects.toMatchObject({
      message: expect.stringMatching(/row 10, column "x": expected a finite number/),
      hint: expect.stringMatching(/--missing .*--type x=category/),
    });
  });
});

describe("a last layer that bounds the outputs", () => {
  it("is found first, taken off, and the error falls to what the data allow", async () => {
    const rows = Array.from({ length: 200 }, (_, row) => {
      const [a, b] = [10 * uniform(1, row), 10 * uniform(2, row)];
      return [a.toFixed(3), b.toFixed(3), (2 * a - b + 0.05 * normal(3, row)).toFixed(4)];
    });
    const recipe = join(folder, "bounded.json");
    const layers = [
      { id: "hidden", kind: "dense", units: 16 },
      { id: "bend", kind: "tanh" },
      { id: "output", kind: "dense", units: "outputs" },
      { id: "squash", kind: "sigmoid" },
    ];
    const data = { target: "y", task: "regression" };
    const [loss, optimizer] = [{ kind: "meanSquaredError" }, { kind: "adam", learningRate: 0.02 }];
    await writeFile(recipe, JSON.stringify({ schema: 1, data, network: { layers }, loss, optimizer }));
    const result = await improve({
      data: await fileOf("plane", ["a", "b", "y"], rows),
      recipe,
      store: join(folder, "store"),
      out: join(folder, "plane"),
      budget: { durationMs: null, trials: 6 },
    });
    expect(result.findings[0].id).toBe("output-mismatch");
    expect(result.findings[0].summary).toContain('"squash" (sigmoid) gives values between 0 and 1');
    expect(result.steps.filter(({ kept }) => kept).map(({ treatment }) => treatment)).toContain(
      "linear-output",
    );
    const [before, after] = [result.baseline.dev.metrics.rmse, result.dev.metrics.rmse];
    expect(before).toBeGreaterThan(3);
    expect(after).toBeLessThan(0.3);
  });
});
