import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { LeasedTrial, NewTrial, StudyStore } from "../study-store.ts";
import {
  type Cases,
  type ConformanceCase,
  casesOf,
  expectEqual,
  expectError,
  withStore,
} from "./conformance-checks.ts";

/** A place that a study store keeps its data in, empty at first. */
export interface StudyStorePlace {
  /** Opens the store; opened again, it finds what was written before. */
  open(): Promise<StudyStore>;
  /** Sets the time of all stores that were opened of this place, in milliseconds since 1970. */
  setTime(now: number): void;
}

/**
 * The duties of every study store, one case for each. A test hands each case a place of its own, whose time
 * it sets.
 *
 * @example
 * for (const { name, run } of studyConformance()) it(name, () => run(placeIn(folder)));
 */
export function studyConformance(): readonly ConformanceCase<StudyStorePlace>[] {
  return casesOf(CASES);
}

const START = Date.UTC(2025, 0, 1);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const LEASE = { owner: "worker-1", forMs: 60_000 };
const OTHER = { owner: "worker-2", forMs: 60_000 };

const CASES: Cases<StudyStore, StudyStorePlace> = [
  [
    "gives back a study with all its fields, by its id and by its name",
    async (store) => {
      const study = studyOf("s", {
        name: "<b>ünï</b> 'of'",
        space: { "a.b": { search: "log", low: 1e-5, high: Infinity }, constructor: [null, -0, Number.NaN] },
        limits: [{ metric: "latency", atMost: 3 }],
        source: "prices.csv",
        dataHash: "d",
        settings: { command: ["python", "train.py"], budget: { trials: 30 } },
      });
      await store.createStudy(study);
      expectEqual(await store.getStudy("s"), study);
      expectEqual(await store.getStudy("<b>ünï</b> 'of'"), study);
      expectEqual(await store.getStudy("t"), undefined);
      expectEqual(await store.getStudy("__proto__"), undefined);
    },
  ],
  [
    "finds a study by its id before one by its name",
    async (store) => {
      await store.createStudy(studyOf("a", { name: "b" }));
      await store.createStudy(studyOf("b", { name: "c" }));
      expectEqual((await store.getStudy("b"))?.name, "c");
    },
  ],
  [
    "refuses an id or a name that is taken, and keeps the first",
    async (store) => {
      await store.createStudy(studyOf("a", { name: "first" }));
      await store.createStudy(studyOf("b", { name: "second" }));
      await expectError("study-exists", () => store.createStudy(studyOf("a", { name: "third" })));
      await expectError("study-exists", () => store.createStudy(studyOf("c", { name: "first" })));
      await expectError("study-exists", () => store.updateStudy("b", { name: "first" }));
      expectEqual(
        (await store.listStudies()).map(({ id, name }) => [id, name]),
        [
          ["b", "second"],
          ["a", "first"],
        ],
      );
    },
  ],
  [
    "refuses studies that could not be found again, or aim at nothing",
    async (store) => {
      for (const id of ["", "../a", "a/b", ".hidden", "x".repeat(65)])
        await expectError("study-invalid", () => store.createStudy(studyOf(id, { name: "name" })));
      for (const name of ["", "  ", "a\nb", "x".repeat(201)])
        await expectError("study-invalid", () => store.createStudy(studyOf("a", { name })));
      await expectError("study-invalid", () => store.createStudy(studyOf("a", { objectives: [] })));
      expectEqual(await store.listStudies(), []);
    },
  ],
  [
    "changes some fields of a study and returns the whole",
    async (store) => {
      await store.createStudy(studyOf("a"));
      const changes = { status: "stopped", name: "renamed", settings: { budget: 5 } } as const;
      const expected = studyOf("a", changes);
      expectEqual(await store.updateStudy("a", { ...changes, space: undefined }), expected);
      expectEqual(await store.getStudy("renamed"), expected);
      expectEqual(await store.getStudy("study a"), undefined);
      await expectError("study-invalid", () => store.updateStudy("a", { name: "" }));
      expectEqual(await store.updateStudy("a", { name: "renamed" }), expected);
    },
  ],
  [
    "lists the newest study first, with its trials counted by status",
    async (store) => {
      await store.createStudy(studyOf("a"));
      await store.createStudy(studyOf("c", { createdAt: at(7200) }));
      await store.createStudy(studyOf("b", { createdAt: at(3600) }));
      await store.addTrials("a", [
        { ...trialOf(1), status: "complete", values: [1] },
        trialOf(2),
        trialOf(3),
      ]);
      await store.claimTrial("a", LEASE);
      const studies = await store.listStudies();
      expectEqual(
        studies.map(({ id }) => id),
        ["c", "b", "a"],
      );
      const none = { waiting: 0, running: 0, paused: 0, complete: 0, stopped: 0, failed: 0 };
      expectEqual(studies[0].trials, none);
      expectEqual(studies[2], { ...studyOf("a"), trials: { ...none, waiting: 1, running: 1, complete: 1 } });
    },
  ],
  [
    "says which study or trial is unknown in everything that needs one",
    async (store) => {
      await store.createStudy(studyOf("a", { name: "learning rates" }));
      const lease = { owner: "w", token: 1, until: at(0) };
      const held = (study: string) => ({ study, number: 0, lease });
      const calls = (study: string) => [
        () => store.claimTrial(study, { ...LEASE, number: 0 }),
        () => store.renewLease(held(study), { forMs: 1 }),
        () => store.reportTrial(held(study), {}),
        () => store.endTrial(held(study), { status: "failed" }),
        () => store.releaseTrial(held(study)),
        () => store.moveTrial(held(study), { from: "paused", to: "waiting" }),
      ];
      const ofStudies = [
        () => store.updateStudy("x", {}),
        () => store.removeStudy("x"),
        () => store.addTrial("x", trialOf(1), { number: 0 }),
        () => store.addTrial("x", trialOf(1), { number: 1 }),
        () => store.addTrials("x", []),
        () => store.trials("x"),
        () => store.getTrial("x", 0),
        () => store.claimTrial("x", LEASE),
      ];
      for (const call of [...ofStudies, ...calls("x")]) await expectError("study-unknown", call);
      for (const call of calls("a")) await expectError("trial-unknown", call);
      const error = await store.removeStudy("learning rate").catch((reason) => reason);
      expectEqual(error.hint, 'Did you mean "learning rates"?');
      expectEqual(await store.getTrial("a", 0), undefined);
    },
  ],
  [
    "gives numbers without gaps, and refuses one of two who ask for the same",
    async (store) => {
      await store.createStudy(studyOf("a"));
      expectEqual(await store.addTrial("a", trialOf(1), { number: 1 }), undefined);
      expectEqual((await store.addTrial("a", trialOf(1), { number: 0 }))?.number, 0);
      expectEqual(await store.addTrial("a", trialOf(2), { number: 0, lease: LEASE }), undefined);
      expectEqual((await store.addTrials("a", [trialOf(3), trialOf(4)])).map(numberOf), [1, 2]);
      expectEqual((await store.trials("a")).trials.map(numberOf), [0, 1, 2]);
    },
  ],
  [
    "gives back a trial with all its fields, as it was told",
    async (store, place) => {
      place.setTime(START);
      await store.createStudy(studyOf("a"));
      const plain: NewTrial = {
        point: { x: 0.1 + 0.2, "constructor.y": -1e-300 },
        proposedBy: "user",
        why: "<i>",
      };
      const told: NewTrial = {
        ...plain,
        status: "complete",
        values: [Number.POSITIVE_INFINITY, Number.NaN],
        standardError: 0.1,
        metrics: { loss: Number.NaN, perClass: [0.1, null] },
        curve: [
          { step: 2, value: Number.NaN },
          { step: 1, value: Number.POSITIVE_INFINITY },
          { step: 2.5, value: -0 },
        ],
        runs: ["r2", "r1"],
        attempts: 3,
        createdAt: at(-30),
        startedAt: at(-20),
        endedAt: at(-10),
        durationMs: 7.5,
        error: "it fell over",
      };
      await store.addTrials("a", [plain, told]);
      const expected: TrialRecord = {
        study: "a",
        number: 0,
        status: "waiting",
        ...plain,
        ...{ values: [], metrics: {}, curve: [], runs: [], attempts: 0, createdAt: at(0), durationMs: 0 },
      };
      expectEqual(await store.getTrial("a", 0), expected);
      // In the order of the steps; −0 is 0, for databases know no other.
      const curve = [told.curve![1], told.curve![0], { step: 2.5, value: 0 }];
      const other = { ...told, curve, study: "a", number: 1 };
      expectEqual(await store.getTrial("a", 1), other);
      expectEqual((await store.trials("a")).trials, [expected, other]);
    },
  ],
  [
    "takes a trial that waits, in the order of numbers, once",
    async (store, place) => {
      place.setTime(START);
      await store.createStudy(studyOf("a"));
      await store.addTrials("a", [{ ...trialOf(1), status: "failed" }, trialOf(2), trialOf(3)]);
      const first = await store.claimTrial("a", LEASE);
      const lease = { owner: "worker-1", token: 1, until: at(60) };
      expectEqual([first?.number, first?.status, first?.attempts, first?.lease], [1, "running", 1, lease]);
      expectEqual(first?.startedAt, at(0));
      expectEqual((await store.claimTrial("a", OTHER))?.number, 2);
      expectEqual(await store.claimTrial("a", OTHER), undefined);
      for (const number of [0, 1, 2])
        expectEqual(await store.claimTrial("a", { ...OTHER, number }), undefined);
    },
  ],
  [
    "adds a trial with a lease at once",
    async (store, place) => {
      place.setTime(START);
      await store.createStudy(studyOf("a"));
      const trial = (await store.addTrial("a", trialOf(1), { number: 0, lease: LEASE }))!;
      expectEqual([trial.status, trial.attempts, trial.startedAt], ["running", 1, at(0)]);
      expectEqual(trial.lease, { owner: "worker-1", token: 1, until: at(60) });
      expectEqual(await store.getTrial("a", 0), trial);
      expectEqual(await store.claimTrial("a", OTHER), undefined);
    },
  ],
  [
    "adds what a trial reports: curves by step, runs once each",
    async (store) => {
      const trial = await begun(store);
      await store.reportTrial(trial, { points: [{ step: 2, value: 5 }], runs: ["r1"] });
      await store.reportTrial(trial, { points: [{ step: 1, value: Number.NaN }], runs: ["r1", "r0"] });
      await store.reportTrial(trial, { points: [{ step: 2, value: 4 }] });
      await store.reportTrial(trial, {});
      const { curve, runs, status } = (await store.getTrial("a", 0))!;
      expectEqual(curve, [
        { step: 1, value: Number.NaN },
        { step: 2, value: 4 },
      ]);
      expectEqual([runs, status], [["r1", "r0"], "running"]);
      expectEqual((await store.getTrial("a", 1))?.curve, []);
    },
  ],
  [
    "ends a trial, with how long it ran; said again, it changes nothing",
    async (store, place) => {
      const trial = await begun(store, place);
      place.setTime(START + 5000);
      const end = { status: "complete", values: [0.5], standardError: 0.1, metrics: { f1: 0.9 } } as const;
      const ended = await store.endTrial(trial, end);
      const { lease: _lease, ...rest } = trial;
      expectEqual(ended, { ...rest, ...end, endedAt: at(5), durationMs: 5000 });
      place.setTime(START + 9000);
      const { mark } = await store.trials("a");
      expectEqual(await store.endTrial(trial, end), ended);
      expectEqual(await store.endTrial(trial, { status: "failed", error: "late" }), ended);
      expectEqual(await store.getTrial("a", 0), ended);
      expectEqual((await store.trials("a")).mark, mark);
    },
  ],
  [
    "keeps the error of a trial that failed, and no values",
    async (store, place) => {
      const trial = await begun(store, place);
      const { status, error, values } = await store.endTrial(trial, {
        status: "failed",
        error: "out of memory",
      });
      expectEqual([status, error, values], ["failed", "out of memory", []]);
    },
  ],
  [
    "hands a trial whose lease ran out to the next, before those that wait, at its next attempt",
    async (store, place) => {
      const trial = await begun(store, place);
      await store.reportTrial(trial, { points: [{ step: 1, value: 3 }], runs: ["r1"] });
      place.setTime(START + 59_999);
      expectEqual(await store.claimTrial("a", { ...OTHER, number: 0 }), undefined);
      place.setTime(START + 60_000);
      const taken = (await store.claimTrial("a", OTHER))!;
      expectEqual([taken.number, taken.point, taken.attempts], [0, trial.point, 2]);
      expectEqual(taken.lease, { owner: "worker-2", token: 2, until: at(120) });
      expectEqual([taken.curve, taken.runs], [[{ step: 1, value: 3 }], ["r1"]]);
      expectEqual([taken.startedAt, taken.durationMs], [at(0), 60_000]);
      expectEqual((await store.claimTrial("a", OTHER))?.number, 1);
      place.setTime(START + 70_000);
      expectEqual((await store.endTrial(taken, { status: "complete", values: [3] })).durationMs, 70_000);
    },
  ],
  [
    "refuses all that is said of a lease that another has by now, and changes nothing",
    async (store, place) => {
      const stale = await begun(store, place);
      place.setTime(START + 60_000);
      const taken = (await store.claimTrial("a", LEASE))!;
      const refused = async () => {
        const before = await store.trials("a");
        await expectError("lease-lost", () => store.renewLease(stale, { forMs: 1e9 }));
        await expectError("lease-lost", () =>
          store.reportTrial(stale, { points: [{ step: 1, value: 0 }], runs: ["late"] }),
        );
        await expectError("lease-lost", () => store.endTrial(stale, { status: "complete", values: [0] }));
        await expectError("lease-lost", () => store.releaseTrial(stale));
        expectEqual(await store.trials("a"), before);
      };
      await refused();
      await store.endTrial(taken, { status: "complete", values: [1] });
      await refused();
      await expectError("lease-lost", () => store.reportTrial(taken, { points: [{ step: 9, value: 0 }] }));
      await expectError("lease-lost", () => store.renewLease(taken, { forMs: 1 }));
    },
  ],
  [
    "lets a lease that ran out hold on while nobody took it",
    async (store, place) => {
      const trial = await begun(store, place);
      place.setTime(START + 600_000);
      const renewed = await store.renewLease(trial, { forMs: 10_000 });
      expectEqual(renewed.lease, { owner: "worker-1", token: 1, until: at(610) });
      place.setTime(START + 609_000);
      expectEqual(await store.claimTrial("a", { ...OTHER, number: 0 }), undefined);
      // The first lease names the same claim.
      expectEqual((await store.endTrial(trial, { status: "complete", values: [1] })).attempts, 1);
    },
  ],
  [
    "pauses a trial, and goes on with it when it is named or told to wait",
    async (store, place) => {
      const trial = await begun(store, place);
      place.setTime(START + 1000);
      const paused = await store.endTrial(trial, { status: "paused", values: [4] });
      expectEqual(
        [paused.status, paused.values, paused.endedAt, paused.durationMs],
        ["paused", [4], undefined, 1000],
      );
      expectEqual((await store.claimTrial("a", OTHER))?.number, 1);
      expectEqual(await store.claimTrial("a", OTHER), undefined);
      place.setTime(START + 5000);
      const again = (await store.claimTrial("a", { ...LEASE, number: 0 }))!;
      expectEqual([again.attempts, again.lease.token, again.values], [1, 2, []]);
      await expectError("lease-lost", () => store.endTrial(trial, { status: "paused" }));
      place.setTime(START + 7000);
      expectEqual((await store.endTrial(again, { status: "paused", values: [3] })).durationMs, 3000);
      const promoted = await store.moveTrial(again, { from: "paused", to: "waiting" });
      expectEqual([promoted?.status, promoted?.attempts], ["waiting", 1]);
      expectEqual(await store.moveTrial(again, { from: "paused", to: "waiting" }), undefined);
      expectEqual((await store.claimTrial("a", OTHER))?.number, 0);
    },
  ],
  [
    "ends trials that nobody works on, and no other",
    async (store, place) => {
      const trial = await begun(store, place);
      place.setTime(START + 2000);
      const given = await store.moveTrial({ study: "a", number: 1 }, { from: "waiting", to: "stopped" });
      expectEqual([given?.status, given?.endedAt, given?.attempts], ["stopped", at(2), 0]);
      expectEqual(await store.moveTrial(trial, { from: "waiting", to: "stopped" }), undefined);
      await store.endTrial(trial, { status: "paused", values: [4] });
      const stopped = await store.moveTrial(trial, { from: "paused", to: "stopped" });
      expectEqual([stopped?.status, stopped?.values], ["stopped", [4]]);
      expectEqual(await store.getTrial("a", 0), stopped);
    },
  ],
  [
    "takes a trial back that its holder gives up, at its next attempt where it failed",
    async (store, place) => {
      const trial = await begun(store, place);
      place.setTime(START + 1000);
      await store.releaseTrial(trial);
      await store.releaseTrial(trial);
      const again = (await store.claimTrial("a", OTHER))!;
      expectEqual([again.number, again.attempts, again.error, again.durationMs], [0, 1, undefined, 1000]);
      await store.releaseTrial(again, { error: "out of memory" });
      await store.releaseTrial(again, { error: "out of memory" });
      const third = (await store.claimTrial("a", LEASE))!;
      expectEqual([third.number, third.attempts, third.error, third.lease.token], [0, 2, "out of memory", 3]);
    },
  ],
  [
    "tells by a mark what changed since, heartbeats left out",
    async (store, place) => {
      const trial = await begun(store, place);
      const changed = async (since: number) => {
        const { trials, mark } = await store.trials("a", { since });
        return { numbers: trials.map(numberOf), mark };
      };
      const { mark: first } = await store.trials("a");
      expectEqual(await changed(first), { numbers: [], mark: first });
      await store.reportTrial(trial, { points: [{ step: 1, value: 3 }] });
      const second = await changed(first);
      expectEqual(second.numbers, [0]);
      await store.renewLease(trial, { forMs: 90_000 });
      expectEqual(await changed(second.mark), { numbers: [], mark: second.mark });
      await store.claimTrial("a", OTHER);
      await store.addTrials("a", [trialOf(9)]);
      const third = await changed(second.mark);
      expectEqual(third.numbers, [1, 2]);
      await store.endTrial(trial, { status: "complete", values: [3] });
      expectEqual((await changed(third.mark)).numbers, [0]);
      expectEqual((await changed(first)).numbers, [0, 1, 2]);
      const { trials } = await store.trials("a", { since: second.mark, statuses: ["running", "complete"] });
      expectEqual(trials.map(numberOf), [0, 1]);
      expectEqual((await store.trials("a", { statuses: [] })).trials, []);
    },
  ],
  [
    "adds a study with trials, all or nothing: what copies and imports are made of",
    async (store) => {
      await store.createStudy(studyOf("a"));
      await store.addTrials("a", [
        { ...trialOf(1), status: "complete", values: [2], runs: ["r1"] },
        trialOf(2),
      ]);
      const { trials } = await store.trials("a");
      const copies = trials.map(({ study: _study, number: _number, status, lease: _lease, ...trial }) => ({
        ...trial,
        status: status === "running" ? ("waiting" as const) : status,
      }));
      await store.createStudy(studyOf("b"), copies);
      expectEqual(
        (await store.trials("b")).trials,
        trials.map((trial) => ({ ...trial, study: "b" })),
      );
      await expectError("study-exists", () => store.createStudy(studyOf("c", { name: "study b" }), copies));
      expectEqual(await store.getStudy("c"), undefined);
    },
  ],
  [
    "removes a study with its trials, and no other one",
    async (store) => {
      for (const id of ["a", "b"]) {
        await store.createStudy(studyOf(id));
        await store.addTrials(id, [{ ...trialOf(1), curve: [{ step: 1, value: 2 }], runs: ["r"] }]);
      }
      await store.removeStudy("a");
      expectEqual(await store.getStudy("a"), undefined);
      await expectError("study-unknown", () => store.trials("a"));
      expectEqual((await store.trials("b")).trials.length, 1);
      await store.createStudy(studyOf("a"));
      expectEqual((await store.trials("a")).trials, []);
      await store.addTrials("a", [trialOf(2)]);
      const { curve, runs } = (await store.getTrial("a", 0))!;
      expectEqual([curve, runs], [[], []]);
    },
  ],
  [
    "copies what it is given and what it returns",
    async (store) => {
      const space = { x: { low: 0 } };
      const trial = { point: { x: 1 }, proposedBy: "user", metrics: { loss: [1] } } as const;
      await store.createStudy(studyOf("a", { space }));
      const [added] = await store.addTrials("a", [trial]);
      space.x.low = 9;
      Object.assign(trial.point, { x: 9 });
      Object.assign(added.point, { x: 9 });
      Object.assign((await store.getStudy("a"))!.space as object, { x: 9 });
      (await store.trials("a")).trials.pop();
      Object.assign((await store.getTrial("a", 0))!.metrics, { loss: 9 });
      expectEqual((await store.getStudy("a"))!.space, { x: { low: 0 } });
      const { point, metrics } = (await store.getTrial("a", 0))!;
      expectEqual([point, metrics], [{ x: 1 }, { loss: [1] }]);
    },
  ],
  [
    "finds everything again when it is opened again",
    async (store, place) => {
      const trial = await begun(store, place);
      await store.reportTrial(trial, { points: [{ step: 1, value: 3 }], runs: ["r1"] });
      const before = await store.trials("a");
      await store.close();
      await withStore(place, async (again) => {
        expectEqual(await again.trials("a"), before);
        expectEqual((await again.endTrial(trial, { status: "complete", values: [3] })).runs, ["r1"]);
      });
    },
  ],
  [
    "serves several at a time: each number once, each trial to one",
    async (store, place) => {
      await store.createStudy(studyOf("a"));
      await Promise.all(
        Array.from({ length: 4 }, (_, worker) =>
          withStore(place, async (other) => {
            for (let mine = 0; mine < 5; ) {
              const { trials } = await other.trials("a");
              const number = trials.length;
              if (await other.addTrial("a", trialOf(number), { number })) mine++;
            }
            const owner = `worker-${worker}`;
            for (;;) {
              const trial = await other.claimTrial("a", { owner, forMs: 60_000 });
              if (trial === undefined) break;
              await other.reportTrial(trial, { points: [{ step: 1, value: worker }], runs: [owner] });
              await other.endTrial(trial, { status: "complete", values: [worker] });
            }
          }),
        ),
      );
      const { trials } = await store.trials("a");
      expectEqual(
        trials.map(numberOf),
        Array.from({ length: 20 }, (_, number) => number),
      );
      for (const { status, runs, point, number, attempts, values, curve } of trials) {
        expectEqual([status, runs, attempts], ["complete", [`worker-${values[0]}`], 1]);
        expectEqual([point, curve], [trialOf(number).point, [{ step: 1, value: values[0] }]]);
      }
    },
  ],
];

function studyOf(id: string, changes: Partial<StudyRecord> = {}): StudyRecord {
  return {
    id,
    name: `study ${id}`,
    createdAt: at(0),
    status: "open",
    space: { x: { search: "log", low: 1, high: 10 } },
    sampler: { kind: "random" },
    stopper: { kind: "none" },
    objectives: [{ metric: "loss", direction: "minimize" }],
    limits: [],
    seed: 7,
    version: "1.0.0",
    settings: {},
    ...changes,
  };
}

const trialOf = (x: number): NewTrial => ({ point: { x }, proposedBy: "sampler" });
const numberOf = ({ number }: TrialRecord) => number;

/** Trial 0 of study "a", begun at the start; trial 1 waits. */
async function begun(store: StudyStore, place?: StudyStorePlace): Promise<LeasedTrial> {
  place?.setTime(START);
  await store.createStudy(studyOf("a"));
  await store.addTrials("a", [trialOf(1), trialOf(2)]);
  return (await store.claimTrial("a", LEASE))!;
}
