import { describe, expect, it } from "vitest";
import { summarize } from "../describe/table-summary.ts";
import { splitRows } from "../split/split.ts";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { targetNames } from "./several-targets.ts";
import { chooseTarget } from "./task.ts";

const tableOf = (columns: Readonly<Record<string, readonly CellValue[]>>) =>
  tableFromColumns(Object.entries(columns), { source: "data.csv" });

const table = tableOf({
  x: [1, 2, 3, 4],
  yes: [true, false, true, null],
  bit: [0, 1, 1, 0],
  size: [1.5, null, 2.5, 4],
  count: [1, 2, 3, 4],
  word: ["a", "b", "a", "b"],
  "a,b": [1, 2, 3, 5],
});

describe("several targets", () => {
  it("that say yes or no are labels, of rows that have all of them", () => {
    const target = chooseTarget(table, { target: ["yes", "bit"] });
    expect(target).toMatchObject({ task: "multiLabel", labels: ["yes", "bit"], missing: 1 });
    expect([...target.rows]).toEqual([0, 1, 2]);
    if (target.task === "multiLabel") expect([...target.truth]).toEqual([1, 0, 0, 1, 1, 1, NaN, 0]);
  });

  it("that are numbers are a regression, row by row", () => {
    const target = chooseTarget(table, { target: ["size", "count"] });
    expect(target).toMatchObject({ task: "regression", missing: 1 });
    if (target.task === "regression") expect([...target.values]).toEqual([1.5, 1, NaN, 2, 2.5, 3, 4, 4]);
  });

  it("of 0 and 1 are numbers where regression is told, and one column can be a label", () => {
    expect(chooseTarget(table, { target: ["bit", "size"] }).task).toBe("regression");
    expect(chooseTarget(table, { target: "bit", task: "multiLabel" })).toMatchObject({
      task: "multiLabel",
      labels: ["bit"],
    });
  });

  it.each([
    ["of words and numbers", ["size", "word"], undefined, "target-mixed", /"word".*neither all numbers/],
    [
      "as classes",
      ["yes", "bit"],
      "classification",
      "target-mixed",
      /"yes".*several targets that are classes/,
    ],
    ["of words as numbers", ["size", "word"], "regression", "target-not-number", /row 1 of the data has "a"/],
    ["of numbers as labels", ["bit", "count"], "multiLabel", "target-not-label", /row 2 of the data has "2"/],
    ["of a column that is not there", ["size", "sise"], undefined, "column-missing", /no column "sise"/],
    ["of one column twice", ["size", "size"], undefined, "target-twice", /"size".*twice/],
  ] as const)("are refused: %s", (_, target, task, code, message) => {
    expect(() => chooseTarget(table, { target, ...(task ? { task } : {}) })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it("of rows that never have all of them are refused", () => {
    const apart = tableOf({ x: [1, 2, 3, 4], y: [1, 2, null, null], z: [null, null, 3, 4] });
    expect(() => chooseTarget(apart, { target: ["y", "z"] })).toThrow(/has a value in no row in which/);
  });

  it("are divided at random, and refuse a stratified split", () => {
    const rows = Array.from({ length: 40 }, (_, row) => row);
    const many = tableOf({ x: rows, y: rows.map((row) => row % 2), z: rows.map((row) => (row % 3 ? 1 : 0)) });
    const target = chooseTarget(many, { target: ["y", "z"] });
    expect(splitRows(many, { target }).method).toBe("random");
    expect(() => splitRows(many, { target, method: "stratified" })).toThrow(
      /needs classes, and the target is labels/,
    );
    expect(() => splitRows(many, { target, method: "group", column: "z" })).toThrow(
      /The target "z" cannot be/,
    );
  });

  it("are missed where a part has no row of a label", () => {
    const rows = Array.from({ length: 40 }, (_, row) => row);
    const rare = tableOf({
      x: rows,
      y: rows.map((row) => row % 2),
      z: rows.map((row) => (row === 7 ? 1 : 0)),
    });
    const { notes, train } = splitRows(rare, { target: chooseTarget(rare, { target: ["y", "z"] }) });
    const without = train.includes(7) ? ["dev", "test"] : ["train"];
    for (const part of without) expect(notes).toContain(`The ${part} part has no row of "z".`);
  });

  it("are summarized together", () => {
    const rows = Array.from({ length: 40 }, (_, row) => row);
    const labels = tableOf({
      x: rows,
      y: rows.map((row) => row % 2),
      z: rows.map((row) => (row % 3 ? 1 : 0)),
    });
    const summary = summarize(labels, { target: chooseTarget(labels, { target: ["y", "z"] }) });
    expect(summary.target).toMatchObject({
      columns: ["y", "z"],
      task: "multiLabel",
      labels: [
        { label: "y", count: 20 },
        { label: "z", count: 26 },
      ],
    });
  });
});

describe("the names of targets", () => {
  it("are split at commas only where no column has the whole name and all parts are columns", () => {
    expect(targetNames(table, "size, count")).toEqual(["size", "count"]);
    expect(targetNames(table, "a,b")).toEqual(["a,b"]);
    expect(targetNames(table, "size,unknown")).toEqual(["size,unknown"]);
    expect(targetNames(table, ["a,b", "size"])).toEqual(["a,b", "size"]);
  });
});
