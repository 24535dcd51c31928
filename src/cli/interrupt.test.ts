import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
let script: string;

// Signals need a process of their own, and a process cannot run TypeScript.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-interrupt-"));
  script = join(folder, "watch.mjs");
  const contents = `
    import { watchInterrupts } from "./interrupt.ts";
    const say = (text) => process.stdout.write(text + "\\n");
    const watch = watchInterrupts({ onFirst: () => say("first") });
    const waiting = setInterval(() => {}, 1000);
    watch.signal.addEventListener("abort", () => {
      say(watch.signal.reason.kind);
      if (process.argv[2] === "is busy") setImmediate(() => { for (;;); });
      if (process.argv[2] !== "stops") return;
      clearInterval(waiting);
      process.exitCode = 130;
    });
    say("ready");`;
  await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: script,
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(mode: string): {
  child: ChildProcess;
  heard: (line: string) => Promise<void>;
  ended: Promise<unknown>;
} {
  const child = spawn(process.execPath, [script, mode], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  const waiting: { line: string; resolve: () => void }[] = [];
  const settle = () => {
    for (const entry of waiting) if (output.includes(`${entry.line}\n`)) entry.resolve();
  };
  child.stdout?.on("data", (data) => {
    output += data;
    settle();
  });
  const heard = (line: string) =>
    new Promise<void>((resolve) => {
      waiting.push({ line, resolve });
      settle();
    });
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
  return { child, heard, ended };
}

test("the first Ctrl-C asks the work to stop, which then ends with its own exit code", async () => {
  const { child, heard, ended } = start("stops");
  await heard("ready");
  child.kill("SIGINT");
  await heard("interrupted");
  expect(await ended).toEqual({ code: 130, signal: null });
});

test.each(["goes on", "is busy"])(
  "the second Ctrl-C ends a process that %s by that signal and not by a crash",
  async (mode) => {
    const { child, heard, ended } = start(mode);
    await heard("ready");
    child.kill("SIGINT");
    await heard("interrupted");
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: null, signal: "SIGINT" });
  },
);
