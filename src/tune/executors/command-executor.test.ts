import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StudyComponent } from "../../run/study.ts";
import { openMemoryStore } from "../../store/memory-store.ts";
import { Study } from "../study/ask-and-tell.ts";
import { type WorkOptions, workOn } from "../study/trial-worker.ts";
import { type CommandStudy, checkCommand, commandExecutor, trialFolder } from "./command-executor.ts";
import { namedSpaceFrom } from "./named-space.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-commands-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Told extends Partial<Pick<CommandStudy, "value" | "graceMs">>, Partial<WorkOptions> {
  readonly script: string;
  readonly args?: readonly string[];
  readonly space?: Readonly<Record<string, unknown>>;
  readonly sampler?: StudyComponent;
  readonly stopper?: StudyComponent;
  readonly metrics?: readonly string[];
}

/** Works on a study of a Node script; its trials and their runs. */
async function tune(told: Told) {
  const { script, args = [], value = "last", graceMs, metrics = ["loss"], ...work } = told;
  const { space: ranges = { x: { search: "integer", low: 1, high: 4 } }, sampler, stopper, ...rest } = work;
  const store = openMemoryStore();
  const space = namedSpaceFrom(ranges, { source: "the space" });
  const command = [process.execPath, "-e", script, ...args];
  checkCommand(command, space);
  const study = await Study.create(store.studies, space, {
    space: space.document as never,
    objectives: metrics.map((metric) => ({ metric, direction: "minimize" })),
    sampler: sampler ?? { kind: "grid" },
    stopper: stopper ?? { kind: "none" },
    version: "0",
  });
  const { record } = study;
  const about = {
    record,
    space,
    command,
    store,
    folder,
    value,
    lastStep: null,
    ...(graceMs ? { graceMs } : {}),
  };
  const signal = new AbortController().signal;
  const ended = await workOn(study, commandExecutor(about), {
    owner: "t",
    parallel: 1,
    most: null,
    signal,
    ...rest,
  });
  await study.refresh();
  const runs = await Promise.all(study.trials.map(({ runs: [id] }) => store.getRun(id)));
  return { ended, trials: study.trials, runs, store, record };
}

const steps = (body: string) => `const x = Number(process.env.TRAINWELL_PARAM_X);
  const say = (line) => console.log(JSON.stringify(line));
  (async () => { for (let step = 1; step <= 3; step++) { ${body} } })();`;

test("parameters reach the program, and its last step is the result", async () => {
  const { trials, runs, ended, store } = await tune({
    script: steps("say({ step, loss: Number(process.argv[1].slice(2)) + x / step, dev: { f1: step } });"),
    args: ["x={x}"],
  });
  expect(ended).toBe("exhausted");
  expect(trials.map(({ status }) => status)).toEqual(["complete", "complete", "complete", "complete"]);
  for (const { point, values, curve, metrics } of trials) {
    expect(values).toEqual([point.x + point.x / 3]);
    expect(curve.map(({ value }) => value)).toEqual([2 * point.x, 1.5 * point.x, point.x + point.x / 3]);
    expect(metrics["dev.f1"]).toBe(3);
  }
  expect(runs[0]).toMatchObject({
    status: "done",
    origin: process.execPath.split("/").at(-1),
    parameters: { x: trials[0].point.x },
    place: { role: "trial", number: 1 },
  });
  expect(runs[0]?.recipe).toBeUndefined();
  const history = await store.history(trials[0].runs[0]);
  expect(history.map(({ step }) => step)).toEqual([1, 2, 3]);
});

test("the result is the best step where that is told, and final values come before all", async () => {
  const script = steps("say({ step, loss: Math.abs(step - 2) + x, other: step });");
  const [best] = (
    await tune({ script, value: "best", metrics: ["loss", "other"], most: 1, sampler: { kind: "random" } })
  ).trials;
  expect(best.values).toEqual([best.point.x, 2]);
  const final = `${script}; setTimeout(() => console.log('{"loss": -1}'), 50);`;
  const [told] = (await tune({ script: final, value: "best", most: 1 })).trials;
  expect(told).toMatchObject({ status: "complete", values: [-1], metrics: { other: 2 } });
});

test("a program that fails is tried again as often as told, and then recorded with its last lines", async () => {
  const script = `console.error("Traceback"); console.error("ValueError: no such x"); process.exit(7);`;
  const { trials, runs } = await tune({ script, most: 2, retries: 2 });
  for (const trial of trials) {
    expect(trial).toMatchObject({ status: "failed", attempts: 3, values: [] });
    expect(trial.error).toMatch(/ended with exit code 7; its last lines:\nTraceback\nValueError: no such x$/);
  }
  expect(runs.map((run) => run?.status)).toEqual(["failed", "failed"]);
});

