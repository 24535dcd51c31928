import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serialize } from "node:v8";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { HistoryRow } from "../src/run/history.ts";
import { sampleDataset, samplePlan, train } from "../src/train/training.samples.ts";
import { root } from "./support/paths.ts";

// Worker threads need the compiled files.
const poolUrl = pathToFileURL(join(root, "dist", "train", "worker", "pool.node.js")).href;
const { TrainingPool }: typeof import("../src/train/worker/pool.node.ts") = await import(poolUrl);

const folder = mkdtempSync(join(tmpdir(), "trainwell-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let pool = new TrainingPool(2);
afterEach(async () => {
  await pool.close();
  pool = new TrainingPool(2);
});

const seeds = [1, 2, 3];
const planOf = (seed: number) => samplePlan({ training: { seed } });
const endless = () => samplePlan({ training: { epochs: 1_000_000, earlyStopping: null } });

test("trainings side by side give to the bit what they give on the caller's thread", async () => {
  const histories = seeds.map((): unknown[] => []);
  const outcomes = await Promise.all(
    seeds.map((seed, index) =>
      pool.train(planOf(seed), { hooks: { onHistory: (row) => histories[index].push(row) } }),
    ),
  );
  for (const [index, seed] of seeds.entries()) {
    const { outcome, history } = await train(planOf(seed));
    expect(outcomes[index].state).toEqual(outcome.state);
    expect(outcomes[index].chosen).toEqual(outcome.chosen);
    expect(outcomes[index].status).toBe(outcome.status);
    expect(histories[index]).toEqual(history);
  }
});

test("an aborted training leaves a checkpoint to continue from, with the same result", async () => {
  const stop = new AbortController();
  const plan = samplePlan({ training: { epochs: 300, earlyStopping: null } });
  const hooks = { onHistory: () => stop.abort() };
  const { status, state } = await pool.train(plan, { hooks, signal: stop.signal });
  expect(status).toBe("interrupted");
  const continued = await pool.train(plan, { resume: state });
  expect(continued.state).toEqual((await train(plan)).outcome.state);
});

test("a worker that trained on the same data, or on other data, before gives the same", async () => {
  pool = new TrainingPool(1);
  const [ours, other] = [sampleDataset(), sampleDataset({ rows: 150 })];
  for (const dataset of [ours, ours, other, ours]) {
    const plan = samplePlan({ dataset });
    expect((await pool.train(plan)).state).toEqual((await train(plan)).outcome.state);
  }
});

test("a training waits behind the epochs where it is judged, and can be ended there", async () => {
  const stop = new AbortController();
  const epochs: number[] = [];
  const told: number[] = [];
  const settle = async () => {
    told.push(epochs.length);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (told.length === 2) stop.abort();
  };
  const { status } = await pool.train(endless(), {
    signal: stop.signal,
    hooks: {
      onHistory: ({ kind, epoch }) => {
        if (kind === "epoch") epochs.push(epoch);
      },
      judgement: { after: [2, 5], settle },
    },
  });
  expect(status).toBe("interrupted");
  expect(told).toEqual([2, 5]);
  expect(epochs).toEqual([1, 2, 3, 4, 5]);
});

test("a verdict that comes when its training has ended leaves the next one waiting", async () => {
  pool = new TrainingPool(1);
  const [first, second] = [new AbortController(), new AbortController()];
  let judgeFirst = () => {};
  const firstVerdict = new Promise<void>((resolve) => {
    judgeFirst = resolve;
  });
  const settleFirst = () => {
    first.abort();
    return firstVerdict;
  };
  const ended = { signal: first.signal, hooks: { judgement: { after: [1], settle: settleFirst } } };
  expect((await pool.train(endless(), ended)).status).toBe("interrupted");
  const epochs: number[] = [];
  const onHistory = ({ kind, epoch }: HistoryRow) => {
    if (kind === "epoch") epochs.push(epoch);
  };
  const settle = async () => {
    judgeFirst();
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Without a last word the worker would go on for ever.
    second.abort();
  };
  const waiting = { signal: second.signal, hooks: { onHistory, judgement: { after: [2], settle } } };
  expect((await pool.train(endless(), waiting)).status).toBe("interrupted");
  expect(epochs).toEqual([1, 2]);
});

test("an abort stops its own training only, also when it comes late", async () => {
  pool = new TrainingPool(1);
  const late = new AbortController();
  expect((await pool.train(planOf(1), { signal: late.signal })).status).not.toBe("interrupted");
  const next = pool.train(planOf(2), { hooks: { onHistory: () => late.abort() } });
  expect((await next).status).not.toBe("interrupted");
});

test("a signal that was aborted before stops a training before its first step", async () => {
  const { status, state } = await pool.train(endless(), { signal: AbortSignal.abort() });
  expect(status).toBe("interrupted");
  expect(state.step).toBeLessThan(10);
});

test("a model that is none is refused in a sentence, and the worker goes on", async () => {
  pool = new TrainingPool(1);
  const broken = pool.train({ ...planOf(1), step: { model: Uint8Array.of(1, 2, 3), sizes: [] } });
  await expect(broken).rejects.toMatchObject({
    name: "TrainwellError",
    code: "session-failed",
    kind: "failure",
    message: expect.stringMatching(/^ONNX Runtime refused the model: /),
  });
  expect((await pool.train(planOf(1))).status).not.toBe("interrupted");
});

test("a plan whose data does not fit its model is refused in a sentence", async () => {
  const plan = planOf(1);
  const broken = pool.train({ ...plan, blocks: plan.blocks.slice(1) });
  await expect(broken).rejects.toMatchObject({
    name: "TrainwellError",
    message: expect.stringContaining("features"),
  });
});

test("closing interrupts what runs, and refuses what waits and what comes after", async () => {
  pool = new TrainingPool(1);
  const running = pool.train(endless());
  const waiting = [pool.train(endless()), pool.train(endless())];
  const refused = Promise.all(
    waiting.map((one) => expect(one).rejects.toMatchObject({ code: "pool-closed" })),
  );
  await pool.close();
  expect((await running).status).toBe("interrupted");
  await refused;
  await expect(pool.train(endless())).rejects.toMatchObject({ code: "pool-closed" });
});

describe("an augmented training", () => {
  const augmented = (training: object = {}) =>
    samplePlan({
      recipe: { data: { target: "y", augment: [{ kind: "noise" }, { kind: "swap" }] } },
      training: { ...training },
    });

  test("whose rows threads prepare gives to the bit what it gives on the caller's thread", async () => {
    const { outcome, history } = await train(augmented());
    const rows: unknown[] = [];
    const there = await pool.train(augmented(), { hooks: { onHistory: (row) => rows.push(row) } });
    expect(there.state).toEqual(outcome.state);
    expect(there.chosen).toEqual(outcome.chosen);
    expect(rows).toEqual(history);
  });

  test("can be aborted and continued, and leaves its worker free for the next training", async () => {
    pool = new TrainingPool(1);
    const plan = augmented({ epochs: 40, earlyStopping: null });
    const stop = new AbortController();
    const { status, state } = await pool.train(plan, {
      hooks: { onHistory: () => stop.abort() },
      signal: stop.signal,
    });
    expect(status).toBe("interrupted");
    const continued = await pool.train(plan, { resume: state });
    expect(continued.state).toEqual((await train(plan)).outcome.state);
  });
});

describe("a streamed training", () => {
  /** A stream of the sample's own training rows, in order. */
  const streamed = () => {
    const plan = samplePlan();
    const { blocks } = plan;
    const empty = blocks.map((block) => ({ ...block, data: block.data.slice(0, 0) }));
    const rowsOf = ({ from, to }: { from: number; to: number }) =>
      blocks.map((block) => {
        const width = block.rowShape.reduce((product, size) => product * size, 1);
        return { ...block, data: block.data.slice(from * width, to * width) };
      });
    const stream = () => ({
      ahead: 2,
      prepare: async (range: { from: number; to: number }) => rowsOf(range),
      close: async () => {},
    });
    const kind = { kind: "streamed" } as const;
    return { plan: { ...plan, blocks: empty, trainRows: { length: 130 }, feed: kind }, stream };
  };

  test("asks its caller for rows, and gives what it gives on the caller's thread", async () => {
    const { plan, stream } = streamed();
    const { outcome } = await train(plan, { stream: stream() });
    const there = await pool.train(plan, { stream: stream() });
    expect(there.state).toEqual(outcome.state);
  });

  test("tells an error of its rows, and frees its worker", async () => {
    pool = new TrainingPool(1);
    const { plan, stream } = streamed();
    const broken = {
      ...stream(),
      prepare: async () => {
        throw new Error("the disk is gone");
      },
    };
    await expect(pool.train(plan, { stream: broken })).rejects.toThrow("the disk is gone");
    const next = await pool.train(plan, { stream: stream() });
    expect(next.status).not.toBe("interrupted");
  });
});

describe("a process", () => {
  /**
   * Runs a script with `pool` (two workers) and `plan` (endless) at hand; what it returns is printed as JSON.
   */
  function run(body: string, environment: Record<string, string> = {}) {
    const path = join(folder, "plan");
    writeFileSync(path, serialize(endless()));
    const script = `
      import { readFileSync } from "node:fs";
      import { deserialize } from "node:v8";
      import { TrainingPool } from ${JSON.stringify(poolUrl)};
      const plan = deserialize(readFileSync(${JSON.stringify(path)}));
      const pool = new TrainingPool(2);
      const result = await (async () => { ${body} })();
      await pool.close();
      console.log(JSON.stringify(result));`;
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", script],
      { encoding: "utf8", env: { ...process.env, ...environment }, timeout: 50_000 },
    );
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
    return JSON.parse(stdout);
  }

  test("survives twenty aborts at any moment of a training", () => {
    const statuses = run(`
      const statuses = [];
      for (let i = 0; i < 20; i++) {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), (i * 37) % 101);
        statuses.push((await pool.train(plan, { signal: stop.signal })).status);
      }
      return statuses;`);
    expect(statuses).toEqual(Array(20).fill("interrupted"));
  });

  test("survives that its pool is closed in the middle of two trainings", () => {
    const statuses = run(`
      const trainings = [pool.train(plan), pool.train(plan)];
      await new Promise((resolve) => setTimeout(resolve, 300));
      await pool.close();
      return (await Promise.all(trainings)).map((outcome) => outcome.status);`);
    expect(statuses).toEqual(["interrupted", "interrupted"]);
  });

  test("learns that a worker has ended, and gets another one", () => {
    // Preloaded in every thread: ends the first worker after a moment, between two calls of the runtime.
    const preload = `import { isMainThread, threadId } from "node:worker_threads";
      if (!isMainThread && threadId === 1) setTimeout(() => process.exit(7), 200);`;
    const results = run(
      `const first = await pool.train(plan).catch((error) => error.toJSON());
      const second = await pool.train(plan, { signal: AbortSignal.timeout(300) });
      return [first.code, first.message, second.status];`,
      { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` },
    );
    expect(results).toEqual([
      "worker-crashed",
      "A training worker ended unexpectedly: exit code 7.",
      "interrupted",
    ]);
  });
});
