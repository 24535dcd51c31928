import { randomKey, STREAMS, uniform } from "../../../base/random.ts";
import type { StudyRecord } from "../../../run/study.ts";
import type { NewTrial } from "../../../store/study-store.ts";

/** A study of a rate in the logarithm, a width and a kind; the loss is best at a rate of 0.01. */
export const SAMPLE_STUDY: StudyRecord = {
  id: "20250101-000000-aaaaaa",
  name: "coarse",
  createdAt: "2025-01-01T00:00:00.000Z",
  status: "stopped",
  space: {
    tree: {
      rate: { search: "log", low: 1e-4, high: 1 },
      width: { search: "integer", low: 1, high: 64 },
      kind: { search: "choice", of: ["adam", "<sgd>"] },
    },
  },
  sampler: { kind: "random" },
  stopper: { kind: "none" },
  objectives: [{ metric: "loss", direction: "minimize" }],
  limits: [],
  seed: 7,
  version: "1.0.0",
  source: "prices.csv",
  dataHash: "d",
  settings: {},
};

const key = randomKey(7, STREAMS.sampling);

/** Trials of that study: every fifth is stopped early, the eleventh is paused, and the others complete. */
export function sampleTrials(count: number): NewTrial[] {
  return Array.from({ length: count }, (_, number) => {
    const [a, b, c] = [0, 1, 2].map((part) => uniform(key, 3 * number + part));
    const point = { rate: 10 ** (-4 + 4 * a), width: 1 + Math.floor(64 * b), kind: Number(c > 0.5) };
    const loss = 0.1 + (Math.log10(point.rate) + 2) ** 2 + 0.001 * point.width;
    const status = number === 11 ? "paused" : number % 5 === 4 ? "stopped" : "complete";
    const second = String(number % 60).padStart(2, "0");
    const minute = String(Math.floor(number / 60) % 60).padStart(2, "0");
    const hour = String(Math.floor(number / 3600)).padStart(2, "0");
    return {
      point,
      proposedBy: number === 0 ? "user" : "sampler",
      status,
      values: status === "complete" ? [loss] : [],
      metrics: { loss, memberLosses: { 1: loss - 0.01, 2: loss, 3: loss + 0.01 + 0.001 * point.kind } },
      curve: [1, 2, 3]
        .slice(0, status === "complete" ? 3 : 2)
        .map((step) => ({ step, value: loss + 1 / step })),
      attempts: 1,
      createdAt: `2025-01-01T${hour}:${minute}:${second}.000Z`,
      startedAt: `2025-01-01T${hour}:${minute}:${second}.000Z`,
      ...(status === "paused" ? {} : { endedAt: `2025-01-01T${hour}:${minute}:${second}.500Z` }),
      durationMs: 500,
    };
  });
}
