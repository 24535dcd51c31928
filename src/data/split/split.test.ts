import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { allRows } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { groupFolds } from "./folds.ts";
import { type SplitOptions, splitRows } from "./split.ts";
import { partCounts, splitSizes } from "./split-parts.ts";

const PARTS = ["train", "dev", "test"] as const;

function split(target: readonly CellValue[], options: SplitOptions & { by?: readonly CellValue[] } = {}) {
  const { by, ...rest } = options;
  const table = tableFromColumns([["y", target], ...(by === undefined ? [] : [["by", by] as const])]);
  return splitRows(table, {
    ...(by === undefined ? {} : { column: "by" }),
    ...rest,
    target: chooseTarget(table, { target: "y" }),
  });
}

function range<T>(count: number, value: (row: number) => T): T[] {
  return Array.from({ length: count }, (_, row) => value(row));
}

/** Some numbers that are a regression target. */
const numbers = (count: number) => range(count, (row) => row + 0.5);

const sizesOf = (parts: ReturnType<typeof split>) => PARTS.map((part) => parts[part].length);

/** Targets with two to six classes, each at least three rows, some missing. */
const labels = fc.array(fc.integer({ min: 3, max: 40 }), { minLength: 2, maxLength: 6 }).chain((counts) => {
  const all: CellValue[] = counts.flatMap((count, code) => range(count, () => `class ${code}`));
  return fc.shuffledSubarray([...all, null, null, ...range(6, () => "class 0")], {
    minLength: all.length + 8,
  });
});

