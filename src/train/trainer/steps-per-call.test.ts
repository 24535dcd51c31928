import { afterEach, describe, expect, test, vi } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import type { Runtime } from "../../runtime/session.ts";
import { samplePlan } from "../training.samples.ts";
import { runTraining } from "./loop.ts";
import { CALL_DURATIONS_MS, CallSizes, type CallTiming, stepsPerCall } from "./steps-per-call.ts";

/** The costs of calls, in milliseconds. */
interface Costs {
  readonly boundary: number;
  readonly step: number;
}

/**
 * 784-1024-1024-10 in batches of 256 under Adam, whose state takes 22 MB; and a convolution, whose state is
 * small.
 */
const WIDE: Costs = { boundary: 21, step: 29 };
const CONVOLUTION: Costs = { boundary: 0.2, step: 12 };

const MOST = 256;
const ANYTIME = { withinMs: Number.POSITIVE_INFINITY };

/**
 * The calls that a training makes whose calls cost that much, times what `noise` says of each; the first one
 * doubly.
 */
function play(
  { boundary, step }: Costs,
  options: { count: number; noise?: (call: number) => number },
): CallTiming[] {
  const { count, noise = () => 1 } = options;
  const sizes = new CallSizes(CALL_DURATIONS_MS.cpu);
  return Array.from({ length: count }, (_, index) => {
    const steps = sizes.next(MOST, ANYTIME);
    const factor = index === 0 ? 2 : noise(index);
    const call = { steps, durationMs: factor * (boundary + steps * step) };
    sizes.record(call);
    return call;
  });
}

const next = (calls: readonly CallTiming[], most = MOST) =>
  stepsPerCall(calls, { most, ...CALL_DURATIONS_MS.cpu });

describe("a call", () => {
  test("is of one step before anything is known", () => {
    expect(next([])).toBe(1);
  });

  test("lasts the usual duration where its boundary costs nothing", () => {
    const calls = [2, 5, 8].map((steps) => ({ steps, durationMs: 9 * steps }));
    expect(next(calls)).toBe(5);
  });

  test("is as long as makes its boundary a fiftieth of it", () => {
    const calls = [4, 10, 30].map((steps) => ({ steps, durationMs: 2 + 5 * steps }));
    // 49 times the boundary's 2 ms are 98 ms, which 20 steps take.
    expect(next(calls)).toBe(20);
  });

  test("is at most twice as large as any before, where only the boundary asks for it", () => {
    expect(next([{ steps: 3, durationMs: 60 }])).toBe(6);
    expect(next([1, 2].map((steps) => ({ steps, durationMs: 30 + 10 * steps })))).toBe(4);
  });

  test("makes no more steps than it can", () => {
    expect(next([{ steps: 1, durationMs: 0.1 }], 15)).toBe(15);
    expect(next([{ steps: 1, durationMs: 0 }], 15)).toBe(15);
    expect(
      next(
        [8, 4].map((steps) => ({ steps, durationMs: 20 + 5 * steps })),
        7,
      ),
    ).toBe(7);
  });

  test("does not shrink because something else had the machine during another one", () => {
    const calls = play(WIDE, { count: 8 });
    const hindered = { steps: 12, durationMs: 10 * (21 + 29 * 12) };
    expect(next([...calls, hindered])).toBeGreaterThanOrEqual(next(calls));
  });

  test.each([390, 400, 700, 5000])("of steps of %i ms is a single one", (step) => {
    for (const { steps } of play({ boundary: 30, step }, { count: 20 })) expect(steps).toBe(1);
  });
});

