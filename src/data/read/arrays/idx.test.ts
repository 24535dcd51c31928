import { describe, expect, it } from "vitest";
import { idxBytes } from "../files.samples.ts";
import { isIdx, parseIdx } from "./idx.ts";

describe("parseIdx", () => {
  it.each([
    Uint8Array.of(0, 1, 255, 7, 8, 9),
    Int8Array.of(-128, -1, 0, 1, 2, 127),
    Int16Array.of(-32768, -1, 0, 1, 256, 32767),
    Int32Array.of(-2147483648, -1, 0, 1, 65536, 2147483647),
    Float32Array.of(-1.5, 0, 3.25, 1e10, -1e-10, 7),
    Float64Array.of(-1.5, 0, Math.PI, 1e300, -1e-300, 7),
  ])("reads %o back", (data) => {
    expect(parseIdx(idxBytes([3, 2], data), "a")).toEqual({ shape: [3, 2], data });
  });

  it("reads from the middle of a larger buffer", () => {
    const bytes = idxBytes([2], Float32Array.of(1, 2));
    const larger = Uint8Array.of(9, 9, 9, ...bytes, 9);
    expect(parseIdx(larger.subarray(3, 3 + bytes.length), "a").data).toEqual(Float32Array.of(1, 2));
  });

  it.each([
    [
      "cut off",
      idxBytes([3, 2], Uint8Array.of(1, 2, 3, 4, 5, 6)).slice(0, -1),
      "takes 18 bytes, and it has 17",
    ],
    ["too long", Uint8Array.of(...idxBytes([1], Uint8Array.of(1)), 0), "takes 9 bytes, and it has 10"],
    ["cut off in its header", Uint8Array.of(0, 0, 8, 3, 0), "ends within its header, after 5 bytes"],
    ["of another kind", Uint8Array.of(1, 2, 3, 4), "received 01 02 03 04"],
    ["empty", new Uint8Array(0), "received nothing"],
  ])("refuses a file that is %s", (_, bytes, message) => {
    expect(() => parseIdx(bytes, "x-idx1-ubyte")).toThrow(message);
  });

  it("knows a file by its first bytes", () => {
    expect(isIdx(idxBytes([1], Uint8Array.of(1)))).toBe(true);
    expect(isIdx(new TextEncoder().encode("a,b\n1,2"))).toBe(false);
  });
});
