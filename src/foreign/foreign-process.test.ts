import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ForeignCall, runForeign } from "./foreign-process.node.ts";
import type { ForeignReport } from "./report-line.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-foreign-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a Node script; its reports, and how it ended. */
async function run(script: string, more: Partial<ForeignCall> & { args?: string[] } = {}) {
  const { args = [], onReport = () => {}, ...call } = more;
  const reports: ForeignReport[] = [];
  const end = await runForeign({
    command: [process.execPath, "-e", script, ...args],
    variables: {},
    signal: new AbortController().signal,
    ...call,
    onReport: (report) => {
      reports.push(report);
      onReport(report);
    },
  });
  return { ...end, reports };
}

test("reports are read among lines for people, and the last of these are kept", async () => {
  const { exitCode, reports, lastLines } = await run(`
    console.log("hello"); console.log('{"step": 1, "loss": NaN}'); console.error("\\u001b[31mred\\u001b[0m");
    for (let i = 0; i < 30; i++) console.log("line " + i);
    process.stdout.write('{"loss": 0.5}'); process.exitCode = 3;`);
  expect(exitCode).toBe(3);
  expect(reports).toMatchObject([
    { type: "metrics", step: 1, values: { loss: Number.NaN } },
    { type: "final", values: { loss: 0.5 } },
  ]);
  expect(lastLines).toHaveLength(20);
  expect(lastLines).toContain("line 29");
});

test("garbage, a line without end and more output than a pipe holds do no harm", async () => {
  const { exitCode, reports, lastLines } = await run(`
    const fs = require("node:fs");
    fs.writeSync(1, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)));
    fs.writeSync(1, "\\n");
    const chunk = Buffer.alloc(1 << 16, 120);
    for (let i = 0; i < 100; i++) { let at = 0;
      while (at < chunk.length) { try { at += fs.writeSync(2, chunk, at); }
      catch (error) { if (error.code !== "EAGAIN") throw error; } } }
    console.log('\\n{"step": 1, "loss": 2}');`);
  expect(exitCode).toBe(0);
  expect(reports).toMatchObject([{ step: 1, values: { loss: 2 } }]);
  expect(Math.max(...lastLines.map(({ length }) => length))).toBeLessThan(400);
});

test("a file of metrics is read as it grows and at the end", async () => {
  const metricsFile = join(folder, "metrics.jsonl");
  const { reports } = await run(
    `const fs = require("node:fs"); const file = process.env.FILE;
     fs.writeFileSync(file, '{"step": 1, "lo'); 
     setTimeout(() => { fs.appendFileSync(file, 'ss": 5}\\n{"step": 2, "loss": 4}\\n{"loss": 3}'); }, 250);`,
    { metricsFile, variables: { FILE: metricsFile } },
  );
  expect(reports).toMatchObject([{ step: 1, values: { loss: 5 } }, { step: 2 }, { type: "final" }]);
});

test("no shell reads arguments or variables", async () => {
  const marker = join(folder, "marker");
  const hostile = `$(touch ${marker}); touch ${marker} #`;
  const { lastLines } = await run(`console.log(process.argv[1] === process.env.V)`, {
    args: [hostile],
    variables: { V: hostile },
  });
  expect(lastLines).toEqual(["true"]);
  expect(existsSync(marker)).toBe(false);
});

test("a program that is told to end may end in its own way", async () => {
  const stop = new AbortController();
  const { exitCode, reports } = await run(
    `process.on("SIGTERM", () => { console.log('{"loss": 7}'); process.exit(0); });
     setInterval(() => {}, 1000); console.log('{"step": 1, "loss": 8}');`,
    { signal: stop.signal, onReport: () => stop.abort() },
  );
  expect(exitCode).toBe(0);
  expect(reports).toMatchObject([{ step: 1 }, { type: "final", values: { loss: 7 } }]);
});

test("one that ignores that is ended, with what it has begun", async () => {
  const stop = new AbortController();
  let child = 0;
  const { endedBy } = await run(
    `process.on("SIGTERM", () => {});
     const code = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)';
     const child = require("node:child_process").spawn(process.execPath, ["-e", code], { stdio: "inherit" });
     setInterval(() => {}, 1000); console.log(JSON.stringify({ step: 1, pid: child.pid }));`,
    {
      signal: stop.signal,
      graceMs: 100,
      onReport: (report) => {
        if (report.type === "metrics") child = report.values.pid;
        stop.abort();
      },
    },
  );
  expect(endedBy).toBe("SIGKILL");
  expect(child).toBeGreaterThan(0);
  await expect.poll(() => isRunning(child), { timeout: 5_000 }).toBe(false);
});

/** Whether a process is there and has not ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that has ended and that nobody has asked about stays as a zombie where no init cleans up.
  return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

test("a program that is not there is said so", async () => {
  const call = { variables: {}, signal: new AbortController().signal, onReport: () => {} };
  await expect(runForeign({ ...call, command: [join(folder, "nothing")] })).rejects.toMatchObject({
    code: "program-unstartable",
    kind: "failure",
  });
  await expect(runForeign({ ...call, command: ["node", "a\0b"] })).rejects.toMatchObject({
    code: "program-unstartable",
  });
});
