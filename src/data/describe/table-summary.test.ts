import { describe, expect, it } from "vitest";
import { parseCsv } from "../read/text/csv.ts";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { hashTable } from "../table/hash.ts";
import { chooseTarget } from "../target/task.ts";
import { summarize } from "./table-summary.ts";

function summaryOf(columns: Readonly<Record<string, readonly CellValue[]>>) {
  const table = tableFromColumns(Object.entries(columns));
  return summarize(table, { target: chooseTarget(table, { target: "y" }) });
}

describe("summarize", () => {
  it("describes each column and the target", () => {
    const summary = summaryOf({
      x: [1, 2, null, 3],
      c: ["a", "b", "a", null],
      f: [true, true, false, null],
      y: ["p", "q", "p", null],
    });
    expect(summary.columns).toEqual([
      {
        name: "x",
        type: "number",
        missing: 1,
        distinct: 3,
        numbers: { mean: 2, std: expect.closeTo(Math.sqrt(2 / 3), 12), min: 1, max: 3 },
      },
      {
        name: "c",
        type: "category",
        missing: 1,
        distinct: 2,
        mostCommon: [
          { value: "a", count: 2 },
          { value: "b", count: 1 },
        ],
      },
      {
        name: "f",
        type: "boolean",
        missing: 1,
        distinct: 2,
        mostCommon: [
          { value: "true", count: 2 },
          { value: "false", count: 1 },
        ],
      },
      {
        name: "y",
        type: "category",
        missing: 1,
        distinct: 2,
        mostCommon: [
          { value: "p", count: 2 },
          { value: "q", count: 1 },
        ],
      },
    ]);
    expect(summary.target).toEqual({
      column: "y",
      columns: ["y"],
      task: "classification",
      missing: 1,
      classes: [
        { label: "p", count: 2 },
        { label: "q", count: 1 },
      ],
    });
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });
});

describe("hashTable", () => {
  it("depends on the content and not on how the file is written", async () => {
    const hash = await hashTable(await parseCsv("a,b\n1,x\n2,y\n"));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashTable(await parseCsv('"a";b\r\n1.0;"x"\r\n2; y'))).toBe(hash);
  });

  it.each(["a,c\n1,x\n2,y\n", "a,b\n2,y\n1,x\n", "a,b\n1,x\n2,z\n", "a,b\n1,x\n3,y\n", "b,a\nx,1\ny,2\n"])(
    "differs for %j",
    async (content) => {
      expect(await hashTable(await parseCsv(content))).not.toBe(
        await hashTable(await parseCsv("a,b\n1,x\n2,y\n")),
      );
    },
  );
});
