import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TuneResult } from "../src/actions/tune/contract.ts";
import type { WorkerResult } from "../src/actions/worker/contract.ts";
import { openSqliteStore } from "../src/store/sqlite-store.node.ts";
import { root } from "./support/paths.ts";

const executable = join(root, "bin", "trainwell.js");
let folder: string;

beforeAll(() => {
  if (!existsSync(join(root, "dist", ".built")))
    throw new Error("dist/ is missing: run `npm run build` first.");
  folder = mkdtempSync(join(tmpdir(), "trainwell-foreign-trials-"));
  writeFileSync(join(folder, "space.json"), '{"x": {"search": "integer", "low": 1, "high": 1000}}');
  // Says where it is in a file of its own, so that a test knows when it runs; each step lasts so long.
  writeFileSync(
    join(folder, "train.mjs"),
    `import { appendFileSync } from "node:fs";
     const [x, log, waitMs] = process.argv.slice(2);
     const { TRAINWELL_TRIAL: trial } = process.env;
     appendFileSync(log, "begin " + trial + " " + process.pid + "\\n");
     for (let step = 1; step <= 4; step++) {
       await new Promise((resolve) => setTimeout(resolve, Number(waitMs)));
       console.log(JSON.stringify({ step, loss: Number(x) / step }));
     }
     appendFileSync(log, "end " + trial + "\\n");`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words that a process wrote, and how it ended. */
interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function begin(command: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout?.on("data", (text) => (out += text));
  child.stderr?.on("data", (text) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })));
  return { child, ended };
}

const trainwell = (...words: readonly string[]) => begin([executable, ...words]);

function tune(log: string, words: readonly string[], waitMs: number) {
  return trainwell(
    "tune",
    "--space",
    "space.json",
    "--json",
    ...words,
    "--",
    "node",
    "train.mjs",
    "{x}",
    log,
    `${waitMs}`,
  );
}

const linesOf = (log: string) =>
  existsSync(join(folder, log)) ? readFileSync(join(folder, log), "utf8").trim().split("\n") : [];

const begun = (log: string) => linesOf(log).filter((line) => line.startsWith("begin"));

test("Ctrl-C ends the program, and the same command with --study goes on", { timeout: 60_000 }, async () => {
  const first = tune("stop.log", ["--trials", "3", "--name", "stopped"], 400);
  await expect.poll(() => begun("stop.log").length, { timeout: 30_000 }).toBe(1);
  first.child.kill("SIGINT");
  const { code, out, err } = await first.ended;
  expect({ code, out }).toMatchObject({ code: 130 });
  expect(`${out}${err}`).toContain("--study stopped");
  const pid = Number(begun("stop.log")[0].split(" ")[2]);
  expect(() => process.kill(pid, 0)).toThrow();
  expect(linesOf("stop.log").filter((line) => line.startsWith("end"))).toEqual([]);

  const other = trainwell("tune", "--study", "stopped", "--", "node", "other.mjs");
  expect(await other.ended).toMatchObject({ code: 2, err: expect.stringContaining("runs another command") });

  const second = tune("stop.log", ["--study", "stopped"], 400);
  const ended = await second.ended;
  expect(ended).toMatchObject({ code: 0 });
  const { trials, best, winner } = JSON.parse(ended.out) as TuneResult;
  expect(trials.map(({ number, status }) => [number, status])).toEqual([1, 2, 3].map((n) => [n, "complete"]));
  expect(best).not.toBeNull();
  expect(winner).toBeNull();
});

test("a worker shares the trials of a study, and leaves when it ends", { timeout: 60_000 }, async () => {
  const main = tune("shared.log", ["--trials", "6", "--name", "shared"], 150);
  await expect.poll(() => begun("shared.log").length, { timeout: 30_000 }).toBeGreaterThan(0);
  const worker = trainwell("worker", "--study", "shared", "--json");
  const [mine, theirs] = await Promise.all([main.ended, worker.ended]);
  expect([mine.code, theirs.code]).toEqual([0, 0]);
  const { trials } = JSON.parse(mine.out) as TuneResult;
  expect(trials.map(({ status }) => status)).toEqual(Array(6).fill("complete"));
  expect((JSON.parse(theirs.out) as WorkerResult).trials.length).toBeGreaterThan(0);
  const ends = linesOf("shared.log").filter((line) => line.startsWith("end"));
  expect(ends.sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `end ${number}`));
});

