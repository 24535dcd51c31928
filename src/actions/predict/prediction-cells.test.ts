import { expect, test } from "vitest";
import type { PreparedTarget } from "../../data/prepare/preprocessing.ts";
import type { Model } from "../../model/model.ts";
import { predictionsOf } from "../../model/predictions.ts";
import { parseRecipe } from "../../recipe/schema.ts";
import { predictionCells } from "./prediction-cells.ts";

function modelOf(target: PreparedTarget, loss: object): Model {
  const network = { layers: [{ id: "output", kind: "dense", units: "outputs" }] };
  const recipe = parseRecipe({ schema: 1, data: { target: "y" }, network, loss }, { source: "the test" });
  const members = [{ preprocessing: { target } }] as unknown as Model["members"];
  const outputs = target.kind === "classes" ? target.classes.length : 1;
  return { recipe, target: target.kind, outputs, members };
}

function predicted(target: PreparedTarget, outputs: readonly number[], loss: object = { kind: "huber" }) {
  return predictionsOf(modelOf(target, loss), Float32Array.from(outputs));
}

function columnsOf(target: PreparedTarget, outputs: readonly number[], loss?: object) {
  return predictionCells(predicted(target, outputs, loss), target);
}

const value = (column: string) => ({ column, type: "number" as const, mean: 0, scale: 1 });

test("a class comes with the probabilities of all, whatever their names are", () => {
  const classes = ["yes", "prediction", "__proto__"];
  const target: PreparedTarget = {
    kind: "classes",
    column: "y",
    type: "category",
    classes,
    counts: [1, 1, 1],
  };
  const { predictions } = predicted(target, [0.25, 0.125, 0.625], { kind: "softmaxCrossEntropy" });
  const [row] = predictions;
  expect(JSON.stringify(row)).toBe(
    '{"prediction":"__proto__","probabilities":{"yes":0.25,"prediction":0.125,"__proto__":0.625}}',
  );
  expect(columnsOf(target, [0.25, 0.125, 0.625], { kind: "softmaxCrossEntropy" })).toEqual({
    columns: ["prediction", "probability of yes", "probability of prediction", "probability of __proto__"],
    cells: [["__proto__", "0.25", "0.125", "0.625"]],
  });
});

test("rows keep their names, in the file as its first column", () => {
  const target: PreparedTarget = { kind: "values", columns: [value("price")] };
  const named = predictionsOf(modelOf(target, { kind: "huber" }), Float32Array.of(1, 2), ["a.png", "b.png"]);
  expect(named.predictions[1]).toEqual({ file: "b.png", prediction: 2 });
  expect(predictionCells(named, target)).toEqual({
    columns: ["file", "prediction"],
    cells: [
      ["a.png", "1"],
      ["b.png", "2"],
    ],
  });
});

test("a single value has the plain name", () => {
  const target: PreparedTarget = { kind: "values", columns: [value("price")] };
  expect(predicted(target, [1.5, 2])).toEqual({
    kind: "value",
    column: "price",
    predictions: [{ prediction: 1.5 }, { prediction: 2 }],
  });
  expect(columnsOf(target, [1.5, 2])).toEqual({ columns: ["prediction"], cells: [["1.5"], ["2"]] });
});

test("several values are named by their columns, and quantiles by their shares", () => {
  const target: PreparedTarget = { kind: "values", columns: [value("price"), value("size")] };
  expect(columnsOf(target, [1, 2, 3, 4])).toEqual({
    columns: ["prediction of price", "prediction of size"],
    cells: [
      ["1", "2"],
      ["3", "4"],
    ],
  });
  const quantile = { kind: "quantile", quantiles: [0.1, 0.9] };
  expect(columnsOf(target, [1, 2, 3, 4], quantile).columns).toEqual([
    "quantile 0.1 of price",
    "quantile 0.9 of price",
    "quantile 0.1 of size",
    "quantile 0.9 of size",
  ]);
  expect(predicted(target, [1, 2, 3, 4]).predictions).toEqual([
    { prediction: { price: 1, size: 2 } },
    { prediction: { price: 3, size: 4 } },
  ]);
  expect(predicted(target, [1, 2, 3, 4], quantile)).toEqual({
    kind: "quantiles",
    quantiles: [0.1, 0.9],
    columns: ["price", "size"],
    predictions: [{ prediction: { price: [1, 2], size: [3, 4] } }],
  });
  const one: PreparedTarget = { kind: "values", columns: [value("price")] };
  expect(columnsOf(one, [1, 2], quantile)).toEqual({
    columns: ["quantile 0.1", "quantile 0.9"],
    cells: [["1", "2"]],
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
    cells: [["yes", "0", "0.5", "0.25"]],
  });
  expect(predicted(target, [0.5, 0.25], { kind: "sigmoidCrossEntropy" })).toEqual({
    kind: "labels",
    columns: ["red", "big"],
    predictions: [{ prediction: { red: true, big: false }, probabilities: { red: 0.5, big: 0.25 } }],
  });
});

test("numbers have no more digits than tell them from other float32 numbers", () => {
  const target: PreparedTarget = { kind: "values", columns: [value("price")] };
  const numbers = [0.1, 1 / 3, 16777217, 1e-30, -2.5e9, 0, 123456.789, 0.35048362612724304];
  const cells = columnsOf(target, numbers).cells.map(([cell]) => cell);
  expect(cells.slice(0, 2)).toEqual(["0.1", "0.33333334"]);
  expect(Float32Array.from(cells, Number)).toEqual(Float32Array.from(numbers));
  for (const cell of cells)
    expect(cell.replace(/e.*|[^0-9]/g, "").replace(/^0+|0+$/g, "").length).toBeLessThan(10);
});
