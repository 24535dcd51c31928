import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../data/read/text/csv.ts";
import { early, expectSamePredictions, mixedCsv, train } from "./exported-model.samples.ts";

describe("the exported model predicts as the library does", () => {
  test("digits: 64 number columns, ten classes", async () => {
    const text = readFileSync(new URL("../../data/digits.csv", import.meta.url), "utf8");
    const table = await parseCsv(text);
    const target = table.columns.at(-1)!.name;
    const trained = await train(table, target);
    const { label } = await expectSamePredictions(trained);
    expect(new Set(label.data as unknown as string[]).size).toBe(10);
  });

  test("several values, each in its own units, averaged over members that scaled them differently", async () => {
    const table = await parseCsv(mixedCsv());
    const parts = [early, early.slice(40)];
    const preprocessing = { exclude: ["grade"] };
    const trained = await train(table, ["price", "noise"], { parts, preprocessing });
    expect(trained.model.outputs).toBe(2);
    await expectSamePredictions(trained);
  });

  test("quantiles of one value and of several", async () => {
    const table = await parseCsv(mixedCsv());
    const options = { parts: [early], preprocessing: { exclude: ["grade"] }, loss: { kind: "quantile" } };
    const one = await train(table, "price", options);
    expect(one.model.outputs).toBe(3);
    await expectSamePredictions(one);
    const two = await train(table, ["price", "noise"], options);
    expect(two.model.outputs).toBe(6);
    await expectSamePredictions(two);
  });

  test("rates of counts, whose targets are not scaled", async () => {
    const table = await parseCsv(mixedCsv());
    const preprocessing = { exclude: ["grade"], targetScaling: "none" as const };
    const trained = await train(table, "noise", { parts: [early], preprocessing, loss: { kind: "poisson" } });
    await expectSamePredictions(trained);
  });

  test("several labels, with their probabilities", async () => {
    const lines = mixedCsv().split("\n");
    const yes = (holds: boolean) => (holds ? "yes" : "no");
    const csv = lines.map((line, row) =>
      row === 0 ? `${line},dear,loud` : `${line},${yes(line.endsWith("good"))},${yes(row % 3 === 0)}`,
    );
    const table = await parseCsv(csv.join("\n"));
    const preprocessing = { exclude: ["grade", "price"] };
    const trained = await train(table, ["dear", "loud"], { parts: [early], preprocessing });
    expect(trained.model).toMatchObject({ target: "labels", outputs: 2 });
    await expectSamePredictions(trained);
  });

  test("regression, in the target's units", async () => {
    const table = await parseCsv(mixedCsv());
    const trained = await train(table, "price", { parts: [early], preprocessing: { exclude: ["grade"] } });
    await expectSamePredictions(trained);
  });
});
