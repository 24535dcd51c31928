import { describe, expect, test } from "vitest";
import { normal, randomKey } from "../../base/random.ts";
import { splitRows } from "../split/split.ts";
import { SPLIT_METHODS, SPLITS } from "../split/split-methods.ts";
import { tableFromColumns } from "../table/building/column-table.ts";
import { TARGET_KINDS, TASKS, taskOfTarget } from "../target/target.ts";
import { chooseTarget } from "../target/task.ts";
import { applyPreprocessing } from "./apply-preprocessing.ts";
import { fitPreprocessing } from "./fit-preprocessing.ts";
import { NORMALIZATION_NAMES, NORMALIZATIONS, type Normalization } from "./preprocessing-choices.ts";

const ROWS = 200;
const numbers = Array.from({ length: ROWS }, (_, row) => 50 + 10 * normal(randomKey(1), row));

/** The numbers as features, where the first `train` of them are trained on. */
function scaled(given: readonly number[], normalize: Normalization, train = given.length): number[] {
  const y = given.map((_, row) => (row % 2 === 0 ? "a" : "b"));
  const table = tableFromColumns([
    ["x", [...given]],
    ["y", y],
  ]);
  const target = chooseTarget(table, { target: "y" });
  const preprocessing = fitPreprocessing(table, target.rows.slice(0, train), { target, normalize });
  return [...(applyPreprocessing(table, preprocessing).blocks[0].data as Float32Array)];
}

const spreadOf = (values: readonly number[]) => {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return { center, spread: Math.sqrt(squares / values.length) };
};

describe.each(NORMALIZATION_NAMES.map((name) => [name, NORMALIZATIONS[name]] as const))(
  "%s says its facts:",
  (name, facts) => {
    test("whether numbers get a center near 0 and a spread near 1", () => {
      const { center, spread } = spreadOf(scaled(numbers, name));
      expect(Math.abs(center) < 0.2 && spread > 0.5 && spread < 1.5).toBe(facts.centers);
    });

    test("whether a cell that is far out is kept below 3", () => {
      const far = scaled([...numbers, 1e6], name, ROWS).at(-1)!;
      expect(far <= 3 && far > 2).toBe(facts.bounded);
    });

    test("whether a cell that is far out takes the others' spread, where they have one", () => {
      const { spread } = spreadOf(scaled([...numbers, 1e6], name).slice(0, ROWS));
      if (facts.centers) expect(spread < 0.1).toBe(facts.byMoments);
    });
  },
);

describe.each(SPLIT_METHODS)("the split by %s", (method) => {
  const parts = (row: number) => ["train", "train", "train", "dev", "test"][row % 5];
  const table = tableFromColumns([
    ["x", numbers],
    ["when", numbers.map((_, row) => row)],
    ["part", numbers.map((_, row) => parts(row))],
    ["y", numbers.map((_, row) => (row % 3 === 0 ? "a" : "b"))],
  ]);
  const target = chooseTarget(table, { target: "y" });
  const { needsColumn } = SPLITS[method];

  test(needsColumn ? "asks for its column" : "goes by no column", () => {
    const split = () => splitRows(table, { target, method });
    if (needsColumn) expect(split).toThrow("needs a column to go by");
    else expect(split().train.length).toBeGreaterThan(0);
  });

  test("divides the rows", () => {
    const column = method === "time" ? "when" : "part";
    const {
      train,
      dev,
      test: kept,
    } = splitRows(table, { target, method, ...(needsColumn ? { column } : {}) });
    expect(train.length + dev.length + kept.length).toBe(ROWS);
  });
});

test("each task has a kind of target of its own", () => {
  expect(TASKS.map((task) => taskOfTarget(TARGET_KINDS[task]))).toEqual(TASKS);
});
