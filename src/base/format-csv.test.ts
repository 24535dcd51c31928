import { expect, test } from "vitest";
import { formatCsv } from "./format-csv.ts";

const cell = (text: string) => formatCsv(["a"], [[text]]).slice("a\n".length, -1);

test.each([
  ["=1+1", "'=1+1"],
  ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["-cmd", "'-cmd"],
  ["-", "'-"],
  ["--5", "'--5"],
  ["-1+2", "'-1+2"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", '"\'\r=1"'],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
])("%j would be run by a spreadsheet and is written as text", (text, expected) => {
  expect(cell(text)).toBe(expected);
});

test.each(["-3.5", "+3", "-1e-7", "-.5", "-3.", "0", "a=b", "a-b", "'=1", "", " =1"])(
  "%j stays as it is",
  (text) => {
    expect(cell(text)).toBe(text);
  },
);

test("a column's name is guarded too", () => {
  expect(formatCsv(["=a", "b,c"], [])).toBe('\'=a,"b,c"\n');
});
