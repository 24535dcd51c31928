import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochOrder } from "./epoch-order.ts";

describe("epochOrder", () => {
  it("visits every row once and leaves its input alone", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), fc.nat(1000), (list, seed, epoch) => {
        const rows = Int32Array.from(list);
        const order = epochOrder(rows, { seed, epoch });
        expect([...order.toSorted()]).toEqual([...Int32Array.from(list).toSorted()]);
        expect([...rows]).toEqual([...Int32Array.from(list)]);
      }),
      { seed: 1 },
    );
  });

  it("is the same for the same seed and epoch, and another for others", () => {
    const rows = Int32Array.from({ length: 100 }, (_, row) => row);
    const order = epochOrder(rows, { seed: 1, epoch: 3 });
    expect(epochOrder(rows, { seed: 1, epoch: 3 })).toEqual(order);
    expect(epochOrder(rows, { seed: 1, epoch: 4 })).not.toEqual(order);
    expect(epochOrder(rows, { seed: 2, epoch: 3 })).not.toEqual(order);
  });
});
