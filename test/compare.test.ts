import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { applyPatch, compare, fit, listRuns, openSqliteStore }: typeof import("../src/index.ts") =
  await import(libraryUrl);

const data = join(root, "data", "wine.csv");
let folder: string;
let store: string;
let run: string;
let recipe: Awaited<ReturnType<typeof fit>>["recipe"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-compare-"));
  store = join(folder, "store");
  const set = [{ path: "training.epochs", value: 4 }];
  ({ run, recipe } = await fit({ data, target: "cultivar", store, set, out: join(folder, "fit") }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const changed = (path: string, value: unknown) => applyPatch(recipe, [{ op: "set", path, value }]);

test("two recipes are trained with the same seeds and folds, and a real difference is told", async () => {
  const subjects = [run, changed("optimizer.learningRate", 1e-5)];
  const result = await compare({ store, data, subjects, seeds: 6 });
  expect(result.headline).toMatch(/^The first is better: .* over 6 pairs\.$/);
  expect(result.difference).toMatchObject({ isReal: true, pairs: 6 });
  expect(result.difference!.high).toBeLessThan(0);
  expect(result.trained).toMatchObject({ seeds: 6, design: "crossValidation" });
  const opened = openSqliteStore(store);
  const parts = (await opened.listRuns({ job: result.trained!.run })).filter(
    ({ id, place }) => id !== place.job,
  );
  const seedsOf = async (number: number) =>
    Promise.all(
      parts
        .filter(({ place }) => place.number === number)
        .map(async ({ id, place }) => [place.member, (await opened.getRun(id))!.recipe!.training.seed]),
    );
  const sorted = (pairs: readonly number[][]) => [...pairs].sort((a, b) => a[0] - b[0]);
  expect(sorted((await seedsOf(1)) as number[][])).toEqual(sorted((await seedsOf(2)) as number[][]));
  expect(parts).toHaveLength(12);
  expect((await opened.getRun(result.trained!.run))?.status).toBe("done");
  await opened.close();
}, 60_000);

test("what cannot matter is no difference, and the same call says the same again", async () => {
  const subjects = [recipe, changed("training.epochs", 5)];
  const call = () => compare({ store, data, subjects, seeds: 3 });
  const [first, again] = [await call(), await call()];
  expect(again.difference).toEqual(first.difference);
  expect(first.difference?.pairs).toBe(3);
}, 60_000);

test("other data than a run's are refused, and no run is left of it", async () => {
  const before = (await listRuns({ store })).runs.length;
  const subjects = [run, changed("training.epochs", 5)];
  const other = join(root, "data", "breast-cancer.csv");
  await expect(compare({ store, data: other, subjects, seeds: 2 })).rejects.toThrow();
  expect((await listRuns({ store })).runs).toHaveLength(before);
});