describe("the calls of a training", () => {
  test("grow for a large state, until they take as long as they may", () => {
    const calls = play(WIDE, { count: 30 });
    expect(calls.slice(0, 4).map(({ steps }) => steps)).toEqual([1, 2, 4, 8]);
    for (const { durationMs } of calls) expect(durationMs).toBeLessThanOrEqual(CALL_DURATIONS_MS.cpu.longest);
    // 13 steps take 398 ms.
    for (const { steps } of calls.slice(5)) expect(steps).toBeGreaterThanOrEqual(12);
  });

  test("stay short for a small state", () => {
    const sizes = play(CONVOLUTION, { count: 30 }).map(({ steps }) => steps);
    // Four take 40 ms and a little; eight are tried now and then, to find out that they gain nothing.
    expect(Math.max(...sizes)).toBe(8);
    expect(sizes.filter((steps) => steps > 4).length).toBeLessThanOrEqual(3);
  });

  test("reach the usual duration at once, from the first step", () => {
    const [first, second, third] = play({ boundary: 0.3, step: 0.17 }, { count: 3 });
    expect(first.steps).toBe(1);
    expect(second.steps).toBe(Math.ceil(40 / first.durationMs));
    expect(third.steps).toBe(Math.ceil((40 * second.steps) / second.durationMs));
  });

  test("lose little to their boundaries on a machine that others use, and stay short enough", () => {
    for (let seed = 0; seed < 20; seed++) {
      // Every call takes up to half as long again, and every eighth four times as long.
      const noise = (call: number) =>
        (1 + 0.5 * uniform(randomKey(seed), call)) * (uniform(randomKey(seed, 1), call) < 1 / 8 ? 4 : 1);
      const steps = play(WIDE, { count: 60, noise })
        .slice(6)
        .map((call) => call.steps);
      const all = steps.reduce((sum, each) => sum + each, 0);
      const share = (steps.length * WIDE.boundary) / (steps.length * WIDE.boundary + all * WIDE.step);
      // The longest calls lose 5 %, single steps 42 %.
      expect(share, `seed ${seed}`).toBeLessThan(0.12);
      // Noise makes steps look longer than they are, so the calls are within the limit but for a boundary's
      // length.
      const longest = WIDE.boundary + Math.max(...steps) * WIDE.step;
      expect(longest).toBeLessThanOrEqual(CALL_DURATIONS_MS.cpu.longest + WIDE.boundary);
    }
  });

  test("end when something is due, as far as the usual duration allows", () => {
    const sizes = new CallSizes(CALL_DURATIONS_MS.cpu);
    for (const steps of [1, 1, 4, 12]) sizes.record({ steps, durationMs: 21 + 29 * steps });
    const within = (withinMs: number) => sizes.next(MOST, { withinMs });
    expect([400, 200, 100, 0, -50].map(within)).toEqual([13, 6, 3, 2, 2]);
  });

  test("are on WebGPU of the usual duration alone", () => {
    const sizes = new CallSizes(CALL_DURATIONS_MS.webgpu);
    for (const steps of [1, 1, 5, 9]) sizes.record({ steps, durationMs: 60 + 10 * steps });
    expect(sizes.next(MOST, ANYTIME)).toBe(Math.ceil(250 / (150 / 9)));
  });
});

describe("by the clock", () => {
  afterEach(() => vi.restoreAllMocks());

  /** A runtime whose calls move the clock by what they cost, and nothing else does. */
  function costly({ boundary, step }: Costs) {
    const clock = { now: 0 };
    vi.spyOn(performance, "now").mockImplementation(() => clock.now);
    const sizes: number[] = [];
    const runtime: Runtime = {
      name: "node",
      async create(model, options) {
        const session = await nodeRuntime.create(model, options);
        const run: typeof session.run = (feeds, fetches) => {
          const [steps] = feeds.rows.shape;
          sizes.push(steps);
          clock.now += boundary + steps * step;
          return session.run(feeds, fetches);
        };
        return { ...session, run };
      },
    };
    return { clock, sizes, runtime };
  }

  /** 130 steps an epoch, with nothing but steps in it. */
  const plan = () =>
    samplePlan({ dev: false, probes: false, training: { batchSize: 1, epochs: 5, earlyStopping: null } });

  test("a training of a large state stops within half a second, whenever it is asked to", async () => {
    for (let askedAt = 0; askedAt < 4000; askedAt += 190) {
      const { clock, sizes, runtime } = costly(WIDE);
      const hooks = { interrupted: () => clock.now >= askedAt };
      const { status } = await runTraining(plan(), runtime, { hooks });
      expect(status).toBe("interrupted");
      expect(clock.now - askedAt).toBeLessThanOrEqual(500);
      if (askedAt > 2000) expect(Math.max(...sizes)).toBeGreaterThanOrEqual(12);
      vi.restoreAllMocks();
    }
  });

  test("a training of very long steps stops after the step under way", async () => {
    const { clock, sizes, runtime } = costly({ boundary: 100, step: 3000 });
    const hooks = { interrupted: () => clock.now >= 7000 };
    const { state } = await runTraining(plan(), runtime, { hooks });
    expect(sizes).toEqual([1, 1, 1]);
    expect(state.step).toBe(3);
  });

  test("checkpoints come as promised although calls are long", async () => {
    const { clock, runtime } = costly(WIDE);
    const times: number[] = [];
    await runTraining(plan(), runtime, { hooks: { onCheckpoint: () => times.push(clock.now) } });
    // Half a second after the start, then whenever the time has doubled, at most five seconds apart; each but
    // the last late by no more than the shortest call, of two steps.
    const lateness = times.slice(0, -1).map((time, index) => {
      const before = times[index - 1] ?? 0;
      return time - before - Math.min(5000, Math.max(500, before));
    });
    expect(lateness.length).toBeGreaterThan(5);
    for (const late of lateness) expect(late).toBeLessThanOrEqual(WIDE.boundary + 2 * WIDE.step);
  });

  test("the size of calls changes nothing", async () => {
    const one = await runTraining(plan(), nodeRuntime, { stepsPerCall: 1 });
    const { sizes, runtime } = costly(WIDE);
    const { state } = await runTraining(plan(), runtime);
    expect(state).toEqual(one.state);
    expect(new Set(sizes).size).toBeGreaterThan(3);
  });
});
