import { expect, it } from "vitest";
import { parseCsv } from "../read/text/csv.ts";
import { chooseTarget } from "../target/task.ts";
import { applyPreprocessing } from "./apply-preprocessing.ts";
import { fitPreprocessing } from "./fit-preprocessing.ts";
import { withGapValues } from "./gap-values.ts";

const ROWS = 60;
const csv = [
  "age,weight,y",
  ...Array.from({ length: ROWS }, (_, row) =>
    [row % 5 === 0 ? -999 : 20 + row, 60 + (row % 7), row === 3 ? -999 : row / 2].join(","),
  ),
].join("\n");
const gaps = ["-999", "?"];

it("a table that was read without knowing its gaps is prepared as one that was", async () => {
  const [blind, told] = [await parseCsv(csv), await parseCsv(csv, { gaps })];
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row).filter((row) => row !== 3);
  const fit = (table: typeof blind) =>
    fitPreprocessing(table, rows, { target: chooseTarget(table, { target: "y", task: "regression" }), gaps });
  const [fromBlind, fromTold] = [fit(blind), fit(told)];
  const withoutReadings = ({ inputs }: typeof fromBlind) => inputs.map((input) => ({ ...input, reading: 0 }));
  expect(withoutReadings(fromBlind)).toEqual(withoutReadings(fromTold));
  expect(fromBlind.inputs).toMatchObject([
    { column: "age", indicator: true, reading: { gaps: ["-999"] }, statistics: { min: 21, missing: 12 } },
    { column: "weight", indicator: false },
  ]);
  const blocks = (table: typeof blind) => applyPreprocessing(table, fromBlind).blocks;
  expect(blocks(blind)).toEqual(blocks(told));
});

it("a column without such values stays as it is", async () => {
  const { columns } = await parseCsv(csv);
  const [, weight] = columns;
  if (weight.type !== "number") throw new Error(weight.type);
  expect(withGapValues(weight, gaps)).toBe(weight);
});
