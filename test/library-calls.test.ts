import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type * as Library from "../src/index.ts";
import type {
  ClassPrediction,
  DataSource,
  FitOptions,
  FitResult,
  ImproveResult,
  PredictResult,
  Recipe,
  RecipeInput,
  ShowRunResult,
  TrainwellError,
} from "../src/index.ts";
import { root } from "./support/paths.ts";

const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const {
  diagnose,
  examine,
  fit,
  fitStream,
  gradcheck,
  improve,
  inspect,
  predict,
  readTable,
  showRun,
  summary,
}: typeof Library = await import(libraryUrl);

const folder = mkdtempSync(join(tmpdir(), "trainwell-library-"));
const places = { store: join(folder, "runs"), out: join(folder, "model") };
const set = [{ path: "training.epochs", value: 2 }];
const csv = join(folder, "flats.csv");

function flat(i: number) {
  return { size: 30 + ((i * 37) % 90), place: i % 3 === 0 ? "centre" : "out, far", good: i % 2 === 0 };
}
const records = Array.from({ length: 90 }, (_, i) => ({ ...flat(i), rent: 200 + 9 * flat(i).size }));
const columns = {
  size: records.map(({ size }) => size),
  place: records.map(({ place }) => place),
  good: records.map(({ good }) => good),
  rent: records.map(({ rent }) => rent),
};

