import { expect, test } from "vitest";
import {
  CATEGORY_ENCODINGS,
  MISSING_NUMBERS,
  NORMALIZATION_NAMES,
  ROW_WEIGHTS,
} from "../data/prepare/preprocessing-choices.ts";
import { IMAGE_FITS } from "../data/read/sources/image-fits.ts";
import { SPLIT_METHODS, SPLITS } from "../data/split/split-methods.ts";
import { TOLD_TYPES } from "../data/table/column-types.ts";
import { TASKS } from "../data/target/target.ts";
import { PRECISIONS } from "../runtime/device.ts";
import { parseRecipe } from "./schema.ts";

const parse = (data: object, training: object = {}) =>
  parseRecipe(
    {
      schema: 1,
      data: { target: "y", ...data },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
      training,
    },
    { source: "the recipe" },
  );

test.each<[string, readonly string[], (value: string) => unknown]>([
  ["task", [...TASKS, "auto"], (value) => parse({ task: value }).data.task],
  ["types.x", TOLD_TYPES, (value) => parse({ types: { x: value } }).data.types.x],
  ["missing", MISSING_NUMBERS, (value) => parse({ missing: value }).data.missing],
  ["normalize", NORMALIZATION_NAMES, (value) => parse({ normalize: value }).data.normalize],
  ["categories", CATEGORY_ENCODINGS, (value) => parse({ categories: value }).data.categories],
  ["classWeights", ROW_WEIGHTS, (value) => parse({ classWeights: value }).data.classWeights],
  ["image.fit", IMAGE_FITS, (value) => parse({ image: { fit: value } }).data.image.fit],
  ["precision", PRECISIONS, (value) => parse({}, { precision: value }).training.precision],
])("a recipe takes every %s that there is, and no other", (_, known, read) => {
  expect(known.map(read)).toEqual(known);
  expect(() => read("another")).toThrow(known.map((name) => `"${name}"`).join(" or "));
});

test.each(SPLIT_METHODS)("a split by %s is asked for its column where it needs one", (method) => {
  const { needsColumn } = SPLITS[method];
  expect(parse({ split: { method, column: "part" } }).data.split.method).toBe(method);
  const without = () => parse({ split: { method } });
  if (needsColumn) expect(without).toThrow(`because the method is "${method}"`);
  else expect(without().data.split.method).toBe(method);
});
