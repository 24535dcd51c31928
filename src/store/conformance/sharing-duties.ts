import { expectEqual, withStore } from "./conformance-checks.ts";
import { begun, numberOf, OTHER, type StudyCases, studyOf, trialOf } from "./study-case.ts";

/** The duties of study stores to those that share one: marks of changes, copies, places opened again. */
export const SHARING_DUTIES: StudyCases = [
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
