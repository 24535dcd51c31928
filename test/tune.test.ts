import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const libraryUrl = pathToFileURL(join(root, "dist", "index.js")).href;
const { openSqliteStore, predict, ranges, tune }: typeof import("../src/index.ts") = await import(libraryUrl);

const data = join(root, "data", "wine.csv");
const short = [{ path: "training.epochs", value: 6 }];

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-tune-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A search with a store and a folder of its own, unless it is told others. */
function searchWine(options: Partial<Parameters<typeof tune>[0]> = {}) {
  const own = join(folder, String(++count));
  return tune({
    data,
    target: "cultivar",
    store: join(own, "store"),
    out: join(own, "out"),
    set: short,
    trials: 5,
    ...options,
  });
}

describe("a search", () => {
  test("of the default space begins with the recipe, or what is nearest to it where its widths differ", async () => {
    const set = [
      ...short,
      { path: "network.layers.hidden1.units", value: 48 },
      { path: "optimizer.learningRate", value: 0.003 },
    ];
    const { trials } = await searchWine({ set, trials: 2 });
    expect(trials[0].changes).toMatchObject({
      "network.layers.hidden.repeats": 2,
      "network.layers.hidden.units": 48,
      "optimizer.learningRate": 0.003,
    });
  });

  test("proves its best trial by fewer trainings where the time is up", async () => {
    const set = [
      { path: "network.layers.hidden2.units", value: 10_000 },
      { path: "training.epochs", value: 60 },
      { path: "training.earlyStopping", value: null },
    ];
    const space = { "optimizer.learningRate": ranges.log(1e-4, 1e-2) };
    const own = join(folder, "short-proof");
    const store = join(own, "store");
    const result = await searchWine({ set, space, store, repeats: 1, trials: null, budget: "1s" });
    const opened = openSqliteStore(store);
    const proof = await opened.listRuns({ job: result.study.id, role: "baseline" });
    await opened.close();
    expect(proof.length).toBeGreaterThanOrEqual(2);
    expect(proof.length).toBeLessThan(5);
    expect(result.winner?.dev.rows).toBeGreaterThan(0);
  });

  test("ends trials that take more than their share of a budget of time, and gives back what runs at its end", async () => {
    const set = [
      { path: "training.epochs", value: 400 },
      { path: "training.earlyStopping", value: null },
    ];
    const space = { "network.layers.hidden2.units": ranges.choice([8, 16, 60_000]) };
    const result = await searchWine({ set, space, repeats: 1, trials: null, budget: "5s", sampler: "grid" });
    expect(result.stopped.reason).toBe("budget");
    const giants = result.trials.filter(({ changes }) => changes["network.layers.hidden2.units"] === "60000");
    // 4 million weights for 400 epochs take half a minute.
    expect(giants.length).toBeGreaterThan(0);
    for (const { status, values } of giants) {
      expect(["stopped", "waiting"]).toContain(status);
      expect(values).toEqual([]);
    }
    expect(result.trials[0].status).toBe("complete");
    expect(result.winner).not.toBeNull();
  });

  test("tries recipes of the space, proves the best on fresh seeds, and leaves model, recipe and study", async () => {
    const store = join(folder, "shared");
    const space = {
      "optimizer.learningRate": ranges.log(1e-4, 1e-1),
      "network.layers.relu1.kind": ranges.choice(["relu", "gelu"]),
    };
    const out = join(folder, "first");
    const result = await searchWine({ store, out, space, name: "first" });
    expect(result.trials).toHaveLength(5);
    expect(result.trials.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "complete"));
    for (const { changes, values, runs } of result.trials) {
      expect(changes["optimizer.learningRate"]).toBeGreaterThanOrEqual(1e-4);
      expect(["relu", "gelu"]).toContain(changes["network.layers.relu1"]);
      expect(values[0]).toBeGreaterThan(0);
      expect(runs.length).toBeGreaterThan(0);
    }
    const [best] = [...result.trials].sort((a, b) => a.values[0] - b.values[0]);
    expect(result.best?.number).toBe(best.number);
    expect(result.winner?.recipe.optimizer.learningRate).toBeCloseTo(
      Number(best.changes["optimizer.learningRate"]),
      6,
    );
    expect(result.winner?.test?.metrics.accuracy).toBeGreaterThan(0.3);
    expect(result.baseline?.test?.metrics.accuracy).toBeGreaterThan(0.3);
    expect(result.difference?.high).toBeGreaterThan(result.difference!.low);
    const kept = result.difference!.adopted ? result.winner!.recipe : result.recipe;
    expect(result.recipe).toEqual(kept);
    for (const path of [result.files.model, result.files.recipe, result.files.space])
      expect(existsSync(path!)).toBe(true);
    expect(await predict({ data, model: out, store, out: "-" })).toBeDefined();
    const opened = openSqliteStore(store);
    expect((await opened.studies.getStudy("first"))?.status).toBe("done");
    const runs = await opened.listRuns({ job: result.study.id, role: "trial" });
    expect(runs.map(({ id }) => id).sort()).toEqual(result.trials.flatMap((trial) => trial.runs).sort());
    await opened.close();

    const more = await searchWine({ store, out, study: "first", trials: 7, set: [] });
    expect(more.trials.slice(0, 5)).toEqual(result.trials);
    expect(more.trials).toHaveLength(7);

    const zoomed = await searchWine({ store, out, zoom: "first", trials: 2 });
    const range = zoomed.space.find(({ parameter }) => parameter === "optimizer.learningRate")!.range;
    expect(range).toMatch(/^log\(/);
    expect(range).not.toBe("log(0.0001, 0.1)");
  }, 120_000);

  test("is the same again for the same seed where one trial runs at a time", async () => {
    const options = { threads: 1, sampler: "random", repeats: 1, trials: 4 } as const;
    const [first, second] = [await searchWine(options), await searchWine(options)];
    const values = ({ trials }: typeof first) => trials.map(({ changes, values }) => ({ changes, values }));
    expect(values(second)).toEqual(values(first));
    expect(second.winner?.dev).toEqual(first.winner?.dev);
  }, 120_000);

  test("suspends trials at rungs, and a promoted one has the history of one that never stopped", async () => {
    const stopper = { kind: "asha", eta: 2, minimumSteps: 1 };
    const result = await searchWine({
      set: [{ path: "training.epochs", value: 8 }],
      sampler: "random",
      stopper,
      trials: 8,
      repeats: 1,
      store: join(folder, "rungs"),
    });
    const statuses = new Set(result.trials.map(({ status }) => status));
    expect(statuses).toContain("complete");
    const store = openSqliteStore(join(folder, "rungs"));
    const { trials } = await store.studies.trials(result.study.id);
    const whole = trials.filter(({ status }) => status === "complete");
    for (const trial of whole) {
      const history = await store.history(trial.runs[0]);
      const epochs = history.filter(({ kind }) => kind === "epoch").map(({ epoch }) => epoch);
      expect(epochs).toEqual(Array.from({ length: 8 }, (_, index) => index + 1));
    }
    expect(trials.some(({ status }) => status === "paused" || status === "stopped")).toBe(true);
    await store.close();
  }, 120_000);

  test("prints the default space, which can be given back", async () => {
    const shown = await searchWine({ showSpace: true });
    expect(shown.trials).toEqual([]);
    const written = JSON.parse(shown.headline);
    expect(Object.keys(written)).toContain("optimizer.learningRate");
    const again = await searchWine({ space: written, showSpace: true });
    expect(again.space).toEqual(shown.space);
  });

  test("searches several objectives within limits", async () => {
    const result = await searchWine({
      objectives: ["loss", "parameters"],
      limits: ["parameters<=100000"],
      sampler: "nsga2",
      space: { "network.layers.hidden1.units": ranges.integer(2, 64, { scale: "log" }) },
    });
    for (const { values } of result.trials.filter(({ status }) => status === "complete")) {
      expect(values).toHaveLength(2);
      expect(Number.isInteger(values[1])).toBe(true);
    }
  }, 60_000);
});

