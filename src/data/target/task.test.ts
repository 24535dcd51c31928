import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readCsv } from "../read/text/csv.node.ts";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { chooseTarget } from "./task.ts";

function choose(values: readonly CellValue[], task?: "classification" | "regression") {
  const table = tableFromColumns([
    ["x", values.map((_, row) => row)],
    ["y", values],
  ]);
  return chooseTarget(table, { target: "y", task });
}

const repeat = (values: readonly CellValue[], times: number) =>
  Array.from({ length: times }, () => values).flat();

describe("chooseTarget", () => {
  it.each([
    ["digits", "digit", "classification", 10],
    ["breast-cancer", "diagnosis", "classification", 2],
    ["wine", "cultivar", "classification", 3],
    ["diabetes", "progression", "regression", 0],
  ])("chooses for the bundled %s table", async (name, column, task, classes) => {
    const table = await readCsv(fileURLToPath(new URL(`../../../data/${name}.csv`, import.meta.url)));
    const target = chooseTarget(table, { target: column });
    expect(target.task).toBe(task);
    if (target.task === "classification") expect(target.classes).toHaveLength(classes);
  });

  it.each([
    ["two integers, however few", [0, 1, 0, 1], "classification"],
    ["ten integers that come three times each", repeat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3), "classification"],
    ["integers of which one comes twice", [...repeat([1, 2, 3], 5), 4, 4], "regression"],
    [
      "21 integers",
      repeat(
        Array.from({ length: 21 }, (_, i) => i),
        5,
      ),
      "regression",
    ],
    ["fractions", repeat([0.5, 1], 10), "regression"],
    ["booleans", [true, false, true], "classification"],
    ["words", ["a", "b", "a", "b"], "classification"],
  ] as const)("chooses for %s", (_, values, task) => {
    expect(choose(values).task).toBe(task);
  });

  it("follows the task it is told", () => {
    expect(choose(repeat([0, 1], 5), "regression")).toMatchObject({ task: "regression" });
    expect(choose(repeat([0.5, 1.5], 5), "classification")).toMatchObject({ classes: ["0.5", "1.5"] });
  });

  it("orders classes by number where all are numbers, else by letters", () => {
    expect(choose(repeat([10, 9, 2], 3))).toMatchObject({ classes: ["2", "9", "10"] });
    expect(choose(repeat(["10", "9", "2"], 3))).toMatchObject({ classes: ["2", "9", "10"] });
    expect(choose(repeat(["b", "B", "10", "9"], 3))).toMatchObject({ classes: ["10", "9", "B", "b"] });
  });

  it("leaves out and counts rows without a target", () => {
    const target = choose(["b", null, "a", "b", null, "a"]);
    expect(target).toMatchObject({
      missing: 2,
      rows: Int32Array.of(0, 2, 3, 5),
      codes: Int32Array.of(1, -1, 0, 1, -1, 0),
    });
  });

  it.each([
    ["nothing but missing cells", [null, null], undefined, "target-missing", /has no value in any row/],
    ["one value", [3, 3, null], undefined, "target-constant", /has one value in all 2 rows, "3"/],
    [
      "words to be predicted as numbers",
      [null, "a", "b"],
      "regression",
      "target-not-number",
      /row 2 of the data has "a"/,
    ],
    [
      "a class for each row",
      ["a", "b", "c", "d"],
      undefined,
      "target-not-classes",
      /4 different values in 4 rows/,
    ],
  ] as const)("refuses a target with %s", (_, values, task, code, message) => {
    expect(() => choose(values, task)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it("names the nearest column for a target that does not exist", () => {
    const table = tableFromColumns([["progression", [1, 2]]]);
    expect(() => chooseTarget(table, { target: "progresion" })).toThrow(
      expect.objectContaining({ code: "column-missing", hint: 'Did you mean "progression"?' }),
    );
  });
});
