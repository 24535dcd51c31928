// node worker.js ADDRESS OWNER LEASE_MS STEP_MS [QUEUE]
//
// Works on the study of a store until all its trials have ended. It says a line of each that it takes, ends
// and loses, and may be killed or paused at any moment. With the address of a queue it takes a few trials
// whenever a hint wakes it, and else only when it looks by itself every now and then.
import { setTimeout as delay } from "node:timers/promises";
import {
  endOf,
  failsFirst,
  hasEnded,
  openBullQueue,
  openStore,
  pauses,
  pointOf,
  STEPS,
  stepValue,
  studyOf,
} from "./trial-work.js";

/** Trials of one hint, so that a worker waits again soon. */
const TRIALS_OF_HINT = 3;
/** Between two looks of one whom no hint has reached. */
const LOOK_MS = 500;

const [address, owner, leaseMs, stepMs, queueAddress] = process.argv.slice(2);
const lease = { owner, forMs: Number(leaseMs) };
const stepDelay = Number(stepMs);
const { studies } = await openWhenThere();
const { id: study } = studyOf({});
const say = (...words) => process.stdout.write(`${words.join(" ")}\n`);

/** The store, whose server may be on its way back. */
async function openWhenThere() {
  for (let attempt = 1; ; attempt++)
    try {
      return await openStore(address);
    } catch (error) {
      if (error.code !== "store-unusable" || attempt === 50) throw error;
      await delay(200);
    }
}

/** A trial that is there and free, or else a new one. */
async function nextTrial() {
  const found = await studies.claimTrial(study, lease);
  if (found) return found;
  const { trials } = await studies.trials(study);
  // Whoever paused a trial may be gone; anyone promotes it.
  for (const trial of trials.filter(({ status }) => status === "paused"))
    await studies.moveTrial(trial, { from: "paused", to: "waiting" });
  const { seed, settings } = await studies.getStudy(study);
  const number = trials.length;
  if (number < settings.trials)
    return studies.addTrial(
      study,
      { point: pointOf(seed, number), proposedBy: "sampler" },
      { number, lease },
    );
  return trials.every(hasEnded) ? null : undefined;
}

async function work(trial, why) {
  const { number, point, curve, error } = trial;
  say("took", number, trial.lease.token, why);
  await studies.reportTrial(trial, { runs: [`${number}-${trial.lease.token}`] });
  let { step, value } = curve.at(-1) ?? { step: 0, value: 1 };
  const isResumed = step >= STEPS / 2;
  while (step < STEPS) {
    if (step === 2 && failsFirst(number) && error === undefined) {
      await studies.releaseTrial(trial, { error: "made to fail once" });
      return;
    }
    if (step === STEPS / 2 && pauses(number) && !isResumed) {
      await studies.endTrial(trial, { status: "paused", values: [value] });
      return;
    }
    step += 1;
    value = stepValue(value, point.x);
    if (stepDelay > 0) await delay(stepDelay);
    await studies.renewLease(trial, lease);
    await studies.reportTrial(trial, { points: [{ step, value }] });
  }
  await studies.endTrial(trial, endOf(number, value));
  say("ended", number, trial.lease.token);
}

async function workUnlessLost(trial, why) {
  await work(trial, why).catch((error) => {
    if (error.code !== "lease-lost") throw error;
    say("lost", trial.number, trial.lease.token);
  });
}

async function workToTheEnd() {
  for (;;) {
    const trial = await nextTrial();
    if (trial === null) break;
    if (trial === undefined) await delay(5);
    else await workUnlessLost(trial, "unasked");
  }
}

/** Works where a hint or a look says so, one at a time. */
async function workWhenWoken() {
  const queue = await openBullQueue(queueAddress);
  let hasEnded = false;
  let last = Promise.resolve();
  const next = (why) => {
    const before = last;
    last = before.then(async () => {
      for (let count = 0; count < TRIALS_OF_HINT && !hasEnded; count++) {
        const trial = await nextTrial();
        hasEnded = trial === null;
        if (!trial) return;
        await workUnlessLost(trial, why);
      }
    });
    return last;
  };
  await queue.listen(() => next("woken").catch(() => {}));
  while (!hasEnded) {
    await next("looked");
    await delay(LOOK_MS);
  }
  await queue.close();
}

if (queueAddress === undefined) await workToTheEnd();
else await workWhenWoken();
say("done");
await studies.close();
