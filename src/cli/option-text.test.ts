import { expect, test } from "vitest";
import { parseSplit } from "../actions/shared/options/option-text.ts";
import { SPLIT_METHODS, SPLITS } from "../data/split/split-methods.ts";
import { speak } from "./speak.samples.ts";

test.each(SPLIT_METHODS)("--split %s takes a column where the method needs one, and only there", (method) => {
  const [fits, fails] = SPLITS[method].needsColumn ? [`${method}:id`, method] : [method, `${method}:id`];
  expect(parseSplit(fits)).toEqual({ method, column: SPLITS[method].needsColumn ? "id" : null });
  expect(() => parseSplit(fails)).toThrow(method);
});

test("the help names the choices as they are written", async () => {
  const help = (await speak("fit", "--help")).out.replace(/\s+/g, " ");
  expect(help).toContain("random, stratified, group:COLUMN, time:COLUMN or column:COLUMN");
  expect(help).toContain("number, percent, boolean, category or date, also as date:%d.%m.%Y; repeatable");
  expect(help).toContain('"classification", "regression", "multiLabel"');
});
