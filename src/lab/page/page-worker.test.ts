import { expect, test } from "vitest";
import { trainInPage } from "./page-worker.ts";

/** A worker that does what its page would see of one: nothing, until it is told to. */
class QuietWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message?: string; preventDefault?(): void }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  readonly received: { type: string }[] = [];
  isTerminated = false;
  postMessage(message: { type: string }) {
    this.received.push(message);
  }
  terminate() {
    this.isTerminated = true;
  }
}

function train() {
  const worker = new QuietWorker();
  const stop = new AbortController();
  const plan = { blocks: [], optimizer: { kind: "adam" }, schedule: { kind: "constant" } };
  const training = trainInPage(plan as unknown as Parameters<typeof trainInPage>[0], {
    worker: () => worker as unknown as Worker,
    hooks: {},
    signal: stop.signal,
  });
  training.catch(() => {});
  return { worker, training, stop };
}

test.each([
  ["its script is not found", {}, "The training worker failed: its script could not be loaded."],
  ["it throws", { message: "x is not defined" }, "The training worker failed: x is not defined."],
])("a worker fails when %s, and is ended", async (_, event, message) => {
  const { worker, training } = train();
  worker.onerror!(event);
  await expect(training).rejects.toMatchObject({ code: "worker-failed", message });
  expect(worker.isTerminated).toBe(true);
});

test("the worker gets the plan and the wish to stop, and is ended with its outcome", async () => {
  const { worker, training, stop } = train();
  stop.abort();
  expect(worker.received.map(({ type }) => type)).toEqual(["start", "interrupt"]);
  worker.onmessage!({ data: { type: "done", outcome: { status: "interrupted" } } });
  await expect(training).resolves.toEqual({ status: "interrupted" });
  expect(worker.isTerminated).toBe(true);
});
