import { expect, test } from "vitest";
import type { PreparedTarget } from "../data/prepare/preprocessing.ts";
import { parseRecipe } from "../recipe/schema.ts";
import type { Model } from "./model.ts";
import { predictionColumns } from "./prediction-columns.ts";

function columnsOf(target: PreparedTarget, prediction: readonly number[], loss: object = { kind: "huber" }) {
  const network = { layers: [{ id: "output", kind: "dense", units: "outputs" }] };
  const recipe = parseRecipe({ schema: 1, data: { target: "y" }, network, loss }, { source: "the test" });
  const members = [{ preprocessing: { target } }] as unknown as Model["members"];
  const model = { recipe, target: target.kind, outputs: 1, members };
  return predictionColumns(model, Float32Array.from(prediction));
}

const value = (column: string) => ({ column, type: "number" as const, mean: 0, scale: 1 });

test("a single value has the plain name", () => {
  const target: PreparedTarget = { kind: "values", columns: [value("price")] };
  expect(columnsOf(target, [1.5, 2])).toEqual({ columns: ["prediction"], cells: [[1.5], [2]] });
});

test("several values are named by their columns, and quantiles by their shares", () => {
  const target: PreparedTarget = { kind: "values", columns: [value("price"), value("size")] };
  expect(columnsOf(target, [1, 2, 3, 4])).toEqual({
    columns: ["prediction of price", "prediction of size"],
    cells: [
      [1, 2],
      [3, 4],
    ],
  });
  const quantile = { kind: "quantile", quantiles: [0.1, 0.9] };
  expect(columnsOf(target, [1, 2, 3, 4], quantile).columns).toEqual([
    "quantile 0.1 of price",
    "quantile 0.9 of price",
    "quantile 0.1 of size",
    "quantile 0.9 of size",
  ]);
  const one: PreparedTarget = { kind: "values", columns: [value("price")] };
  expect(columnsOf(one, [1, 2], quantile)).toEqual({
    columns: ["quantile 0.1", "quantile 0.9"],
    cells: [[1, 2]],
  });
});

test("labels are written in their own words before their probabilities, from a half on", () => {
  const label = (column: string, words: [string, string]) => ({
    column,
    type: "boolean" as const,
    words,
    count: 1,
  });
  const target: PreparedTarget = {
    kind: "labels",
    columns: [label("red", ["no", "yes"]), label("big", ["0", "1"])],
  };
  expect(columnsOf(target, [0.5, 0.25], { kind: "sigmoidCrossEntropy" })).toEqual({
    columns: ["prediction of red", "prediction of big", "probability of red", "probability of big"],
    cells: [["yes", "0", 0.5, 0.25]],
  });
});
