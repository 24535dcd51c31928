import { expectEqual, expectError } from "./conformance-checks.ts";
import { at, LEASE, type StudyCases, studyOf, trialOf } from "./study-case.ts";

/** The duties of study stores about studies as wholes: told, found, changed, listed, copied and removed. */
export const STUDY_DUTIES: StudyCases = [
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
];
