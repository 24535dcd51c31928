import { describe, expect, test } from "vitest";
import { normal } from "../../base/random.ts";
import { mean } from "../../base/statistics.ts";
import { splitRows } from "../../data/split/split.ts";
import { tableFromColumns } from "../../data/table/building/column-table.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import { type Committee, designFor } from "../committee.ts";
import { chooseTargetFor } from "../prepare/choose-target.ts";
import type { RowPredictions } from "../scores/row-predictions.ts";
import { lossPerRow } from "../scores/scores.ts";
import { targetVariances } from "../scores/value-scores.ts";
import type { Training } from "../training.ts";
import { type BlendCandidate, blendOf } from "./blend.ts";

const ROWS = 300;
const numbers = Array.from({ length: ROWS }, (_, row) => 10 * normal(1, row));

function recipeOf(data: object = {}, loss: object = { kind: "meanSquaredError" }): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "y", ...data },
      loss,
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
    },
    { source: "the test" },
  );
}

const recipe = recipeOf();
const table = tableFromColumns([
  ["x", numbers.map((_, row) => normal(2, row))],
  ["y", numbers],
]);
const target = chooseTargetFor(table, recipe);
const split = splitRows(table, { ...recipe.data.split, target });
const design = designFor({ table, target, recipe, split, dataHash: "" });
const rows = Int32Array.from([...split.train, ...split.dev]).sort();

const VARIANCES = target.task === "regression" ? targetVariances(target, rows) : [];

/** A committee of as many networks as there are folds, that predicts the truth and an error. */
function candidate(title: string, error: (row: number) => number, own: Recipe = recipe): BlendCandidate {
  const prediction = Float32Array.from(rows, (row) => numbers[row] + error(row));
  const member = { parameters: Float32Array.of(1), buffers: new Float32Array() };
  const training = { member, dev: { rows, prediction }, train: { rows, prediction } } as unknown as Training;
  const members = design.members.filter(({ repeat }) => repeat === 0);
  const committee: Committee = {
    recipe: own,
    members,
    trainings: members.map(() => training),
    devByRepeat: [{ rows, prediction }],
  };
  return { title, committee };
}

const noise = (stream: number, spread: number) => (row: number) => spread * normal(100 + stream, row);
const blended = (final: BlendCandidate, ...others: BlendCandidate[]) =>
  blendOf({ target, design, seed: 1 }, final, others);

describe("the blend of a job's recipes", () => {
  test("halves the loss of two equally good models with independent errors", () => {
    const blend = blended(candidate("final", noise(1, 3)), candidate("linear", noise(2, 3)))!;
    expect(blend.parts.map(({ weight }) => weight).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
    for (const { weight } of blend.parts) expect(Math.abs(weight - 0.5)).toBeLessThan(0.1);
    const lossOf = (predictions: RowPredictions) => mean(lossPerRow(target, predictions, VARIANCES));
    const [first, second] = [noise(1, 3), noise(2, 3)];
    const halved = Float32Array.from(rows, (row) => numbers[row] + (first(row) + second(row)) / 2);
    // Weights that are told by 240 rows lose little against the ones that are right.
    expect(lossOf(blend.dev) / lossOf({ rows, prediction: halved })).toBeLessThan(1.03);
    expect(blend.effect).toBeGreaterThan(5 * blend.standardError);
  });

  test("gives each network its share of its recipe's weight", () => {
    const blend = blended(candidate("final", noise(1, 3)), candidate("linear", noise(2, 3)))!;
    expect(blend.networks).toHaveLength(10);
    expect(blend.networks.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test("of models that are far worse is none", () => {
    const bad = Array.from({ length: 8 }, (_, place) => candidate("bad", noise(20 + place, 30)));
    expect(blended(candidate("final", noise(1, 1)), ...bad)).toBeUndefined();
  });

  test("leaves out what diverged, what reads other columns, and what was judged on other rows", () => {
    const final = candidate("final", noise(1, 3));
    const diverged = candidate("diverged", () => Number.NaN);
    const leaky = candidate("leaky", () => 0, recipeOf({ exclude: ["x"] }));
    const other = candidate("other", noise(2, 3));
    const [dev] = other.committee.devByRepeat;
    const fewer = { rows: dev.rows.slice(1), prediction: dev.prediction.slice(1) };
    const elsewhere = { ...other, committee: { ...other.committee, devByRepeat: [fewer] } };
    expect(blended(final, diverged, leaky, elsewhere)).toBeUndefined();
    expect(
      blended(final, diverged, leaky, other)
        ?.parts.map(({ title }) => title)
        .sort(),
    ).toEqual(["final", "other"]);
  });

  test("lets recipes scale the inputs as they like", () => {
    const robust = candidate("robust", noise(2, 3), recipeOf({ normalize: "robust" }));
    expect(blended(candidate("final", noise(1, 3)), robust)?.parts).toHaveLength(2);
  });

  test("of quantiles is none", () => {
    const quantiles = { ...target, quantiles: [0.1, 0.9] } as typeof target;
    const final = candidate("final", noise(1, 3));
    const about = { target: quantiles, design, seed: 1 };
    expect(blendOf(about, final, [candidate("other", noise(2, 3))])).toBeUndefined();
  });
});