describe("splitRows", () => {
  it("puts every row that has a target in exactly one part, whatever the method", () => {
    const methods = fc.constantFrom("random", "stratified", "group", "time", "auto");
    fc.assert(
      fc.property(labels, methods, fc.nat(), (target, method, seed) => {
        const by = target.map((_, row) => (method === "group" ? row % 7 : row));
        const parts = split(target, { method, seed, by });
        const present = target.flatMap((label, row) => (label === null ? [] : [row]));
        expect(PARTS.flatMap((part) => [...parts[part]]).sort((a, b) => a - b)).toEqual(present);
        for (const part of PARTS) expect(parts[part].length).toBeGreaterThan(0);
      }),
      { seed: 2 },
    );
  });

  it("is the same for the same seed and another for another", () => {
    expect(split(numbers(50), { seed: 3 })).toEqual(split(numbers(50), { seed: 3 }));
    expect(split(numbers(50), { seed: 3 }).test).not.toEqual(split(numbers(50), { seed: 4 }).test);
  });

  it("chooses stratified for classes and random for numbers", () => {
    expect(split(range(20, (row) => row % 2)).method).toBe("stratified");
    expect(split(numbers(20)).method).toBe("random");
  });

  it("gives every class its share in every part, to within two rows, and keeps the parts' sizes", () => {
    fc.assert(
      fc.property(labels, fc.nat(), (target, seed) => {
        const parts = split(target, { seed });
        const present = target.filter((label) => label !== null);
        const sizes = partCounts(present.length, { train: 0.6, dev: 0.2, test: 0.2 });
        const shares = { train: 0.6, dev: 0.2, test: 0.2 };
        PARTS.forEach((part, index) => {
          expect(Math.abs(parts[part].length - sizes[index])).toBeLessThanOrEqual(1);
          for (const label of new Set(present)) {
            const count = present.filter((other) => other === label).length;
            const inPart = Array.from(parts[part]).filter((row) => target[row] === label).length;
            expect(Math.abs(inPart - shares[part] * count)).toBeLessThan(2);
          }
        });
      }),
      { seed: 3 },
    );
  });

  it("has every class in train, even one with a single row, and says which parts lack one", () => {
    const target = range(60, (row) => (row === 17 ? "rare" : row % 2 === 0 ? "a" : "b"));
    for (let seed = 0; seed < 20; seed++) {
      const parts = split(target, { seed });
      expect(parts.train).toContain(17);
      expect(parts.notes).toEqual([
        'The dev part has no row of "rare".',
        'The test part has no row of "rare".',
      ]);
    }
  });

  it("has every class in train though train is the smallest part", () => {
    const target = range(60, (row) => (row === 17 ? "rare" : row === 40 ? "rarer" : "common"));
    for (let seed = 0; seed < 20; seed++) {
      const parts = split(target, { seed, train: 0.1, dev: 0.45, test: 0.45 });
      expect(parts.train).toContain(17);
      expect(parts.train).toContain(40);
    }
  });

  it("keeps all rows of a group on one side, at about the sizes asked for", () => {
    const by = range(400, (row) => `patient ${(row * 7) % 40}`);
    const parts = split(numbers(400), { method: "group", by, seed: 5 });
    const groups = PARTS.map((part) => new Set(Array.from(parts[part], (row) => by[row])));
    expect(groups[0].size + groups[1].size + groups[2].size).toBe(40);
    expect(sizesOf(parts)).toEqual([240, 80, 80]);
  });

  it("fills every part though there are only three groups", () => {
    const by = range(30, (row) => (row < 28 ? 0 : row));
    for (let seed = 0; seed < 10; seed++) {
      expect(sizesOf(split(numbers(30), { method: "group", by, seed })).toSorted()).toEqual(
        [1, 1, 28].toSorted(),
      );
    }
  });

  it.each([
    ["numbers", (row: number): CellValue => 1000 - row],
    [
      "dates",
      (row: number): CellValue =>
        new Date(Date.UTC(2024, 0, 1) - row * 86_400_000).toISOString().slice(0, 10),
    ],
    ["moments", (row: number): CellValue => new Date(Date.UTC(2024, 0, 1) - row * 3_600_000).toISOString()],
  ])("orders by time, the latest being test, for %s", (_, time) => {
    const parts = split(numbers(20), { method: "time", by: range(20, time) });
    expect([...parts.test]).toEqual([0, 1, 2, 3]);
    expect([...parts.dev]).toEqual([4, 5, 6, 7]);
  });

  it("follows a column of parts", () => {
    const words = ["train", "Train", "validation", "test"];
    const parts = split(numbers(20), { method: "column", by: range(20, (row) => words[row % 4]) });
    expect(sizesOf(parts)).toEqual([10, 5, 5]);
    expect([...parts.test]).toEqual([3, 7, 11, 15, 19]);
  });

  it("divides the rest into train and dev where a column tells only the test rows", () => {
    const by = range(100, (row) => (row % 5 === 0 ? "test" : "other"));
    const parts = split(
      range(100, (row) => row % 2),
      { method: "column", by },
    );
    expect([...parts.test]).toEqual(range(20, (row) => row * 5));
    expect(sizesOf(parts)).toEqual([60, 20, 20]);
  });

  it("says how many rows have no target", () => {
    expect(split([null, ...numbers(20)]).notes).toEqual(["1 row has no target and is left out."]);
  });

  it.each([
    ["two rows", [1.5, 2.5], {}, "rows-too-few", /has 2 rows with a target; at least 10 are needed/],
    [
      "a stratified split of numbers",
      numbers(20),
      { method: "stratified" },
      "split-invalid",
      /needs classes/,
    ],
    ["a group split without a column", numbers(20), { method: "group" }, "split-invalid", /needs a column/],
    [
      "a column that does not exist",
      numbers(20),
      { method: "group", column: "patient" },
      "column-missing",
      /"patient"/,
    ],
    [
      "the target as the column",
      numbers(20),
      { method: "time", column: "y" },
      "split-invalid",
      /cannot be the column/,
    ],
    [
      "too few groups",
      numbers(20),
      { method: "group", by: range(20, (r) => r % 2) },
      "split-invalid",
      /has 2 groups; at least 3/,
    ],
    [
      "times that are none",
      numbers(20),
      { method: "time", by: range(20, () => "soon") },
      "split-invalid",
      /row 1.*"soon"/,
    ],
    [
      "missing times",
      numbers(20),
      { method: "time", by: range(20, (r) => r || null) },
      "split-invalid",
      /row 1.*no value/,
    ],
    [
      "unknown words",
      numbers(12),
      { method: "column", by: range(12, (r) => ["train", "x", "test"][r % 3]) },
      "split-invalid",
      /row 2.*"x"/,
    ],
    ["shares above 1", numbers(20), { train: 1.2 }, "split-invalid", /train share.*1.2/],
    [
      "shares that do not sum to 1",
      numbers(20),
      { train: 0.5, dev: 0.2, test: 0.2 },
      "split-invalid",
      /sum to 0.9; expected 1/,
    ],
    ["nothing to train on", numbers(20), { train: 0 }, "split-invalid", /nothing to train on/],
  ] as const)("refuses %s", (_, target, options, code, message) => {
    expect(() => split(target, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe("splitSizes", () => {
  it.each([
    [100, 0.6, 0.2],
    [10_000, 0.6, 0.2],
    [1_000_000, 0.98, 0.01],
    [50_000_000, 0.98, 0.01],
  ])("is by the number of rows: %i", (rows, train, dev) => {
    const sizes = splitSizes(rows);
    expect(sizes.train).toBeCloseTo(train, 12);
    expect(sizes.dev).toBeCloseTo(dev, 12);
    expect(sizes.test).toBe(sizes.dev);
  });

  it("never shrinks a part when rows are added", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 2_000_000 }),
        fc.integer({ min: 1, max: 2_000_000 }),
        (rows, more) => {
          const [before, after] = [splitSizes(rows), splitSizes(rows + more)];
          for (const part of PARTS)
            expect(after[part] * (rows + more)).toBeGreaterThanOrEqual(before[part] * rows * (1 - 1e-12));
        },
      ),
      { seed: 4 },
    );
  });

  it("divides what is left by the rule where some shares are told", () => {
    expect(splitSizes(100, { train: 0.8 })).toEqual({
      train: 0.8,
      dev: expect.closeTo(0.1, 12),
      test: expect.closeTo(0.1, 12),
    });
    expect(splitSizes(100, { test: 0 })).toEqual({
      train: expect.closeTo(0.75, 12),
      dev: expect.closeTo(0.25, 12),
      test: 0,
    });
    expect(splitSizes(100, { train: 1, dev: 0, test: 0 })).toEqual({ train: 1, dev: 0, test: 0 });
  });
});

describe("partCounts", () => {
  it("sums to the rows, is within one of the share or the least of one row", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5000 }), fc.integer({ min: 1, max: 98 }), (rows, percent) => {
        const held = (100 - percent) / 200;
        const sizes = { train: percent / 100, dev: held, test: held };
        const counts = partCounts(rows, sizes);
        expect(counts[0] + counts[1] + counts[2]).toBe(rows);
        PARTS.forEach((part, index) => {
          expect(counts[index]).toBeGreaterThanOrEqual(1);
          expect(Math.abs(counts[index] - sizes[part] * rows)).toBeLessThan(2.001);
        });
      }),
      { seed: 5 },
    );
  });
});

