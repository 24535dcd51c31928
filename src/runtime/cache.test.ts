import { expect, test } from "vitest";
import { cachedRuntime, compileProgram } from "./cache.ts";
import { openProgram } from "./open-program.ts";
import { sampleFeeds, sampleLoop } from "./runtime.samples.ts";
import { nodeRuntime } from "./session.node.ts";
import type { Runtime, RuntimeSession } from "./session.ts";

/** A runtime that counts what it creates and frees. */
function countingRuntime() {
  const counts = { created: 0, released: 0 };
  const create = async (): Promise<RuntimeSession> => {
    counts.created++;
    return { inputs: [], outputs: [], run: async () => ({}), release: async () => void counts.released++ };
  };
  return { counts, runtime: { name: "node", create } satisfies Runtime };
}

test("an equal program, built anew, is not lowered again", () => {
  expect(compileProgram(sampleLoop())).toBe(compileProgram(sampleLoop()));
});

test("another device or another name is another model", () => {
  const sample = sampleLoop();
  const stepOutputs = sample.stepOutputs.map((output) => ({ ...output, name: `other ${output.name}` }));
  expect(compileProgram({ ...sample, stepOutputs })).not.toBe(compileProgram(sampleLoop()));
  expect(compileProgram(sampleLoop(), { device: "webgpu" })).not.toBe(compileProgram(sampleLoop()));
});

test("a released session serves the next holder of the same model and options, and no other", async () => {
  const { counts, runtime } = countingRuntime();
  const cached = cachedRuntime(runtime);
  const model = Uint8Array.of(1, 2, 3);
  const first = await cached.create(model);
  await cached.create(model);
  expect(counts.created).toBe(2);
  await first.release();
  await first.release();
  await cached.create(Uint8Array.of(1, 2, 3), { threads: 1 });
  expect(counts.created).toBe(2);
  await cached.create(model, { threads: 2 });
  await cached.create(Uint8Array.of(1, 2, 4));
  expect(counts).toEqual({ created: 4, released: 0 });
});

test("only so many released sessions are kept", async () => {
  const { counts, runtime } = countingRuntime();
  const cached = cachedRuntime(runtime, { kept: 1 });
  const sessions = [await cached.create(Uint8Array.of(1)), await cached.create(Uint8Array.of(2))];
  for (const session of sessions) await session.release();
  expect(counts.released).toBe(1);
  await cached.clear();
  expect(counts.released).toBe(2);
});

test("a session is not run after its release, though it is kept", async () => {
  const cached = cachedRuntime(nodeRuntime);
  const program = compileProgram(sampleLoop());
  const session = await openProgram(cached, program);
  const results = await session.run(sampleFeeds(1));
  await session.release();
  await expect(session.run(sampleFeeds(1))).rejects.toThrow("after its release");
  const again = await openProgram(cached, program);
  expect(await again.run(sampleFeeds(1))).toEqual(results);
  await again.release();
  await cached.clear();
});
