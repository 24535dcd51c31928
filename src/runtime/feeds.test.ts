import { expect, test } from "vitest";
import type { TrainwellError } from "../base/errors.ts";
import { checkFeeds } from "./feeds.ts";
import { type HostArray, hostArray, type ValueSignature } from "./session.ts";

const SIGNATURE: ValueSignature[] = [
  { name: "pixels", dtype: "float32", shape: ["batch", 3] },
  { name: "target", dtype: "int32", shape: ["batch"] },
];
const FEEDS: Record<string, HostArray> = {
  pixels: hostArray("float32", [2, 3], [1, 2, 3, 4, 5, 6]),
  target: hostArray("int32", [2], [0, 1]),
};

function refusal(feeds: Record<string, HostArray>): TrainwellError {
  try {
    checkFeeds(SIGNATURE, feeds);
  } catch (error) {
    return error as TrainwellError;
  }
  throw new Error("the feeds were accepted");
}

test("feeds that fit the signature pass", () => {
  expect(() => checkFeeds(SIGNATURE, FEEDS)).not.toThrow();
});

test("a missing input is named, with its type", () => {
  const error = refusal({ pixels: FEEDS.pixels });
  expect(error.code).toBe("feed-missing");
  expect(error.message).toBe('Input "target" is missing: expected int32[batch].');
});

test("an unknown input is named, with the one that was meant", () => {
  const error = refusal({ ...FEEDS, pixel: FEEDS.pixels });
  expect(error.code).toBe("feed-unknown");
  expect(error.message).toContain('no input "pixel"');
  expect(error.hint).toBe('Did you mean "pixels"?');
});

test("a wrong element type names the input, which ONNX Runtime's message does not", () => {
  const error = refusal({ ...FEEDS, target: hostArray("float32", [2], [0, 1]) });
  expect(error.code).toBe("feed-type");
  expect(error.message).toBe('Input "target": expected int32 (Int32Array), received float32 (Float32Array).');
});

test("an array of another kind than its element type says is refused", () => {
  const target = { dtype: "int32", shape: [2], data: Float32Array.of(0, 1) } as const;
  expect(refusal({ ...FEEDS, target }).code).toBe("feed-type");
});

test.each([
  [
    "a wrong dimension",
    hostArray("float32", [2, 4], []),
    /expected float32\[batch, 3\], received float32\[2, 4\] with 8 elements/,
  ],
  ["a wrong rank", hostArray("float32", [6], []), /expected float32\[batch, 3\], received float32\[6\]/],
  [
    "too few elements",
    { ...FEEDS.pixels, data: new Float32Array(5) },
    /received float32\[2, 3\] with 5 elements/,
  ],
])("%s is refused", (_, pixels, message) => {
  const error = refusal({ ...FEEDS, pixels });
  expect(error.code).toBe("feed-shape");
  expect(error.message).toMatch(message);
});

test("inputs that share a dimension must agree on its size", () => {
  const error = refusal({ ...FEEDS, target: hostArray("int32", [3], [0, 1, 2]) });
  expect(error.message).toContain('batch is 2 in input "pixels"');
});

test("an inherited property is no feed", () => {
  const signature: ValueSignature[] = [{ name: "toString", dtype: "int32", shape: [] }];
  expect(() => checkFeeds(signature, {})).toThrow('Input "toString" is missing');
});
