import { expectEqual, expectError } from "./conformance-checks.ts";
import { at, begun, LEASE, OTHER, START, type StudyCases } from "./study-case.ts";

/** The duties of study stores about whose a trial is: leases that run out, trials paused or given up. */
export const LEASE_DUTIES: StudyCases = [
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
];
