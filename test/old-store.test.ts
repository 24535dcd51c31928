import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import type * as Library from "../src/index.ts";
import { placeKey } from "../src/run/place.ts";
import { openSqliteStore } from "../src/store/sqlite-store.node.ts";
import { root } from "./support/paths.ts";

/**
 * A store that the build of schema 1 left: two members of a fit, an interrupted `improve` and an interrupted
 * `fit`.
 */
const archive = unzipSync(readFileSync(join(root, "test/fixtures/store-schema-1.zip")));
const IMPROVE = "20261126-091608-pons2h";
const FIT = "20261126-091613-c3z8gz";
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { fit, improve }: typeof Library = await import(libraryUrl);
const data = join(root, "data/wine.csv");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function oldStore(): string {
  const folder = mkdtempSync(join(tmpdir(), "trainwell-old-store-"));
  folders.push(folder);
  for (const [name, bytes] of Object.entries(archive)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

test("the runs of an old store have places, and keep their recipes, histories and files", async () => {
  const store = openSqliteStore(oldStore());
  expect(await store.listRuns()).toHaveLength(42);
  const runs = await store.listRuns({ job: IMPROVE });
  const places = runs.map(({ place }) => placeKey(place));
  const members = (role: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${role}/${index + 1}`);
  expect(places.sort()).toEqual(
    [
      "job/1/1",
      "capacity/1/1",
      ...members("simpleModel/1", 5),
      ...members("baseline/1", 10),
      ...members("candidate/1", 10),
      ...members("candidate/2", 10),
      ...members("candidate/3", 2),
    ].sort(),
  );
  const [member] = runs.filter(
    ({ title }) => title === "treatment 2: Normalize between the layers, member 3",
  );
  expect(member.origin).toBe("trainwell");
  expect(await store.history(member.id)).toHaveLength(12);
  expect((await store.loadCheckpoint(member.id))?.length).toBeGreaterThan(1000);
  expect((await store.getRun(member.id))?.recipe?.training.seed).toBe(3);
  expect(runs.find(({ id }) => id === IMPROVE)?.status).toBe("interrupted");
  const alone = await store.listRuns({ role: "fit" });
  expect(alone.map(({ place, id }) => [place.member, place.job === id]).sort()).toEqual([
    [1, true],
    [1, true],
    [2, false],
  ]);
  await store.close();
  const again = openSqliteStore(folders[folders.length - 1]);
  expect(await again.listRuns({ job: IMPROVE })).toHaveLength(39);
  await again.close();
});

test("an `improve` that the old build began goes on with the baseline that it left", async () => {
  const folder = oldStore();
  const result = await improve({
    data,
    target: "cultivar",
    resume: IMPROVE,
    store: folder,
    out: join(folder, "out"),
    budget: { durationMs: null, trials: 3 },
  });
  expect(result.run).toBe(IMPROVE);
  expect(result.steps.map(({ treatment }) => treatment)).toHaveLength(3);
  const store = openSqliteStore(folder);
  const trainings = await store.listRuns({ job: IMPROVE });
  // Candidates come in another order by now, so that those of before are other recipes; the baseline is not.
  const places = trainings
    .filter(({ place }) => place.role !== "candidate")
    .map(({ place }) => placeKey(place));
  expect(new Set(places).size).toBe(places.length);
  expect(places.length).toBeGreaterThan(5);
  await store.close();
});

test("a `fit` that the old build began is continued at its checkpoint", async () => {
  const folder = oldStore();
  const store = openSqliteStore(folder);
  const before = await store.history(FIT);
  const { recipe } = (await store.getRun(FIT))!;
  await store.close();
  const result = await fit({
    data,
    target: "cultivar",
    resume: FIT,
    store: folder,
    out: join(folder, "out"),
  });
  expect(result).toMatchObject({ run: FIT, epochs: recipe?.training.epochs });
  const again = openSqliteStore(folder);
  const after = await again.history(FIT);
  expect(after.length).toBeGreaterThan(before.length);
  expect(after.slice(0, before.length)).toEqual(before);
  await again.close();
});