test("a worker refuses a study that is over, of another version, or not there", async () => {
  const store = openSqliteStore(join(folder, ".trainwell"));
  const shared = { space: {}, sampler: { kind: "random" }, stopper: { kind: "none" }, limits: [], seed: 1 };
  const about = {
    ...shared,
    createdAt: "2025-01-01T00:00:00.000Z",
    objectives: [{ metric: "loss", direction: "minimize" }],
  } as const;
  await store.studies.createStudy({
    ...about,
    id: "old",
    name: "old",
    status: "open",
    version: "0.0.1",
    settings: { command: ["node"] },
  });
  await store.close();
  expect(await trainwell("worker", "--study", "old").ended).toMatchObject({
    code: 2,
    err: expect.stringContaining("made by version 0.0.1"),
  });
  expect(await trainwell("worker", "--study", "nothing").ended).toMatchObject({ code: 2 });
});

test("of two workers one is killed, and every trial comes to its end exactly once", {
  timeout: 90_000,
}, async () => {
  const url = (path: string) => JSON.stringify(pathToFileURL(join(root, "dist", path)).href);
  // The work of the verb, with leases that run out sooner than half a minute.
  const script = `
    import { openSqliteStore } from ${url("store/sqlite-store.node.js")};
    import { Study } from ${url("tune/study/ask-and-tell.js")};
    import { workOn } from ${url("tune/study/trial-worker.js")};
    import { commandExecutor } from ${url("tune/executors/command-executor.js")};
    import { namedSpace } from ${url("tune/executors/named-space.js")};
    const store = openSqliteStore("killed");
    const record = await store.studies.getStudy("killed");
    const space = namedSpace(record.space, { source: "study" });
    const { command } = record.settings;
    const about = { record, space, store, command, folder: "killed/foreign", value: "last", lastStep: null };
    const study = new Study(store.studies, record, space);
    await study.refresh();
    const signal = new AbortController().signal;
    const options = { owner: process.argv[1], parallel: 1, most: 6, signal, leaseMs: 1500 };
    await workOn(study, commandExecutor(about), options);
    await store.close();`;
  const store = openSqliteStore(join(folder, "killed"));
  await store.studies.createStudy({
    id: "killed",
    name: "killed",
    createdAt: new Date().toISOString(),
    status: "open",
    space: { tree: { x: { search: "integer", low: 1, high: 1000 } } },
    sampler: { kind: "random" },
    stopper: { kind: "none" },
    limits: [],
    seed: 1,
    version: "1",
    objectives: [{ metric: "loss", direction: "minimize" }],
    settings: { command: ["node", "train.mjs", "{x}", "killed.log", "200"] },
  });
  const workers = ["a", "b"].map((name) => begin(["--input-type=module", "-e", script, name]));
  const running = async () => (await store.studies.trials("killed", { statuses: ["running"] })).trials;
  const ofA = async () =>
    (await running()).some(({ lease, runs }) => lease?.owner === "a/1" && runs.length > 0);
  await expect.poll(ofA, { timeout: 30_000 }).toBe(true);
  workers[0].child.kill("SIGKILL");
  expect(await workers[1].ended).toMatchObject({ code: 0, err: "" });
  const { trials } = await store.studies.trials("killed");
  expect(trials.map(({ number, status }) => [number, status])).toEqual(
    [0, 1, 2, 3, 4, 5].map((number) => [number, "complete"]),
  );
  for (const { point, values, runs, curve } of trials) {
    expect(values).toEqual([point.x / 4]);
    expect(runs).toHaveLength(1);
    expect(curve.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  }
  expect(trials.filter(({ attempts }) => attempts === 2)).toHaveLength(1);
  await store.close();
});
