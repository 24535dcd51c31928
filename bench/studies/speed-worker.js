// node speed-worker.js ADDRESS OWNER TRIALS REPORTS
//
// Waits for a line on stdin, then adds, reports and ends trials of the study of a store, and says how many
// milliseconds that took.
import { once } from "node:events";
import { openStore, pointOf, studyOf } from "./trial-work.js";

const [address, owner, trials, reports] = process.argv.slice(2);
const { studies } = await openStore(address);
const { id: study } = studyOf({});
const lease = { owner, forMs: 60_000 };
let { mark, trials: known } = await studies.trials(study);
let count = known.length;

/** Adds the next trial, knowing all that others added, as a sampler has to. */
async function add() {
  for (;;) {
    const number = count;
    const trial = { point: pointOf(1, number), proposedBy: "sampler" };
    const added = await studies.addTrial(study, trial, { number, lease });
    ({ mark, trials: known } = await studies.trials(study, { since: mark }));
    count = known.reduce((most, each) => Math.max(most, each.number + 1), count);
    if (added) return added;
  }
}

process.stdout.write("ready\n");
await once(process.stdin, "data");
const began = performance.now();
for (let index = 0; index < Number(trials); index++) {
  const trial = await add();
  for (let step = 1; step <= Number(reports); step++)
    await studies.reportTrial(trial, { points: [{ step, value: trial.point.x / step }] });
  await studies.endTrial(trial, { status: "complete", values: [trial.point.x] });
}
process.stdout.write(`${performance.now() - began}\n`);
await studies.close();
process.exit(0);
