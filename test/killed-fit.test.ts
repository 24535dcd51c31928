import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { randomKey, uniform } from "../src/base/random.ts";
import { root } from "./support/paths.ts";

const storeUrl = pathToFileURL(join(root, "dist", "store", "sqlite-store.node.js")).href;
const { openSqliteStore }: typeof import("../src/store/sqlite-store.node.ts") = await import(storeUrl);

/** Some seconds of training on a fast machine, so that the kills come before its end. */
const EPOCHS = 1000;
const KILLS = 6;
const SEED = 20;
const folder = mkdtempSync(join(tmpdir(), "trainwell-killed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `trainwell fit` on the digits, with everything that has state. */
function fit(name: string, resume?: string) {
  const layers = [
    { id: "hidden", kind: "dense", units: 48 },
    { id: "norm", kind: "batchNormalization" },
    { id: "relu", kind: "relu" },
    { id: "drop", kind: "dropout", rate: 0.2 },
    { id: "output", kind: "dense", units: "outputs" },
  ];
  const settings = {
    "network.layers": JSON.stringify(layers),
    "schedule.kind": "cosine",
    "training.earlyStopping": "null",
    "training.epochs": String(EPOCHS),
    "training.batchSize": "32",
  };
  const args = [
    ...["fit", join(root, "data", "digits.csv"), "--target", "digit", "--seed", "3", "--json"],
    ...["--store", join(folder, name), "--out", join(folder, `${name}-out`)],
    ...(resume === undefined
      ? Object.entries(settings).flatMap(([path, value]) => ["--set", `${path}=${value}`])
      : ["--resume", resume]),
  ];
  const child = spawn(process.execPath, [join(root, "bin", "trainwell.js"), ...args], { stdio: "pipe" });
  let stdout = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.resume();
  return { child, ended: once(child, "close"), stdout: () => stdout };
}

async function inStore<T>(name: string, read: (store: ReturnType<typeof openSqliteStore>) => Promise<T>) {
  const store = openSqliteStore(join(folder, name));
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

/** When the last checkpoint was written; 0 without one. */
function checkpointTime(name: string, run: string | undefined): number {
  try {
    return statSync(join(folder, name, "runs", run!, "checkpoint.safetensors")).mtimeMs;
  } catch {
    return 0;
  }
}

async function lastRun(name: string): Promise<string | undefined> {
  return (await inStore(name, (store) => store.listRuns()))[0]?.id;
}

test("a fit that is killed again and again ends as if it had not been", { timeout: 300_000 }, async () => {
  const whole = fit("whole");
  const [wholeCode] = await whole.ended;
  expect(wholeCode).toBe(0);

  let run: string | undefined;
  let checkpoints = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { child, ended } = fit("killed", run);
    const before = checkpointTime("killed", run);
    const written = () => checkpointTime("killed", run) > before;
    // Every other one is killed at any moment, from the start of the process on; the rest after a new
    // checkpoint.
    const moment = uniform(randomKey(SEED), kill);
    if (kill % 2 === 1) {
      while (child.exitCode === null && !written()) {
        await delay(10);
        run ??= await lastRun("killed");
      }
      await delay(400 * moment);
    } else await delay(1500 * moment);
    child.kill("SIGKILL");
    await ended;
    expect(child.signalCode, `kill ${kill} came too late`).toBe("SIGKILL");
    run ??= await lastRun("killed");
    if (written()) checkpoints++;
  }
  expect(checkpoints).toBeGreaterThanOrEqual(KILLS / 2);
  expect(run).toBeDefined();
  const { ended, stdout } = fit("killed", run);
  const [code] = await ended;
  expect(code).toBe(0);

  const [wholeResult, result] = [whole.stdout(), stdout()].map((text) => JSON.parse(text));
  expect(result.run).toBe(run);
  expect(result.dev).toEqual(wholeResult.dev);
  const file = (name: string, file: string) => readFileSync(join(folder, `${name}-out`, file));
  for (const name of ["model.safetensors", "model.onnx", "recipe.json"])
    expect(file("killed", name).equals(file("whole", name)), name).toBe(true);
  const history = (name: string, id: string) => inStore(name, (store) => store.history(id));
  const expected = await history("whole", wholeResult.run);
  expect(expected.filter((row) => row.kind === "epoch").length).toBe(EPOCHS);
  expect(await history("killed", result.run)).toEqual(expected);
  const records = await inStore("killed", (store) => store.listRuns());
  expect(records.map(({ id, status }) => [id, status])).toEqual([[run, "done"]]);
});
