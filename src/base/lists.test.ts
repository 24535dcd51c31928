import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { append, largestOf, normOf, smallestOf } from "./lists.ts";

/** More than an engine takes as arguments of one call. */
const MANY = 300_000;

describe("lists of any length", () => {
  const values = Float64Array.from({ length: MANY }, (_, index) => (index * 7919) % MANY);

  it("have a smallest and a largest", () => {
    expect([smallestOf(values), largestOf(values)]).toEqual([0, MANY - 1]);
  });

  it("are compared as Math.min and Math.max do", () => {
    for (const list of [[], [3], [1, Number.NaN], [Infinity, -Infinity], [-2, 5]]) {
      expect(smallestOf(list)).toBe(Math.min(...list));
      expect(largestOf(list)).toBe(Math.max(...list));
      expect(normOf(list)).toBe(Math.hypot(...list));
    }
  });

  it("are added to others", () => {
    const list = [1];
    append(list, values);
    expect([list.length, list[1], list.at(-1)]).toEqual([MANY + 1, values[0], values.at(-1)]);
  });
});

describe("calls in the sources", () => {
  /** Spreads of lists that cannot be long: axes of a shape, parts of a split, bytes of a tag. */
  const SHORT = [
    "graph/operations/matmul.ts",
    "data/split/split-by-column.ts",
    "data/split/split-parts.ts",
    "data/read/images/image-resize.ts",
    "data/read/images/image-header.ts",
  ];
  const TAKES_MANY = /(?:Math\.(?:min|max|hypot)|\.(?:push|unshift)|String\.from(?:CharCode|CodePoint))/;
  const SPREAD = new RegExp(`${TAKES_MANY.source}\\((?:[^(){}[\\]]*,)?\\s*\\.\\.\\.[^.]`);

  it("spread no list that grows with data", () => {
    const folder = fileURLToPath(new URL("..", import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") &&
        !/\.(test|samples)\.ts$/.test(file) &&
        file !== "base/lists.ts" &&
        !SHORT.includes(file),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => SPREAD.test(readFileSync(`${folder}/${file}`, "utf8")))).toEqual([]);
  });
});
