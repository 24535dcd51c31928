import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exported, parameters } from "./exchange.samples.ts";
import { parseOptunaJournal } from "./read-optuna-journal.ts";
import { formatOptunaJournal } from "./write-optuna-journal.ts";

/** Made by scripts/golden/optuna_journal.py with Optuna 5.0.0. */
const golden = readFileSync(new URL("../../../test/fixtures/optuna-journal.jsonl", import.meta.url), "utf8");
const defaults = { sampler: { kind: "random" }, stopper: { kind: "none" }, version: "1.0.0" };
const at = new Date("2026-01-01T00:00:00Z");
const read = (text: string) => parseOptunaJournal(text, { source: "study.log", at, defaults });

test("reads the studies of a journal that are still there, with their spaces and objectives", () => {
  const [single, several, ...others] = read(golden).map(({ study }) => study);
  expect(others).toEqual([]);
  expect(single).toMatchObject({
    name: "single",
    ...defaults,
    objectives: [{ metric: "value", direction: "maximize" }],
  });
  expect(single.space).toEqual({
    rate: { search: "log", low: 1e-4, high: 1 },
    momentum: { search: "uniform", low: 0, high: 0.9, step: 0.1 },
    units: { search: "integer", low: 16, high: 64, step: 16 },
    width: { search: "integer", low: 1, high: 128, scale: "log" },
    kind: { search: "choice", of: ["a", "b", null, 2] },
    on: { search: "choice", of: [true, false] },
  });
  expect(several.objectives).toEqual([
    { metric: "loss", direction: "minimize" },
    { metric: "speed", direction: "maximize" },
  ]);
  expect(several.space).toEqual({
    x: { search: "uniform", low: 0, high: 1 },
    n: { search: "integer", low: 1, high: 3 },
  });
});

test("reads trials that are complete, failed, pruned, running and enqueued", () => {
  const [{ trials }, several] = read(golden);
  expect(trials.map(({ status }) => status)).toEqual([
    ...["complete", "complete", "failed", "complete", "stopped", "complete", "complete", "complete"],
    ...["waiting", "waiting"],
  ]);
  // As Optuna printed them: the values, and curves whose steps began at 0.
  expect(trials[0]).toMatchObject({
    point: { rate: 0.01, momentum: 0.5, units: 32, width: 4, kind: 1, on: 0 },
    values: [0.01],
    metrics: { note: "ünï" },
    curve: [1, 2, 3, 4].map((step) => ({ step, value: 0.01 * step })),
  });
  expect(trials[1].point).toMatchObject({ momentum: 0.7, kind: 3, on: 1 });
  expect(trials[2].values).toEqual([]);
  expect(trials[4].values).toEqual([trials[4].curve![0].value]);
  expect(trials[7]).toMatchObject({ point: {}, values: [Number.POSITIVE_INFINITY] });
  expect(trials[8].point).toEqual({ rate: 0.02, momentum: 0.1, kind: 3 });
  expect(trials[9].point).toEqual({ rate: 0.03 });
  expect(several.trials[0]).toMatchObject({
    point: { x: 0.417022004702574, n: 3 },
    values: [0.417022004702574, 3],
  });
});

test("a line without an end counts for nothing, for its writer may have been killed", () => {
  const torn = golden.slice(0, golden.lastIndexOf('"op_code":6'));
  const [, several] = read(torn);
  expect(several.trials.map(({ status }) => status)).toEqual(["complete", "complete", "waiting"]);
});

test.each([
  ["{\n", "study.log, line 1: this is no line of a journal of Optuna."],
  [
    '{"op_code":99,"worker_id":"w"}\n',
    "study.log, line 1: the journal has an operation 99, which is not known.",
  ],
])("says where a file is no journal %#", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("a study that was written as a journal is read again", () => {
  const [{ study, trials }] = read(formatOptunaJournal(exported, parameters));
  expect(study.name).toBe(exported.study.name);
  expect(study.objectives).toEqual(exported.study.objectives);
  expect(study.space).toMatchObject({
    rate: { search: "log", low: 1e-4, high: 0.1 },
    dropout: { search: "uniform", low: 0, high: 0.5, step: 0.1 },
    width: { search: "integer", low: 1, high: 128, scale: "log" },
    kind: { search: "choice", of: ["adam", "=sgd", 'a "b", c'] },
  });
  expect(trials.map(({ point }) => point)).toEqual(exported.trials.map(({ point }) => point));
  // The complete one without a value has failed for Optuna; the running one waits.
  expect(trials.map(({ status }) => status)).toEqual([
    ...["complete", "stopped", "failed", "waiting", "failed", "waiting"],
  ]);
  const [first, second, third] = trials;
  expect([first.values, second.values, third.error]).toEqual([[0.875], [0.25], exported.trials[2].error]);
  expect([first.curve, second.curve]).toEqual([exported.trials[0].curve, exported.trials[1].curve]);
});
