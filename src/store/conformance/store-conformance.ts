import { parseRecipe } from "../../recipe/schema.ts";
import type { HistoryRow } from "../../run/history.ts";
import { newRunId, OWN_ORIGIN, type OwnRun, type RunQuery, type RunRecord } from "../../run/record.ts";
import type { RunStore } from "../store.ts";
import {
  type Cases,
  type ConformanceCase,
  casesOf,
  expectEqual,
  expectError,
  withStore,
} from "./conformance-checks.ts";

/** A place that a store keeps its data in, empty at first. */
export interface StorePlace {
  /** Opens the store; opened again, it finds what was written before. */
  open(): Promise<RunStore>;
}

/**
 * The duties of every run store, one case for each. A test hands each case a place of its own.
 *
 * @example
 * for (const { name, run } of storeConformance()) it(name, () => run({ open: async () =>
 * openSqliteStore(folder) }));
 */
export function storeConformance(): readonly ConformanceCase<StorePlace>[] {
  return casesOf(CASES);
}

const CASES: Cases<RunStore, StorePlace> = [
  [
    "gives back a run with all its fields, and nothing for an unknown id",
    async (store) => {
      const run: RunRecord = {
        ...runOf("a"),
        title: "<b>ünï</b>",
        metrics: {
          loss: Number.NaN,
          best: Number.NEGATIVE_INFINITY,
          zero: -0,
          perClass: [0.1, 1],
          "a.b": null,
        },
        findings: [{ id: "variance", evidence: [{ value: 0.1 + 0.2 }] }],
        unjudged: [{ id: "dead-units", missing: ["probes"] }],
      };
      await store.createRun(run);
      expectEqual(await store.getRun("a"), run);
      expectEqual(await store.getRun("b"), undefined);
      expectEqual(await store.getRun("__proto__"), undefined);
    },
  ],
  [
    "keeps the run of another program, which has parameters and no recipe",
    async (store) => {
      const { recipe: _recipe, dataHash: _dataHash, ...told } = runOf("a", { origin: "another program" });
      const run: RunRecord = { ...told, parameters: { "optimizer.lr": 0.1, amsgrad: false, note: null } };
      await store.createRun(run);
      expectEqual(await store.getRun("a"), run);
      expectEqual(await store.updateRun("a", { status: "done" }), { ...run, status: "done" });
    },
  ],
  [
    "keeps columns that are named like an object's own members",
    async (store) => {
      await store.createRun(runOf("a"));
      const { types } = (await store.getRun("a"))!.recipe!.data;
      expectEqual([types.constructor, types.toString], ["category", undefined]);
    },
  ],
  [
    "changes some fields of a run and returns the whole",
    async (store) => {
      await store.createRun(runOf("a", { dataHash: "old", findings: [] }));
      const changed = await store.updateRun("a", {
        status: "done",
        metrics: { loss: 0.5 },
        findings: undefined,
        dataHash: "new",
      });
      const expected = runOf("a", { status: "done", metrics: { loss: 0.5 }, dataHash: "new" });
      expectEqual(changed, expected);
      expectEqual(await store.getRun("a"), expected);
    },
  ],
  [
    "lists the newest run first, without recipes and diagnoses",
    async (store) => {
      await store.createRun(runOf("a", { createdAt: "2025-01-01T00:00:00.000Z" }));
      await store.createRun(
        runOf("c", { createdAt: "2025-03-01T00:00:00.000Z", findings: [], unjudged: [] }),
      );
      await store.createRun(runOf("b", { createdAt: "2025-02-01T00:00:00.000Z" }));
      const runs = await store.listRuns();
      expectEqual(
        runs.map(({ id }) => id),
        ["c", "b", "a"],
      );
      expectEqual(Object.keys(runs[0]).sort(), [
        "createdAt",
        "dataHash",
        "environment",
        "id",
        "origin",
        "place",
        "status",
        "title",
      ]);
    },
  ],
  [
    "lists the runs that a query asks for, the newest first",
    async (store) => {
      const member = (number: number) =>
        ({ job: "job", role: "baseline", number: 1, member: number }) as const;
      const createdAt = (minute: number) => `2025-01-01T00:0${minute}:00.000Z`;
      await store.createRun(runOf("job", { place: { job: "job", role: "job", number: 1, member: 1 } }));
      await store.createRun(runOf("b2", { place: member(2), createdAt: createdAt(2), status: "done" }));
      await store.createRun(runOf("b1", { place: member(1), createdAt: createdAt(1) }));
      await store.createRun(runOf("other", { origin: "another program", status: "done" }));
      const ids = async (query: RunQuery) => (await store.listRuns(query)).map(({ id }) => id);
      expectEqual(await ids({ job: "job" }), ["b2", "b1", "job"]);
      expectEqual(await ids({ job: "job", role: "baseline" }), ["b2", "b1"]);
      expectEqual(await ids({ job: "job", status: "running" }), ["b1", "job"]);
      expectEqual(await ids({ status: "done" }), ["b2", "other"]);
      expectEqual(await ids({ origin: "another program" }), ["other"]);
      expectEqual(await ids({ job: "b1" }), []);
      expectEqual(await ids({ job: undefined }), ["b2", "b1", "other", "job"]);
      await store.updateRun("b1", { status: "done" });
      expectEqual(await ids({ job: "job", status: "done" }), ["b2", "b1"]);
    },
  ],
  [
    "refuses a second run of one id, and keeps the first",
    async (store) => {
      await store.createRun(runOf("a", { title: "first" }));
      await expectError("run-exists", () => store.createRun(runOf("a", { title: "second" })));
      expectEqual((await store.getRun("a"))?.title, "first");
    },
  ],
  [
    "refuses ids that could not name a folder",
    async (store) => {
      for (const id of ["", "..", "../a", "a/b", "a\\b", ".hidden", "a b", "a\u0000", "x".repeat(65)]) {
        await expectError("run-id-invalid", () => store.createRun(runOf(id)));
      }
      expectEqual(await store.listRuns(), []);
    },
  ],
  [
    "says which run is unknown in everything that needs one",
    async (store) => {
      await store.createRun(runOf("known"));
      const bytes = new Uint8Array(1);
      const calls = [
        () => store.updateRun("knwon", {}),
        () => store.appendHistory("knwon", []),
        () => store.history("knwon"),
        () => store.truncateHistory("knwon", 0),
        () => store.saveCheckpoint("knwon", bytes),
        () => store.loadCheckpoint("knwon"),
        () => store.saveModel("knwon", bytes),
        () => store.loadModel("../knwon"),
        () => store.removeCheckpoint("knwon"),
        () => store.removeRun("knwon"),
      ];
      for (const call of calls) await expectError("run-unknown", call);
    },
  ],
  [
    "keeps a history in order and bit for bit, each run's by itself",
    async (store) => {
      await store.createRun(runOf("a"));
      await store.createRun(runOf("b"));
      const odd = {
        "train.loss": 0.1 + 0.2,
        a: Number.NaN,
        b: Number.POSITIVE_INFINITY,
        c: Number.NEGATIVE_INFINITY,
        d: -0,
        e: 5e-324,
      };
      const rows: HistoryRow[] = [rowOf(1), { ...rowOf(2), kind: "probe", values: odd }, rowOf(2)];
      await store.appendHistory("a", rows.slice(0, 1));
      await store.appendHistory("b", [rowOf(7)]);
      await store.appendHistory("a", []);
      await store.appendHistory("a", rows.slice(1));
      expectEqual(await store.history("a"), rows);
      expectEqual(await store.history("b"), [rowOf(7)]);
    },
  ],
  [
    "removes the history after a step, and no other run's",
    async (store) => {
      await store.createRun(runOf("a"));
      await store.createRun(runOf("b"));
      await store.appendHistory("a", [rowOf(1), rowOf(2), rowOf(3)]);
      await store.appendHistory("a", [rowOf(4)]);
      await store.appendHistory("b", [rowOf(4)]);
      await store.truncateHistory("a", 2);
      await store.appendHistory("a", [rowOf(3)]);
      expectEqual(await store.history("a"), [rowOf(1), rowOf(2), rowOf(3)]);
      expectEqual(await store.history("b"), [rowOf(4)]);
      await store.truncateHistory("a", 0);
      expectEqual(await store.history("a"), []);
    },
  ],
  [
    "keeps the last checkpoint and the model apart",
    async (store) => {
      await store.createRun(runOf("a"));
      expectEqual([await store.loadCheckpoint("a"), await store.loadModel("a")], [undefined, undefined]);
      await store.saveCheckpoint("a", bytesOf(3, 100_000));
      await store.saveCheckpoint("a", bytesOf(5, 1000).subarray(10, 20));
      await store.saveModel("a", new Uint8Array(0));
      expectEqual([...(await store.loadCheckpoint("a"))!], [...bytesOf(5, 1000).subarray(10, 20)]);
      expectEqual([...(await store.loadModel("a"))!], []);
    },
  ],
  [
    "removes a checkpoint, which need not be there, and leaves the model",
    async (store) => {
      await store.createRun(runOf("a"));
      await store.removeCheckpoint("a");
      await store.saveCheckpoint("a", bytesOf(3, 100));
      await store.removeCheckpoint("a");
      expectEqual(await store.loadCheckpoint("a"), undefined);
      await store.saveCheckpoint("a", bytesOf(4, 10));
      await store.saveModel("a", bytesOf(5, 10));
      await store.removeCheckpoint("a");
      expectEqual([...(await store.loadModel("a"))!], [...bytesOf(5, 10)]);
      expectEqual(await store.getRun("a"), runOf("a"));
    },
  ],
  [
    "removes a run with its history and files, no other one, and no scoring of a test set",
    async (store) => {
      const at = "2025-01-01T00:00:00.000Z";
      const scoring = { dataHash: "d", testRowsHash: "t", runId: "a", metrics: {}, at };
      for (const id of ["a", "b"]) {
        await store.createRun(runOf(id));
        await store.appendHistory(id, [rowOf(1)]);
        await store.saveCheckpoint(id, bytesOf(3, 100));
        await store.saveModel(id, bytesOf(4, 100));
      }
      await store.recordTestScoring(scoring);
      await store.removeRun("a");
      expectEqual(await store.getRun("a"), undefined);
      expectEqual(await store.history("b"), [rowOf(1)]);
      expectEqual([...(await store.loadModel("b"))!], [...bytesOf(4, 100)]);
      expectEqual(await store.testScorings(scoring), [scoring]);
      await store.createRun(runOf("a"));
      expectEqual(await store.history("a"), []);
      expectEqual([await store.loadCheckpoint("a"), await store.loadModel("a")], [undefined, undefined]);
    },
  ],
  [
    "copies what it is given and what it returns",
    async (store) => {
      const bytes = bytesOf(1, 4);
      const metrics = { loss: 1 };
      await store.createRun(runOf("a", { metrics }));
      await store.saveModel("a", bytes);
      bytes.fill(9);
      metrics.loss = 9;
      (await store.loadModel("a"))!.fill(9);
      Object.assign((await store.getRun("a"))!.metrics!, { loss: 9 });
      expectEqual([...(await store.loadModel("a"))!], [...bytesOf(1, 4)]);
      expectEqual((await store.getRun("a"))!.metrics, { loss: 1 });
    },
  ],
  [
    "counts the earlier scorings of the same test set, and of no other",
    async (store) => {
      const at = "2025-01-01T00:00:00.000Z";
      const scoring = { dataHash: "d", testRowsHash: "t", runId: "a", metrics: { accuracy: 0.5 }, at };
      expectEqual(await store.recordTestScoring(scoring), { previous: 0 });
      expectEqual(await store.recordTestScoring({ ...scoring, runId: "b" }), { previous: 1 });
      expectEqual(await store.recordTestScoring({ ...scoring, testRowsHash: "other" }), { previous: 0 });
      expectEqual(await store.recordTestScoring({ ...scoring, dataHash: "other" }), { previous: 0 });
      expectEqual(await store.testScorings(scoring), [scoring, { ...scoring, runId: "b" }]);
    },
  ],
  [
    "finds everything again when it is opened again",
    async (store, place) => {
      await store.createRun(runOf("a"));
      await store.appendHistory("a", [rowOf(1)]);
      await store.saveCheckpoint("a", bytesOf(1, 9));
      await store.close();
      await withStore(place, async (again) => {
        expectEqual(await again.getRun("a"), runOf("a"));
        expectEqual(await again.history("a"), [rowOf(1)]);
        expectEqual([...(await again.loadCheckpoint("a"))!], [...bytesOf(1, 9)]);
      });
    },
  ],
  [
    "serves several at a time",
    async (store, place) => {
      await store.createRun(runOf("a"));
      const at = "2025-01-01T00:00:00.000Z";
      const scoring = { dataHash: "d", testRowsHash: "t", runId: "a", metrics: {}, at };
      const counts: number[] = [];
      const others = Array.from({ length: 4 }, (_, writer) =>
        withStore(place, async (other) => {
          await other.createRun(runOf(`writer${writer}`));
          for (let step = 1; step <= 5; step++) await other.appendHistory(`writer${writer}`, [rowOf(step)]);
          counts.push((await other.recordTestScoring(scoring)).previous);
        }),
      );
      await Promise.all(others);
      expectEqual(counts.sort(), [0, 1, 2, 3]);
      expectEqual((await store.listRuns()).length, 5);
      for (let writer = 0; writer < 4; writer++)
        expectEqual((await store.history(`writer${writer}`)).length, 5);
    },
  ],
  [
    "makes ids that it takes, and that sort by time",
    async (store) => {
      const ids = [newRunId(new Date(Date.UTC(2025, 0, 2))), newRunId(new Date(Date.UTC(2025, 0, 2, 1)))];
      for (const id of ids) await store.createRun(runOf(id));
      expectEqual([...ids].sort(), ids);
    },
  ],
];

function runOf(id: string, changes: Partial<RunRecord> = {}): OwnRun {
  const data = { target: "y", types: { constructor: "category", "a.b": "number" } };
  const network = { layers: [{ id: "output", kind: "dense", units: "outputs" }] };
  const recipe = parseRecipe(
    { schema: 1, data, network, loss: { kind: "meanSquaredError" } },
    { source: "the conformance suite" },
  );
  const createdAt = "2025-01-01T00:00:00.000Z";
  return {
    id,
    createdAt,
    status: "running",
    place: { job: id, role: "fit", number: 1, member: 1 },
    title: "fit",
    origin: OWN_ORIGIN,
    recipe,
    dataHash: "d",
    environment: { node: "20", threads: 1 },
    ...changes,
  } as OwnRun;
}

function rowOf(step: number): HistoryRow {
  return { step, epoch: 1, kind: "epoch", values: { "train.loss": 1 / step } };
}

function bytesOf(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 256);
}
