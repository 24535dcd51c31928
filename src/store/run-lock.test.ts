import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockRun } from "./run-lock.node.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-lock-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Another process that holds the lock until it is killed. */
async function holder(path: string) {
  const script = `
    const Database = require("libsql");
    const database = new Database(process.argv[1]);
    database.exec("BEGIN EXCLUSIVE");
    console.log("held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["-e", script, path]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
}

test("a run is taken by one alone, and free again when that one lets go", () => {
  const lock = lockRun(join(folder, "own"), "own");
  expect(() => lockRun(join(folder, "own"), "own")).toThrow(
    `Run own is being trained by another process (process ${process.pid})`,
  );
  lock.release();
  lockRun(join(folder, "own"), "own").release();
});

test("a process that is killed leaves no lock behind", async () => {
  lockRun(join(folder, "other"), "other").release();
  const child = await holder(join(folder, "other", "lock.db"));
  expect(() => lockRun(join(folder, "other"), "other")).toThrow(/Run other is being trained/);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  lockRun(join(folder, "other"), "other").release();
});
