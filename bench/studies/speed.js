// Trials per second that processes add, report and end in one study: ours and Optuna's, both in SQLite.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { benchFile, requirePeerPython } from "../lib/paths.js";
import { backendOf } from "./backends.js";
import { openStore, randomKey, studyOf, uniform } from "./trial-work.js";

const REPORTS = 3;

/** A process that says "ready", and its milliseconds after it was told to begin. */
async function startWorker(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  if (done) throw new Error(`${args[0]} ended before it began.`);
  if (value !== "ready") throw new Error(`${args[0]} said ${value}`);
  return async () => {
    child.stdin.end("go\n");
    const { value: milliseconds } = await lines.next();
    return Number(milliseconds);
  };
}

/** Trials per second of all workers together, by the slowest of them. */
async function rate(workers, trials) {
  // One after another, for the first one makes the tables.
  const begin = [];
  for (const start of workers) begin.push(await start());
  const times = await Promise.all(begin.map((go) => go()));
  const slowest = Math.max(...times);
  if (!Number.isFinite(slowest)) throw new Error("A worker ended before its trials did.");
  return (workers.length * trials * 1000) / slowest;
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "trainwell-speed-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param trials of each worker. @param store "folder" or "postgres". */
export async function ourRate({ processes, trials, store = "folder" }) {
  const backend = await backendOf(store);
  try {
    const address = await backend.fresh("speed");
    await inStore(address, ({ studies }) => studies.createStudy(studyOf({ seed: 1, trials: 0 })));
    const script = benchFile("studies", "speed-worker.js");
    const args = [String(trials), String(REPORTS)];
    const workers = Array.from(
      { length: processes },
      (_, index) => () => startWorker(process.execPath, [script, address, `worker-${index}`, ...args]),
    );
    return await rate(workers, trials);
  } finally {
    await backend.close();
  }
}

async function inStore(address, work) {
  const store = await openStore(address);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The milliseconds of each of so many claims of trials that wait. */
export async function claimTimes({ trials, store }) {
  const backend = await backendOf(store);
  try {
    return await inStore(await backend.fresh("claims"), async ({ studies }) => {
      const study = studyOf({ seed: 1, trials: 0 });
      await studies.createStudy(study);
      const waiting = Array.from({ length: trials }, () => ({ point: { x: 0.5 }, proposedBy: "user" }));
      await studies.addTrials(study.id, waiting);
      const times = [];
      for (let count = 0; count < trials; count++) {
        const began = performance.now();
        await studies.claimTrial(study.id, { owner: "me", forMs: 60_000 });
        times.push(performance.now() - began);
      }
      return times;
    });
  } finally {
    await backend.close();
  }
}

/**
 * The milliseconds of listing a study of so many ended trials of ten numbers, three steps and a run, in turns
 * whole and without curves and runs.
 */
export async function listingTimes({ trials, store, rounds }) {
  const backend = await backendOf(store);
  try {
    return await inStore(await backend.fresh("listing"), async ({ studies }) => {
      const study = studyOf({ seed: 1, trials: 0 });
      await studies.createStudy(study);
      await studies.addTrials(
        study.id,
        Array.from({ length: trials }, (_, number) => endedTrial(number)),
      );
      const times = { whole: [], brief: [] };
      // The first round is for the code to be compiled.
      for (let round = 0; round <= rounds; round++)
        for (const [name, kept] of Object.entries(times)) {
          const began = performance.now();
          const listed = await studies.trials(study.id, { brief: name === "brief" });
          if (listed.trials.length !== trials) throw new Error(`${listed.trials.length} trials were listed.`);
          if (round > 0) kept.push(performance.now() - began);
        }
      return times;
    });
  } finally {
    await backend.close();
  }
}

function endedTrial(number) {
  const value = (place) => uniform(randomKey(1, number), place);
  return {
    point: Object.fromEntries(
      Array.from({ length: 10 }, (_, place) => [`network.layers.hidden${place}.units`, 100 * value(place)]),
    ),
    ...{ proposedBy: "sampler", why: "random point", status: "complete", values: [value(10)] },
    metrics: { loss: value(10), accuracy: value(11) },
    curve: Array.from({ length: 3 }, (_, step) => ({ step, value: value(12 + step) })),
    runs: [`run-${number}`],
  };
}

/** @param trials of each worker. */
export function optunaRate({ processes, trials, python = requirePeerPython() }) {
  return inFolder((folder) => {
    const script = benchFile("peers", "optuna_storage.py");
    const args = [join(folder, "optuna.db"), String(trials), String(REPORTS)];
    const workers = Array.from({ length: processes }, () => () => startWorker(python, [script, ...args]));
    return rate(workers, trials);
  });
}
