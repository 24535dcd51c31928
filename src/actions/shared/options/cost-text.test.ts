import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCosts } from "../../../lab/prepare/read-costs.ts";
import { collectCosts } from "./cost-text.ts";

const folder = mkdtempSync(join(tmpdir(), "costs-"));
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const told = [
  { actual: "no", predicted: "yes", cost: 1 },
  { actual: "yes", predicted: "no", cost: 10 },
];

test("costs are kinds of errors, told at once or one by one", () => {
  expect(collectCosts("no:yes=1, yes:no=10", [])).toEqual(told);
  expect(collectCosts("yes:no=10", told.slice(0, 1))).toEqual(told);
});

test("a CSV and a JSON table say the same", async () => {
  const read = (path: string) => readCosts(collectCosts(path, []));
  expect(await read(file("a.json", '{"no":{"yes":1},"yes":{"no":10}}'))).toEqual(told);
  const csv = await read(file("a.csv", "actual,no,yes\r\nno,0,1\r\nyes,10,0\r\n"));
  expect(csv.filter(({ cost }) => cost > 0)).toEqual(told);
});

test.each(["no=1", "no:yes=-1", "no:yes=", "no:yes=much"])("%s is refused", (text) => {
  expect(() => collectCosts(text, [])).toThrow("Expected ACTUAL:PREDICTED=COST");
});

test.each([
  [file("bad.json", "[1]"), "expected {"],
  [file("worse.json", "{"), "is no JSON"],
  [file("text.json", '{"no":{"yes":"1"}}'), "at least 0"],
  [file("bad.csv", "actual,no,yes\nno,0\n"), "line 2: expected 2 costs"],
  [file("empty.csv", "actual\n"), "expected a header"],
  [join(folder, "absent.csv"), "cannot be read"],
])("the file %s is refused", async (path, message) => {
  await expect(readCosts(path)).rejects.toThrow(message);
});