test.each([
  [{ space: { "optimizer.learningRate": ranges.log(0, 1) } }, "low is above 0"],
  [{ space: { "optimizer.learningRate": ranges.log(1, 0.1) } }, "not above its high"],
  [{ space: { "optimizer.lerningRate": ranges.log(0.1, 1) } }, "lerningRate"],
  [{ space: { "data.split.seed": ranges.integer(1, 5) } }, "cannot be searched"],
  [{ space: { "optimizer.learningRate": 0.1 } }, "nothing to search"],
  [{ space: "no-such-space.json" }, "does not exist"],
  [{ sampler: "anealing" }, "anealing"],
  [{ sampler: { kind: "grid", levls: 3 } }, "levls"],
  [{ stopper: "medain" }, "medain"],
  [{ objectives: ["nonsense"] }, "nonsense"],
  [{ objectives: ["loss", "parameters"], sampler: "cmaEs" }, "one objective"],
  [{ objectives: ["rmse"] }, "rmse"],
  [{ limits: ["parametres<=10"] }, "parametres"],
  [{ limits: ["parameters<10"] }, "parameters<10"],
  [{ study: "nobody" }, "nobody"],
  [{ zoom: "nobody" }, "nobody"],
])("a wrong call is told in one sentence and leaves nothing: %j", async (options, message) => {
  const store = join(folder, "empty");
  await expect(searchWine({ store, ...(options as object) })).rejects.toMatchObject({
    message: expect.stringContaining(message),
    kind: expect.stringMatching(/^(usage|input)$/),
  });
  expect(existsSync(join(store, "store.db"))).toBe(false);
});

test("a metric that scores do not have by themselves is reckoned for the trials", async () => {
  const objectives = ["f1", "recall:class_1"];
  const { trials } = await searchWine({ objectives, sampler: "nsga2", trials: 2, repeats: 1 });
  for (const { status, values } of trials) {
    expect(status).toBe("complete");
    for (const value of values) expect(value).toBeGreaterThan(0);
  }
}, 60_000);

test("a space may come from a file", async () => {
  const file = join(folder, "space.json");
  const { writeFile } = await import("node:fs/promises");
  await writeFile(file, JSON.stringify({ "optimizer.learningRate": ranges.log(1e-3, 1e-2) }));
  const { space } = await searchWine({ space: file, showSpace: true });
  expect(space).toEqual([{ parameter: "optimizer.learningRate", range: "log(0.001, 0.01)" }]);
  expect(await readFile(file, "utf8")).toContain("optimizer.learningRate");
});
