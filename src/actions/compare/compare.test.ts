import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare } from "../../library.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { newRun, type RunRecord } from "../../run/record.ts";
import { openSqliteStore } from "../../store/sqlite-store.node.ts";
import { sampleRecipe } from "../../train/training.samples.ts";
import { SAMPLE_STUDY, sampleTrials } from "../shared/studies/stored-studies.samples.ts";

const DAY_MS = 86_400_000;
const recipe = sampleRecipe();
const longer = applyPatch(recipe, [
  { op: "set", path: "training.epochs", value: recipe.training.epochs + 1 },
]);
const elsewhere = applyPatch(recipe, [{ op: "set", path: "data.target", value: "elsewhere" }]);
const finding = (id: string) => ({ id, title: id, severity: "note", summary: "", treatments: [] });

function run(daysAgo: number, changes: Partial<RunRecord> = {}): RunRecord {
  const about = { title: "fit", recipe, source: "a/b.csv", dataHash: "d", environment: {} };
  const made = newRun(about, new Date(Date.now() - daysAgo * DAY_MS));
  return { ...made, status: "done", metrics: { accuracy: 0.9, durationMs: 5 }, ...changes };
}

const a = run(4, { findings: [finding("x"), finding("y")] });
const b = run(3, { recipe: longer, metrics: { accuracy: 0.95, logLoss: 0.1 }, findings: [finding("y")] });
const foreign = (lr: number) =>
  run(2, { recipe: undefined, dataHash: undefined, origin: "train.py", parameters: { lr, kind: "adam" } });
const [slow, fast] = [foreign(0.1), foreign(0.2)];
const last = run(0, { dataHash: "other", recipe: elsewhere });

let folder: string;
let store: string;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-compare-"));
  store = join(folder, "store");
  file = join(folder, "recipe.json");
  writeFileSync(file, JSON.stringify(longer));
  const opened = openSqliteStore(store);
  for (const one of [a, b, slow, fast, last]) await opened.createRun(one);
  await opened.studies.createStudy(SAMPLE_STUDY, sampleTrials(20));
  const tree = {
    ...recipe,
    optimizer: { ...recipe.optimizer, learningRate: { search: "log", low: 1e-4, high: 1 } },
  };
  const study = { ...SAMPLE_STUDY, id: "20250101-000000-bbbbbb", name: "networks", space: { tree } as never };
  const trials = sampleTrials(2).map((trial, index) => ({
    ...trial,
    point: { "optimizer.learningRate": index === 0 ? 0.1 : 0.01 },
    metrics: { memberLosses: { 1: 0.3 + index, 2: 0.31 + index, 3: 0.32 + index, 4: 5 } },
  }));
  const alone = { ...trials[0], metrics: { memberLosses: { 1: 0.3 } } };
  await opened.studies.createStudy({ ...study, settings: { testShare: 0.25 } }, [...trials, alone]);
  await opened.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compared = (...subjects: Parameters<typeof compare>[0]["subjects"]) => compare({ store, subjects });

test("two runs differ in scores, recipe and findings, and say whether their rows are the same", async () => {
  const result = await compared(a.id, b.id);
  expect(result).toMatchObject({ sameData: true, comparable: true, difference: null, trained: null });
  expect(result.metrics).toEqual([
    { name: "accuracy", a: 0.9, b: 0.95 },
    { name: "logLoss", a: null, b: 0.1 },
  ]);
  expect(result.recipe).toEqual([expect.stringMatching(/^training\.epochs: \d+ -> \d+$/)]);
  const ids = Object.values(result.findings).map((found) => found.map(({ id }) => id));
  expect(ids).toEqual([["x"], [], ["y"]]);
  expect(await compared(a.id, "last")).toMatchObject({ sameData: false, comparable: false });
});

test("a recipe is one in a file or in the hand, and needs no store beside another", async () => {
  expect((await compared(a.id, file)).recipe).toEqual((await compared(a.id, b.id)).recipe);
  const subjects = [recipe, file];
  const result = await compare({ store: join(folder, "none"), subjects });
  expect(result.recipe).toHaveLength(1);
  expect(result.headline).toMatch(/^1 change in the recipe; whether that matters/);
});

test("trials are named by their study, and those of one study are paired by their members", async () => {
  const result = await compared("networks:1", "networks:2");
  expect(result.recipe).toEqual(["optimizer.learningRate: 0.1 -> 0.01"]);
  expect(result.difference).toMatchObject({ pairs: 4, effect: -0.75, title: "dev loss" });
  // By hand: differences −1, −1, −1, 0 have s² = 1/4; s² (1/4 + 1/4) = 1/8.
  expect(result.difference?.standardError).toBeCloseTo(Math.sqrt(1 / 8), 12);
  const best = await compared("networks:best", "networks:2");
  expect(best.a.trial?.number).not.toBe(2);
  expect((await compared("networks:1", "networks:3")).difference).toBeNull();
});

test("other programs' runs differ in their parameters", async () => {
  expect((await compared(slow.id, fast.id)).recipe).toEqual(["lr: 0.1 -> 0.2"]);
  expect((await compared(slow.id, a.id)).recipe).toBeNull();
});

test.each([
  ["one thing", [a.id], "two-expected"],
  ["the same run", [last.id, "last"], "compare-same"],
  ["the same trial", ["coarse:3", "coarse:3"], "compare-same"],
  ["an unknown run", [a.id, "20260101-000000-aaaaaa"], "run-unknown"],
  ["an unknown study", [a.id, "corse:3"], "study-unknown"],
  ["an unknown trial", [a.id, "coarse:99"], "trial-unknown"],
  ["a study", [a.id, "coarse"], "study-for-trial"],
  ["no recipe's file", [a.id, "missing.json"], "recipe-unreadable"],
])("%s is refused", async (_name, subjects, code) => {
  await expect(compared(...subjects)).rejects.toMatchObject({ code });
});

test.each([
  ["the same recipe", () => [a.id, recipe], "compare-same-recipe"],
  [
    "the same recipe with another seed",
    () => [a.id, applyPatch(recipe, [{ op: "set", path: "training.seed", value: 77 }])],
    "compare-same-recipe",
  ],
  ["another target", () => [recipe, elsewhere], "compare-other-question"],
  ["no recipe", () => [a.id, slow.id], "compare-no-recipe"],
  ["no data", () => [a.id, b.id], "data-missing"],
] as const)("with seeds %s is refused before anything is trained", async (_name, subjects, code) => {
  const call = compare({ store, subjects: subjects() as never, seeds: 2 });
  await expect(call).rejects.toMatchObject({ code });
});
