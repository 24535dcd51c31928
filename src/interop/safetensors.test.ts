import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrainwellError } from "../base/errors.ts";
import type { HostArray, HostData } from "../runtime/session.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const tensor = (dtype: HostArray["dtype"], shape: number[], data: HostData): HostArray => ({
  dtype,
  shape,
  data,
});

const everyType = new Map([
  ["flags", tensor("bool", [3], Uint8Array.of(1, 0, 1))],
  ["bytes", tensor("uint8", [1, 2], Uint8Array.of(7, 255))],
  ["weights", tensor("float32", [2, 2], Float32Array.of(1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY))],
  ["precise", tensor("float64", [], Float64Array.of(0.1))],
  ["codes", tensor("int32", [2], Int32Array.of(-1, 2 ** 31 - 1))],
  ["large", tensor("int64", [1], BigInt64Array.of(-(2n ** 62n)))],
  ["keys", tensor("uint32", [1], Uint32Array.of(2 ** 32 - 1))],
  ["nothing", tensor("float32", [0, 4], new Float32Array(0))],
]);

/** A file with this header over `size` bytes of data. */
function fileOf(header: string, size = 0): Uint8Array {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.length + size);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

describe("safetensors", () => {
  it("gives back every element type, bit for bit and in order", () => {
    const { tensors, metadata } = decodeSafetensors(
      encodeSafetensors(everyType, { format: "test", ünï: "✓" }),
      "a",
    );
    expect([...tensors.keys()]).toEqual([...everyType.keys()]);
    expect(tensors).toEqual(everyType);
    expect(Object.fromEntries(metadata)).toEqual({ format: "test", ünï: "✓" });
  });

  it("reads what the reference implementation wrote, and writes what it reads", () => {
    const golden = readFileSync(new URL("../../test/golden/safetensors-numpy.safetensors", import.meta.url));
    const { tensors, metadata } = decodeSafetensors(golden, "golden");
    expect(metadata.get("maker")).toBe("safetensors 0.8.0 numpy");
    expect(tensors.get("weights")).toEqual(
      tensor("float32", [2, 3], Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5)),
    );
    expect(tensors.get("codes")).toEqual(tensor("int64", [2], BigInt64Array.of(-1n, 2n ** 40n)));
    expect(tensors.get("flags")).toEqual(tensor("bool", [2], Uint8Array.of(1, 0)));
    expect(tensors.get("scale")).toEqual(tensor("float64", [], Float64Array.of(0.1)));
  });

  it("reads a view into a larger buffer", () => {
    const file = encodeSafetensors(everyType);
    const larger = new Uint8Array(file.length + 13);
    larger.set(file, 5);
    expect(decodeSafetensors(larger.subarray(5, 5 + file.length), "view").tensors).toEqual(everyType);
  });

  it("writes the part of a buffer that a view shows", () => {
    const view = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const { tensors } = decodeSafetensors(
      encodeSafetensors(new Map([["w", tensor("float32", [2], view)]])),
      "view",
    );
    expect(tensors.get("w")!.data).toEqual(Float32Array.of(1, 2));
  });

  it("aligns the data to eight bytes", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20 }).filter((name) => /^[ -~]+$/.test(name)),
        (name) => {
          const file = encodeSafetensors(new Map([[name, tensor("uint8", [1], Uint8Array.of(3))]]));
          expect((file.length - 1) % 8).toBe(0);
        },
      ),
      { seed: 3, numRuns: 50 },
    );
  });

  it("refuses every file that is cut off", () => {
    const file = encodeSafetensors(everyType, { format: "test" });
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length), "cut")).toThrow(TrainwellError);
    }
  });

  it.each([
    ["a header beyond the cap", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1), "header would be"],
    ["a header that is no JSON", fileOf("{oops"), "not JSON"],
    ["a header that is a list", fileOf("[]"), "not a JSON object"],
    ["metadata that is no text", fileOf('{"__metadata__":{"a":1}}'), 'metadata "a" is not a text'],
    ["an entry that is null", fileOf('{"w":null}'), "element type"],
    ["an unknown element type", fileOf('{"w":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', 2), '"F16"'],
    [
      "a type named like a member",
      fileOf('{"w":{"dtype":"constructor","shape":[1],"data_offsets":[0,2]}}', 2),
      "element type",
    ],
    ["a negative dimension", fileOf('{"w":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}'), "shape"],
    [
      "a shape beyond its bytes",
      fileOf('{"w":{"dtype":"F32","shape":[9],"data_offsets":[0,4]}}', 4),
      "takes 36",
    ],
    [
      "offsets beyond the file",
      fileOf('{"w":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}', 4),
      "cut off",
    ],
    [
      "offsets in reverse",
      fileOf('{"w":{"dtype":"U8","shape":[0],"data_offsets":[4,0]}}', 4),
      "has -4 bytes",
    ],
    [
      "an overlap",
      fileOf(
        '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},' +
          '"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}',
        6,
      ),
      '"b" begins',
    ],
    ["a gap", fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2), '"a" begins'],
    ["bytes that belong to nothing", fileOf("{}", 4), "has more"],
    [
      "__proto__ as a name",
      fileOf('{"__proto__":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
      "cannot be used",
    ],
    [
      "a name with control characters",
      fileOf('{"a\\u0007":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
      "cannot be used",
    ],
  ])("refuses %s", (_, file, sentence) => {
    expect(() => decodeSafetensors(file, "model.safetensors")).toThrow(TrainwellError);
    expect(() => decodeSafetensors(file, "model.safetensors")).toThrow(sentence);
  });

  it("refuses to write data that does not fill its shape, and reserved names", () => {
    const short = tensor("float32", [3], new Float32Array(2));
    expect(() => encodeSafetensors(new Map([["w", short]]))).toThrow(
      '"w" has 8 bytes, but float32 [3] takes 12',
    );
    expect(() =>
      encodeSafetensors(new Map([["__metadata__", tensor("uint8", [0], new Uint8Array(0))]])),
    ).toThrow("cannot be used");
  });
});
