import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lowerProgram } from "./lower.ts";
import { runReference } from "./reference-program.ts";
import { sampleFeeds, sampleLoop, toReference } from "./runtime.samples.ts";
import { nodeRuntime } from "./session.node.ts";
import type { HostArray, RuntimeSession } from "./session.ts";
import { webRuntime } from "./session.web.ts";

type HostArrays = Record<string, HostArray>;

const BATCHES = [4, 4, 3, 5, 1, 4];
/** float32 keeps 24 bits; a few dozen operations on numbers of order one lose some of them. */
const FLOAT32_TOLERANCE = 1e-6;

let session: RuntimeSession;
beforeAll(async () => {
  session = await nodeRuntime.create(lowerProgram(sampleLoop()));
});
afterAll(() => session.release());

const numbers = (array: { data: ArrayLike<number | bigint> }) => Array.from(array.data, Number);

function expectClose(
  actual: HostArrays,
  expected: Record<string, { shape: readonly number[]; data: ArrayLike<number | bigint> }>,
) {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    expect(actual[name].shape, name).toEqual(value.shape);
    const difference = numbers(actual[name]).map((element, index) =>
      Math.abs(element - Number(value.data[index])),
    );
    expect(Math.max(...difference), name).toBeLessThan(FLOAT32_TOLERANCE);
  }
}

/** The feeds of steps `from` to `to`, with the state that an earlier call left. */
function part(feeds: HostArrays, state: HostArrays, [from, to]: [number, number]): HostArrays {
  const cut = (name: string, start: number, end: number) => ({
    ...feeds[name],
    shape: [end - start],
    data: feeds[name].data.slice(start, end),
  });
  const offsets = feeds.offsets.data as Int32Array;
  return {
    ...feeds,
    ...Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith("state:"))),
    offsets: cut("offsets", from, to + 1),
    c1: cut("c1", from, to),
    probe: cut("probe", from, to),
    rows: { ...feeds.rows, shape: [offsets[offsets.length - 1]] },
  };
}

async function inCallsOf(
  stepsPerCall: number,
): Promise<{ state: HostArrays; losses: number[]; norms: number[] }> {
  const feeds = sampleFeeds(BATCHES);
  let state: HostArrays = {};
  const [losses, norms]: number[][] = [[], []];
  for (let from = 0; from < BATCHES.length; from += stepsPerCall) {
    const results = await session.run(part(feeds, state, [from, from + stepsPerCall]));
    losses.push(...numbers(results.loss));
    norms.push(...numbers(results.norm));
    state = Object.fromEntries(Object.entries(results).filter(([name]) => name.startsWith("state:")));
  }
  return { state, losses, norms };
}

describe("a loop program", () => {
  test("computes what the float64 reference computes, with batches of different sizes", async () => {
    const feeds = sampleFeeds(BATCHES);
    const results = await session.run(feeds);
    expectClose(results, runReference(sampleLoop(), toReference(feeds)));
    expect(numbers(results["state:count"])).toEqual([BATCHES.length]);
  });

  test("gives the same bits however its steps are grouped into calls", async () => {
    const whole = await inCallsOf(6);
    expect(await inCallsOf(3)).toEqual(whole);
    expect(await inCallsOf(2)).toEqual(whole);
    expect(await inCallsOf(1)).toEqual(whole);
  });

  test("computes conditional outputs where the flag is on, leaves zeros elsewhere, and trains the same", async () => {
    const feeds = sampleFeeds(BATCHES);
    const some = await session.run(feeds);
    const off = { ...feeds.probe, data: new Uint8Array(BATCHES.length) };
    const none = await session.run({ ...feeds, probe: off });
    expect(numbers(some.norm).map((norm) => norm > 0)).toEqual([false, true, false, true, false, true]);
    expect(numbers(none.norm)).toEqual(BATCHES.map(() => 0));
    expect(none["state:parameters"]).toEqual(some["state:parameters"]);
  });

  test("never changes its feeds", async () => {
    const feeds = sampleFeeds(BATCHES);
    await session.run(feeds);
    expect(feeds).toEqual(sampleFeeds(BATCHES));
  });

  test("gives the same bits again, and with two threads", async () => {
    const first = await session.run(sampleFeeds(BATCHES));
    expect(await session.run(sampleFeeds(BATCHES))).toEqual(first);
    const twoThreads = await nodeRuntime.create(lowerProgram(sampleLoop()), { threads: 2, spinning: true });
    expect(await twoThreads.run(sampleFeeds(BATCHES))).toEqual(first);
    await twoThreads.release();
  });

  test("computes the same in WebAssembly", async () => {
    const web = await webRuntime.create(lowerProgram(sampleLoop()));
    const feeds = sampleFeeds(BATCHES);
    expectClose(await web.run(feeds), await session.run(feeds));
    await web.release();
  });

  test("returns only the outputs asked for", async () => {
    expect(Object.keys(await session.run(sampleFeeds([4]), ["loss"]))).toEqual(["loss"]);
  });
});

describe("feeds of a loop program are refused", () => {
  const feeds = sampleFeeds([4, 4]);
  const refusal = (changes: HostArrays) => session.run({ ...feeds, ...changes });
  const integers = (...values: number[]) => ({
    dtype: "int32" as const,
    shape: [values.length],
    data: Int32Array.from(values),
  });

  test.each([
    [
      "a row number beyond the block",
      { rows: integers(0, 1, 2, 3, 4, 5, 6, 12) },
      /row number 12 at position 7 is not in block "pixels" of 12 rows/,
    ],
    ["an empty batch", { offsets: integers(0, 4, 4) }, /the batch of step 1 is rows 4 to 4/],
    ["a batch beyond the rows", { offsets: integers(0, 4, 9) }, /step 1 is rows 4 to 9, .* within 0 to 8/],
    ["no step", { offsets: integers(0) }, /offsets has 1 entries/],
    [
      "a step too many",
      { offsets: integers(0, 2, 4, 8) },
      /step input "c1" has 2 entries, but offsets say 3 steps/,
    ],
    [
      "two blocks of different length",
      { target: { ...feeds.target, shape: [5, 1], data: new Float32Array(5) } },
      /not in block "target" of 5 rows/,
    ],
  ])("%s", async (_, changes, message) => {
    await expect(refusal(changes as HostArrays)).rejects.toThrow(message);
  });
});
