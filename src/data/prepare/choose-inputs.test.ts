import { expect, it } from "vitest";
import { tableFromColumns } from "../table/building/column-table.ts";
import { allRows } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { chooseInputs } from "./choose-inputs.ts";

const ROWS = 100;
const all = Array.from({ length: ROWS }, (_, row) => row);

function inputs(review: (row: number) => string, types?: Parameters<typeof chooseInputs>[2]["types"]) {
  const table = tableFromColumns([
    ["x", all.map((row) => row / 3)],
    ["review", all.map(review)],
    ["y", all.map((row) => row % 2 === 0)],
  ]);
  const target = chooseTarget(table, { target: "y" });
  const { kept, dropped } = chooseInputs(table, allRows(ROWS), { target, ...(types ? { types } : {}) });
  return { kept: kept.map(({ name }) => name), reasons: dropped.map(({ reason }) => reason), dropped };
}

it("free text is no input, also where some of it comes again, unless it was told to be categories", () => {
  const text = (row: number) => `order ${row % 70} came late and was not good`;
  const chosen = inputs(text);
  expect(chosen).toMatchObject({ kept: ["x"], reasons: ["text"] });
  expect(chosen.dropped[0].note).toMatch(/--type review=category\.$/);
  expect(inputs(text, { review: "category" })).toMatchObject({ kept: ["x", "review"], reasons: [] });
});

it("sentences that come again and again are categories", () => {
  const kinds = ["it was very good indeed", "it was not so good", "I do not know that"];
  expect(inputs((row) => kinds[row % 3])).toMatchObject({ kept: ["x", "review"] });
  expect(inputs((row) => `kind ${row % 70}`)).toMatchObject({ kept: ["x", "review"] });
});