beforeAll(() => {
  const lines = records.map(({ size, place, good, rent }) => `${size},"${place}",${good},${rent}`);
  writeFileSync(csv, `size,place,good,rent\n${lines.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("data in memory", () => {
  test.each([
    ["records", records],
    ["columns", columns],
  ])("as %s are what their file is, to every verb", async (_, data) => {
    const told = { data, target: "rent" };
    const file = { ...told, data: csv };
    expect({ ...(await inspect(told)), file: csv }).toEqual(await inspect(file));
    expect({ ...(await summary(told)), data: csv }).toEqual(await summary(file));
    const recipeOf = async (options: typeof told | typeof file) =>
      (await fit({ ...options, ...places, set })).recipe;
    expect(await recipeOf(told)).toEqual(await recipeOf(file));
    const found = await examine({ ...told, set, examinations: ["learningRate"] });
    expect(found.splits).toEqual((await inspect(file)).splits);
  });

  test("have a name in messages and in the record of a run, and continue a run that has their rows", async () => {
    const stages: string[] = [];
    const progress = (event: Library.ProgressEvent) =>
      void (event.type === "stageStarted" && stages.push(event.stage));
    const { run } = await fit({ data: records, target: "rent", ...places, set, progress });
    expect(stages).toContain("reading data in memory");
    expect((await showRun({ run, store: places.store })).source).toBe("data in memory");
    await expect(fit({ data: records.slice(1), ...places, resume: run })).rejects.toThrow(/data/);
    expect((await fit({ data: columns, ...places, resume: run })).run).toBe(run);
  });

  test("of a wrong shape are refused before anything is trained", async () => {
    const wrong = { data: { size: 50 } as never, target: "rent", store: places.store };
    const expected = 'The data: expected a path, a table, records or columns, received 50 as column "size".';
    for (const call of [inspect, fit, improve, diagnose, examine, summary])
      await expect(call(wrong)).rejects.toThrow(expected);
    await expect(inspect({ data: records, target: "rant" })).rejects.toThrow(
      'data in memory has no column "rant", which was named as the target.',
    );
  });
});

describe("predictions", () => {
  const asked = records.slice(0, 5).map(({ rent: _, ...rest }) => rest);

  test("of records are those of the file, and nothing is written unless asked for", async () => {
    await fit({ data: csv, target: "rent", ...places, set });
    const before = readdirSync(process.cwd());
    const ofFile = await predict({ data: csv, model: places.out });
    const ofRecords = await predict({ data: asked, model: places.out });
    expect(readdirSync(process.cwd())).toEqual(before);
    expect(ofRecords).toMatchObject({ kind: "value", column: "rent", files: {} });
    expect(ofRecords.predictions).toEqual(ofFile.predictions.slice(0, 5));
    const out = join(folder, "rents.csv");
    const written = await predict({ data: asked, model: places.out, out });
    expect(written.files).toEqual({ predictions: out });
    const lines = ofRecords.predictions.map(({ prediction }) => `${prediction}\n`);
    expect(readFileSync(out, "utf8")).toBe(`prediction\n${lines.join("")}`);
  });

  test("of classes have their words as they are, which only a CSV guards from spreadsheets", async () => {
    const data = records.map(({ size, place }) => ({
      size,
      place: place === "centre" ? "in, near" : "=1+1",
    }));
    const { test: scores } = await fit({ data, target: "place", ...places, set, finalTest: true });
    expect(scores?.metrics.accuracy).toBeGreaterThanOrEqual(0);
    const result = await predict({ data, model: places.out, out: "-" });
    if (result.kind !== "class") throw new Error(`a ${result.kind} was predicted`);
    expect(result.classes).toEqual(["=1+1", "in, near"]);
    const [{ prediction, probabilities }] = result.predictions;
    expect(result.classes).toContain(prediction);
    expect(probabilities["=1+1"] + probabilities["in, near"]).toBeCloseTo(1, 5);
    expect(result.predictions.map((row) => row.prediction)).toContain("=1+1");
    expect(result.csv).toMatch(/^'=1\+1,/m);
    expect(result.csv).not.toMatch(/^=/m);
  });
});

test("a budget that cannot be read is told as on the command line, before anything is read", async () => {
  const wrong = improve({ data: "missing.csv", target: "rent", budget: "soon", ...places });
  await expect(wrong).rejects.toMatchObject({
    code: "budget-unreadable",
    message: 'Expected a budget such as "90s", "10m" or "20 trials", received "soon".',
  } satisfies Partial<TrainwellError>);
});

test("a recipe may leave out what has defaults, and comes back with them", async () => {
  const recipe: RecipeInput = {
    schema: 1,
    data: { target: "rent" },
    network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
    loss: { kind: "meanSquaredError" },
    optimizer: { kind: "sgd", learningRate: 0.01 },
    training: { epochs: 2 },
  };
  const checked = await gradcheck({ subject: recipe, data: records });
  expect(checked).toMatchObject({ holds: true, batch: { from: "data" } });
  const streamed = await fitStream({ source: () => records, recipe });
  expect(streamed.recipe.training.epochs).toBe(2);
  const result = await fit({ data: records, recipe, ...places });
  expect(result.recipe.training).toMatchObject({ epochs: 2, batchSize: 64 });
  expect(result.recipe.optimizer).toMatchObject({ kind: "sgd", learningRate: 0.01, weightDecay: 0 });
  expect((await fit({ data: records, recipe: result.recipe, ...places })).recipe).toEqual(result.recipe);
});

// The compiler checks these.
test("files have names by kind", () => {
  expectTypeOf<ImproveResult["files"]["report"]>().toBeString();
  expectTypeOf<PredictResult["files"]["predictions"]>().toEqualTypeOf<string | undefined>();
});

test("types say what calls take and give", () => {
  expectTypeOf<FitResult["recipe"]>().toEqualTypeOf<Recipe>();
  expectTypeOf<ImproveResult["recipe"]>().toEqualTypeOf<Recipe>();
  expectTypeOf<ShowRunResult["recipe"]>().toEqualTypeOf<Recipe | undefined>();
  expectTypeOf<FitOptions["recipe"]>().toEqualTypeOf<string | RecipeInput | null>();
  expectTypeOf<Recipe>().toExtend<RecipeInput>();
  expectTypeOf<{ schema: 1; data: { target: "y" } }>().not.toExtend<RecipeInput>();

  expectTypeOf<FitResult["dev"]["metrics"]["accuracy"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<NonNullable<ImproveResult["test"]>["metrics"]["rmse"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<"accuracy">().toExtend<keyof FitResult["dev"]["metrics"]>();

  expectTypeOf<PredictResult["kind"]>().toEqualTypeOf<
    "class" | "labels" | "value" | "values" | "quantiles"
  >();
  expectTypeOf<Extract<PredictResult, { kind: "class" }>["predictions"]>().toEqualTypeOf<
    readonly ClassPrediction[]
  >();
  expectTypeOf<Extract<PredictResult, { kind: "value" }>["predictions"][0]["prediction"]>().toBeNumber();

  interface Row {
    readonly size: number;
    readonly place: string | null;
  }
  expectTypeOf<readonly Row[]>().toExtend<DataSource>();
  expectTypeOf<Awaited<ReturnType<typeof readTable>>>().toExtend<DataSource>();
  expectTypeOf<{ size: Float64Array; place: (string | null)[] }>().toExtend<DataSource>();
  expectTypeOf<{ size: number }>().not.toExtend<DataSource>();
  expectTypeOf<number>().not.toExtend<DataSource>();
  expectTypeOf(improve).toBeCallableWith({ data: [{ a: 1 }], target: "a", budget: "60s" });
  expectTypeOf(improve).toBeCallableWith({ data: { a: [1] }, target: "a", budget: { trials: 3 } });
});
