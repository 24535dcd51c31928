import { describe, expect, it } from "vitest";
import { bytesOf, npyBytes } from "../files.samples.ts";
import { parseNpy } from "./npy.ts";

describe("parseNpy", () => {
  it.each([
    ["'|u1'", Uint8Array.of(0, 128, 255)],
    ["'|i1'", Int8Array.of(-128, 0, 127)],
    ["'<u2'", Uint16Array.of(0, 1, 65535)],
    ["'<i4'", Int32Array.of(-5, 0, 5)],
    ["'<i8'", BigInt64Array.of(-5n, 0n, 5n)],
    ["'<f4'", Float32Array.of(-1.5, 0, 2.5)],
    ["'<f8'", Float64Array.of(-1.5, Math.PI, 2.5)],
  ])("reads %s", (descriptor, data) => {
    expect(parseNpy(npyBytes(descriptor, [3], bytesOf(data)), "a.npy")).toEqual({ shape: [3], data });
  });

  it("reads booleans, the second version of the format, and no rows", () => {
    const booleans = parseNpy(npyBytes("'|b1'", [2], Uint8Array.of(0, 1), { version: 2 }), "a.npy");
    expect(booleans).toEqual({ shape: [2], data: Uint8Array.of(0, 1), isBoolean: true });
    expect(parseNpy(npyBytes("'<f4'", [0, 3], new Uint8Array(0)), "a.npy").data).toEqual(new Float32Array(0));
  });

  it("turns the largest byte first around", () => {
    const bytes = Uint8Array.of(0, 0, 0, 1, 255, 255, 255, 254);
    expect(parseNpy(npyBytes("'>i4'", [2], bytes), "a.npy").data).toEqual(Int32Array.of(1, -2));
  });

  it("turns Fortran order to C order", () => {
    // Element (i, j, k) is 100 i + 10 j + k; in Fortran order i runs fastest.
    const fortran = [0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121];
    const { data } = parseNpy(
      npyBytes("'<f4'", [2, 3, 2], bytesOf(Float32Array.from(fortran)), { fortran: true }),
      "a.npy",
    );
    expect([...(data as Float32Array)]).toEqual([0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
  });

  it("reads words of code points and of bytes", () => {
    const wide = bytesOf(Uint32Array.of(0x62, 0xe9, 0x63, 0, 0, 0));
    expect(parseNpy(npyBytes("'<U3'", [2], wide), "a.npy").data).toEqual(["béc", ""]);
    expect(parseNpy(npyBytes("'|S2'", [2], Uint8Array.of(0x61, 0x62, 0x63, 0)), "a.npy").data).toEqual([
      "ab",
      "c",
    ]);
  });

  it.each([
    ["cut off", npyBytes("'<f4'", [3], new Uint8Array(11)), "takes 12 bytes, and 11 follow"],
    ["of objects", npyBytes("'|O'", [1], new Uint8Array(8)), 'of type "|O"'],
    ["of complex numbers", npyBytes("'<c8'", [1], new Uint8Array(8)), 'of type "<c8"'],
    ["of records", npyBytes("[('a', '<f4')]", [1], new Uint8Array(4)), "records of several fields"],
    ["of another kind", Uint8Array.of(1, 2, 3), "does not begin as one"],
    [
      "cut off in its header",
      npyBytes("'<f4'", [3], new Uint8Array(0)).slice(0, 20),
      "ends within its header",
    ],
  ])("refuses a file that is %s", (_, bytes, message) => {
    expect(() => parseNpy(bytes, "a.npy")).toThrow(message);
  });
});
