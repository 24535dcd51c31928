import type { TrialRecord } from "../../run/study.ts";
import type { NewTrial } from "../study-store.ts";
import { expectEqual } from "./conformance-checks.ts";
import { at, begun, LEASE, numberOf, OTHER, START, type StudyCases, studyOf, trialOf } from "./study-case.ts";

/** The duties of study stores about trials: numbered, begun, reported and ended by the one who has them. */
export const TRIAL_DUTIES: StudyCases = [
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
    "lists each trial with its own curve and runs, where others have only one of them or none",
    async (store) => {
      await store.createStudy(studyOf("a"));
      const curve = Array.from({ length: 12 }, (_, step) => ({ step, value: 12 - step }));
      const runs = ["r9", "r10", "r1"];
      const others: Partial<NewTrial>[] = [{ curve }, {}, { runs }, { curve: curve.slice(9), runs: ["r0"] }];
      await store.addTrials(
        "a",
        others.map((other) => ({ ...trialOf(1), ...other, status: "complete" })),
      );
      const { trials } = await store.trials("a");
      expectEqual(
        trials.map((trial) => trial.curve),
        [curve, [], [], curve.slice(9)],
      );
      expectEqual(
        trials.map((trial) => trial.runs),
        [[], [], runs, ["r0"]],
      );
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
];