test("one that gets over its fault is complete", async () => {
  const script = `const fs = require("node:fs"); const file = process.env.TRAINWELL_CHECKPOINT_DIR + "/tried";
    if (!fs.existsSync(file)) { fs.writeFileSync(file, ""); process.kill(process.pid, "SIGSEGV"); }
    else console.log('{"loss": 1}');`;
  const { trials } = await tune({ script, most: 1, retries: 1 });
  expect(trials[0]).toMatchObject({ status: "complete", attempts: 2, values: [1] });
});

test("a metric that is missing or no number fails its trial with a sentence", async () => {
  const silent = await tune({ script: `console.log("hm"); console.log('{"step": 1, "acc": 1}')`, most: 1 });
  expect(silent.trials[0].status).toBe("failed");
  expect(silent.trials[0].error).toBe("The metric loss was never reported, but acc; its last lines:\nhm");
  const odd = await tune({ script: `console.log('{"loss": NaN}')`, most: 1 });
  expect(odd.trials[0]).toMatchObject({
    status: "failed",
    error: expect.stringContaining("must be a finite number"),
  });
});

test("a stopper ends programs that will not win, also those that do not want to end", async () => {
  // Each step waits for the stopper's word on the one before; four of them are worse than the first.
  const { trials, runs } = await tune({
    script: `process.on("SIGTERM", () => {}); ${steps(
      "say({ step, loss: x }); await new Promise((r) => setTimeout(r, x > 1 && step > 1 ? 1e6 : 100));",
    )}`,
    stopper: { kind: "median", startupTrials: 1, warmupSteps: 0 },
    graceMs: 50,
    sampler: { kind: "grid" },
  });
  expect(trials.map(({ status }) => status).sort()).toEqual(["complete", "stopped", "stopped", "stopped"]);
  expect(runs.every((run) => run?.status === "done")).toBe(true);
});

test("a trial that was interrupted goes on from its checkpoint, in the same run", async () => {
  const script = `const fs = require("node:fs");
    const { TRAINWELL_CHECKPOINT: from, TRAINWELL_CHECKPOINT_DIR: dir } = process.env;
    const say = (line) => fs.writeSync(1, JSON.stringify(line) + "\\n");
    (async () => { for (let step = from ? Number(fs.readFileSync(from, "utf8")) + 1 : 1; step <= 4; step++) {
      fs.writeFileSync(dir + "/last", String(step)); say({ step, loss: 10 - step });
      say({ type: "checkpoint", path: dir + "/last" });
      if (step === 2 && !from) await new Promise((r) => setTimeout(r, 1e6)); } })();`;
  const store = openMemoryStore();
  const space = namedSpaceFrom({ x: { search: "integer", low: 1, high: 1 } }, { source: "the space" });
  const study = await Study.create(store.studies, space, {
    space: space.document as never,
    objectives: [{ metric: "loss", direction: "minimize" }],
    version: "0",
  });
  const command = [process.execPath, "-e", script];
  const about = {
    record: study.record,
    space,
    command,
    store,
    folder,
    value: "last",
    lastStep: null,
  } as const;
  const stop = new AbortController();
  const common = { owner: "t", parallel: 1, most: 1 };
  const onReport = (_: unknown, { step }: { step: number }) => step === 2 && stop.abort();
  expect(await workOn(study, commandExecutor(about), { ...common, signal: stop.signal, onReport })).toBe(
    "stopped",
  );
  await study.refresh();
  expect(study.trials[0].status).toBe("waiting");
  expect((await store.getRun(study.trials[0].runs[0]))?.status).toBe("interrupted");
  await workOn(study, commandExecutor(about), { ...common, signal: new AbortController().signal });
  const [trial] = study.trials;
  expect(trial).toMatchObject({ status: "complete", values: [6], runs: [expect.any(String)] });
  expect(trial.curve.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect((await store.history(trial.runs[0])).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  const kept = trialFolder(folder, { study: study.record.id, number: 0 });
  expect(existsSync(kept)).toBe(true);
  expect(readFileSync(join(kept, "last"), "utf8")).toBe("4");
});

test("a command is checked before anything runs", () => {
  const space = namedSpaceFrom(
    { "optimizer.lr": { search: "log", low: 1e-4, high: 1 } },
    { source: "the space" },
  );
  expect(() => checkCommand([], space)).toThrow(expect.objectContaining({ code: "command-empty" }));
  expect(() => checkCommand(["p", "a\0b"], space)).toThrow(
    expect.objectContaining({ code: "command-unusable" }),
  );
  expect(() => checkCommand(["p", "{lr}"], space)).toThrow(
    expect.objectContaining({ code: "placeholder-unknown" }),
  );
  expect(() => checkCommand(["p", "{optimizer.lr}"], space)).not.toThrow();
});
