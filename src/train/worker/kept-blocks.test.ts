import { expect, test } from "vitest";
import type { DataBlock } from "../../program/data-block.ts";
import { BlocksAtWorker, KeptBlocks } from "./kept-blocks.ts";

const block = (name: string): DataBlock => ({
  name,
  dtype: "float32",
  rowShape: [1],
  data: Float32Array.of(1, 2),
});

test("blocks that were sent come without their data the next time, and are whole at the worker", () => {
  const [caller, worker] = [new BlocksAtWorker(), new KeptBlocks()];
  const [features, target, other] = [block("features"), block("target"), block("target")];
  for (const blocks of [
    [features, target],
    [features, other],
    [features, other],
  ]) {
    expect(worker.next(caller.toSend(blocks))).toEqual(blocks);
    caller.sent(blocks);
  }
  expect(caller.toSend([features, target]).kept).toEqual([0]);
});

test("of blocks that never got off none is taken for kept", () => {
  const caller = new BlocksAtWorker();
  const blocks = [block("features")];
  caller.toSend(blocks);
  expect(caller.toSend(blocks)).toEqual({ blocks, kept: [] });
});
