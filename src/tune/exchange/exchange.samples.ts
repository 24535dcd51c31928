import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { Parameter } from "../space/search-space.ts";
import type { ExportedStudy } from "./exchanged-study.ts";

/** A space with every kind of domain, and one that is only there sometimes. */
export const parameters: readonly Parameter[] = [
  { name: "rate", domain: { kind: "number", low: 1e-4, high: 0.1, scale: "log" } },
  { name: "momentum", domain: { kind: "number", low: 0.5, high: 0.999, scale: "oneMinusLog" } },
  { name: "dropout", domain: { kind: "number", low: 0, high: 0.5, scale: "linear", step: 0.1 } },
  { name: "units", domain: { kind: "number", low: 16, high: 64, scale: "linear", step: 16 } },
  { name: "width", domain: { kind: "number", low: 1, high: 128, scale: "log", step: 1 } },
  { name: "kind", domain: { kind: "choice", labels: ["adam", "=sgd", 'a "b", c'], ordered: false } },
  {
    name: "beta",
    domain: { kind: "number", low: 0, high: 1, scale: "linear" },
    condition: { parameter: "kind", values: [0] },
  },
];

const study: StudyRecord = {
  id: "20250101-000000-aaaaaa",
  name: "ünï study",
  createdAt: "2025-01-01T00:00:00.000Z",
  status: "open",
  space: { rate: { search: "log", low: 1e-4, high: 0.1 } },
  sampler: { kind: "random" },
  stopper: { kind: "none" },
  objectives: [{ metric: "accuracy", direction: "maximize" }],
  limits: [{ metric: "latency", atMost: 3 }],
  seed: 7,
  version: "1.0.0",
  source: "prices.csv",
  settings: { budget: Number.POSITIVE_INFINITY },
};

const point = { rate: 0.01, momentum: 0.9, dropout: 0.3, units: 32, width: 7, kind: 0, beta: 0.25 };
const { beta: _beta, ...unconditional } = point;
const common = {
  study: study.id,
  point,
  proposedBy: "sampler",
  metrics: {},
  values: [],
  curve: [],
  runs: [],
  attempts: 1,
  createdAt: "2025-01-01T00:00:00.000Z",
  startedAt: "2025-01-01T00:00:01.000Z",
  endedAt: "2025-01-01T00:00:03.500Z",
  durationMs: 2500,
} as const;
const { startedAt: _startedAt, endedAt: _endedAt, ...unbegun } = common;

/** Trials of every status, and values that JSON does not know. */
const trials: readonly TrialRecord[] = [
  {
    ...common,
    number: 0,
    status: "complete",
    values: [0.875],
    standardError: 0.01,
    metrics: { latency: 2.5, accuracy: 0.875 },
    curve: [
      { step: 1, value: 0.5 },
      { step: 2, value: 0.875 },
    ],
    runs: ["r1", "r2"],
  },
  {
    ...common,
    number: 1,
    status: "stopped",
    point: { ...unconditional, kind: 1 },
    values: [0.25],
    curve: [{ step: 1, value: Number.NaN }],
  },
  { ...common, number: 2, status: "failed", error: "out of memory,\nas it says", attempts: 3 },
  {
    ...unbegun,
    number: 3,
    status: "waiting",
    point: { ...unconditional, kind: 2 },
    proposedBy: "user",
    attempts: 0,
  },
  { ...common, number: 4, status: "complete", values: [Number.NaN] },
  {
    ...unbegun,
    startedAt: common.startedAt,
    number: 5,
    status: "running",
    lease: { owner: "worker-1", token: 1, until: "2025-01-01T00:01:00.000Z" },
  },
];

/** A study with its trials. */
export const exported: ExportedStudy = { study, trials };
