import { expect, test } from "vitest";
import { disturbStudy } from "../bench/studies/faults.js";

// 20 kills meet most of the places where a worker can be; `npm run bench -- tune-faults` has 200.
test("a study whose workers are killed and paused has the same trials as one that nobody disturbed", {
  timeout: 300_000,
}, async () => {
  const { problems, trials, lost, furtherAttempts } = await disturbStudy({ kills: 20 });
  expect(problems).toEqual([]);
  expect(trials).toBeGreaterThan(20);
  expect(lost).toBeGreaterThanOrEqual(1);
  // Of the killed ones some held a trial, which another took.
  expect(furtherAttempts).toBeGreaterThan(3);
});
