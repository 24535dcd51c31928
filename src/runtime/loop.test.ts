import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lowerProgram } from "./lower.ts";
import { runReference } from "./reference-program.ts";
import { sampleFeeds, sampleLoop, toReference } from "./runtime.samples.ts";
import { nodeRuntime } from "./session.node.ts";
import { type HostArray, hostZeros, type RuntimeSession } from "./session.ts";
import { webRuntime } from "./session.web.ts";

type HostArrays = Record<string, HostArray>;

const STEPS = 6;
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
  const cut = (name: string) => {
    const { dtype, shape, data } = feeds[name];
    const size = data.length / shape[0];
    return { dtype, shape: [to - from, ...shape.slice(1)], data: data.slice(from * size, to * size) };
  };
  return {
    ...feeds,
    ...Object.fromEntries(Object.entries(state).filter(([name]) => name.startsWith("state:"))),
    ...Object.fromEntries(["rows", "c1"].map((name) => [name, cut(name)])),
  };
}

async function inCallsOf(
  stepsPerCall: number,
): Promise<{ state: HostArrays; losses: number[]; errors: number[] }> {
  const feeds = sampleFeeds(STEPS);
  let state: HostArrays = {};
  const [losses, errors]: number[][] = [[], []];
  for (let from = 0; from < STEPS; from += stepsPerCall) {
    const results = await session.run(part(feeds, state, [from, from + stepsPerCall]));
    losses.push(...numbers(results.loss));
    errors.push(...numbers(results.errors));
    state = Object.fromEntries(Object.entries(results).filter(([name]) => name.startsWith("state:")));
  }
  return { state, losses, errors };
}

describe("a loop program", () => {
  test.each([1, 3, 5])(
    "computes what the float64 reference computes, with batches of %i",
    async (batchSize) => {
      const feeds = sampleFeeds(STEPS, batchSize);
      const results = await session.run(feeds);
      expectClose(results, runReference(sampleLoop(), toReference(feeds)));
      expect(numbers(results["state:count"])).toEqual([STEPS]);
    },
  );

  test("gives the same bits however its steps are grouped into calls", async () => {
    const whole = await inCallsOf(6);
    expect(await inCallsOf(3)).toEqual(whole);
    expect(await inCallsOf(2)).toEqual(whole);
    expect(await inCallsOf(1)).toEqual(whole);
  });

  test("never changes its feeds", async () => {
    const feeds = sampleFeeds(STEPS);
    await session.run(feeds);
    expect(feeds).toEqual(sampleFeeds(STEPS));
  });

  test("gives the same bits again, and with two threads", async () => {
    const first = await session.run(sampleFeeds(STEPS));
    expect(await session.run(sampleFeeds(STEPS))).toEqual(first);
    const twoThreads = await nodeRuntime.create(lowerProgram(sampleLoop()), { threads: 2, spinning: true });
    expect(await twoThreads.run(sampleFeeds(STEPS))).toEqual(first);
    await twoThreads.release();
  });

  test("computes the same in WebAssembly", async () => {
    const web = await webRuntime.create(lowerProgram(sampleLoop()));
    const feeds = sampleFeeds(STEPS);
    expectClose(await web.run(feeds), await session.run(feeds));
    await web.release();
  });

  test("returns only the outputs asked for", async () => {
    expect(Object.keys(await session.run(sampleFeeds(1), ["loss"]))).toEqual(["loss"]);
  });
});

describe("feeds of a loop program are refused", () => {
  const feeds = sampleFeeds(2);
  const refusal = (changes: HostArrays) => session.run({ ...feeds, ...changes });
  const rows = (steps: number, ...values: number[]) => ({
    dtype: "int32" as const,
    shape: [steps, values.length / steps],
    data: Int32Array.from(values),
  });

  test.each([
    [
      "a row number beyond the block",
      { rows: rows(2, 0, 1, 2, 3, 4, 5, 6, 12) },
      /row number 12 at position 7 is not in block "pixels" of 12 rows/,
    ],
    [
      "a negative row number",
      { rows: rows(2, 0, 1, 2, 3, -1, 5, 6, 7) },
      /row number -1 at position 4 is not in block "pixels" of 12 rows/,
    ],
    [
      "empty batches",
      { rows: { ...rows(1), shape: [2, 0] } },
      /rows are \[2, 0\], at least one step and one row are needed/,
    ],
    [
      "no step",
      { rows: { ...rows(1), shape: [0, 4] }, c1: hostZeros("float32", [0]) },
      /rows are \[0, 4\], at least one step/,
    ],
    ["a step too many", { rows: rows(4, 0, 1, 2, 3, 4, 5, 6, 7) }, /steps is 4 in input "rows"/],
    [
      "two blocks of different length",
      { target: { ...feeds.target, shape: [5, 1], data: new Float32Array(5) } },
      /not in block "target" of 5 rows/,
    ],
  ])("%s", async (_, changes, message) => {
    await expect(refusal(changes as HostArrays)).rejects.toThrow(message);
  });
});
