import { expect, test } from "vitest";
import { enumeration } from "./enumeration.ts";

test("puts a word before the last of several", () => {
  expect(enumeration(["a"])).toBe("a");
  expect(enumeration(["a", "b"])).toBe("a and b");
  expect(enumeration([2, 3, 5], "or")).toBe("2, 3 or 5");
});
