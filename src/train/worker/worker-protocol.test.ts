import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TrainingPlan } from "../plan/plan.ts";
import { driveTraining, type FromWorker } from "./worker-protocol.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Drives a worker that says nothing of itself; `say` speaks for it. */
function drive() {
  let say: (message: FromWorker) => void = () => {};
  const port = { post: () => {}, listen: (handler: typeof say) => (say = handler) };
  const training = driveTraining(port, { blocks: [] } as unknown as TrainingPlan, { hooks: {} });
  const failure = vi.fn();
  training.catch(failure);
  return { failure, say: (message: FromWorker) => say(message) };
}

test("a worker that does not answer is an error with a way out", async () => {
  const { failure } = drive();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(failure).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(failure).toHaveBeenCalledWith(
    expect.objectContaining({ code: "worker-silent", hint: expect.stringContaining("trainwell/worker") }),
  );
});

test("a worker that has answered may take its time", async () => {
  const { failure, say } = drive();
  say({ type: "started" });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(failure).not.toHaveBeenCalled();
});
