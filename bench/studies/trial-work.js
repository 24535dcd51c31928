// The work of a made-up trial: all of it a function of (seed, number), so that a study that was disturbed can
// be compared with one that was not.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFolder } from "../lib/paths.js";

const builtUrl = (...parts) => pathToFileURL(join(builtFolder, ...parts)).href;
export const { openStore } = await import(builtUrl("store", "open-store.node.js"));
export const { openBullQueue } = await import(builtUrl("tune", "queue", "bullmq-queue.node.js"));
export const { randomKey, uniform } = await import(builtUrl("base", "random.js"));

export const STEPS = 6;
const ENDED = ["complete", "stopped", "failed"];

/** A study whose trials are added by its workers until there are `settings.trials` of them. */
export function studyOf({ seed, trials }) {
  return {
    id: "study",
    name: "disturbed",
    createdAt: "2025-01-01T00:00:00.000Z",
    status: "open",
    space: { x: { search: "uniform", low: 0, high: 1 } },
    sampler: { kind: "random" },
    stopper: { kind: "none" },
    objectives: [{ metric: "loss", direction: "minimize" }],
    limits: [],
    seed,
    version: "bench",
    settings: { trials },
  };
}

export const pointOf = (seed, number) => ({ x: uniform(randomKey(seed, 1), number) });

/** The value of a step, which only who has the value of the step before can tell. */
export const stepValue = (previous, x) => (previous + x) / 1.5;

/** How a trial ends: one in five is stopped, one in seven fails. */
export function endOf(number, value) {
  if (number % 7 === 3) return { status: "failed", error: "made to fail" };
  return { status: number % 5 === 2 ? "stopped" : "complete", values: [value], metrics: { loss: value } };
}

/** Whether a trial pauses in its middle, and whether its first attempt fails. */
export const pauses = (number) => number % 6 === 1;
export const failsFirst = (number) => number % 11 === 4;

export const hasEnded = ({ status }) => ENDED.includes(status);