describe("the data's own parts", () => {
  const table = (by: readonly CellValue[], y: readonly CellValue[]) => ({
    ...tableFromColumns([
      ["y", y],
      ["part", by],
    ]),
    splitColumn: "part",
  });

  it("are gone by unless another way is told", () => {
    const data = table(
      range(40, (row) => (row < 30 ? "train" : "test")),
      range(40, (row) => `class ${row % 2}`),
    );
    const target = chooseTarget(data, { target: "y" });
    const parts = splitRows(data, { target });
    expect(parts.method).toBe("column");
    expect([...parts.test]).toEqual(range(10, (row) => 30 + row));
    expect(parts.devIsDrawn).toBe(true);
    expect(splitRows(data, { target, method: "stratified" }).method).toBe("stratified");
  });

  it("are refused where a class comes in dev or test alone", () => {
    const data = table(
      range(30, (row) => (row < 20 ? "train" : "test")),
      range(30, (row) => (row === 25 ? "rare" : `class ${row % 2}`)),
    );
    expect(() => splitRows(data, { target: chooseTarget(data, { target: "y" }) })).toThrow(
      'the class "rare" comes in test and not in train',
    );
  });
});

describe("training rows held apart", () => {
  it("are a share of the training rows, with every class in its share, and leave dev and test alone", () => {
    const target = range(200, (row) => `class ${row % 4}`);
    const whole = split(target);
    const { train, dev, test, trainDev } = split(target, { trainDev: 0.25 });
    expect([dev, test]).toEqual([whole.dev, whole.test]);
    expect([...train, ...trainDev!].sort((a, b) => a - b)).toEqual([...whole.train]);
    expect(trainDev).toHaveLength(30);
    for (let label = 0; label < 4; label++)
      expect(Math.abs(trainDev!.filter((row) => row % 4 === label).length - 7.5)).toBeLessThan(1);
    expect(whole.trainDev).toBeUndefined();
  });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "folds of groups are none empty where one group is most of the rows, seed %i",
  (seed) => {
    const group = Array.from({ length: 235 }, (_, row) => (row < 200 ? "a" : `b${row % 5}`));
    const table = tableFromColumns([
      ["group", group],
      ["y", group.map((_, row) => Math.cos(row))],
    ]);
    const target = chooseTarget(table, { target: "y" });
    const request = { table, target, rows: allRows(235), column: "group", folds: 5, seed };
    const folds = groupFolds(request)!;
    expect(folds.map(({ dev }) => dev.length).toSorted((a, b) => a - b)).toEqual([7, 7, 7, 14, 200]);
    for (const { train, dev } of folds) {
      expect(train.length + dev.length).toBe(235);
      const held = new Set(Array.from(dev, (row) => group[row]));
      expect(Array.from(train).some((row) => held.has(group[row]))).toBe(false);
    }
    expect(groupFolds({ ...request, folds: 7 })).toBeUndefined();
  },
);
