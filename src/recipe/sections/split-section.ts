import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { SPLIT_METHODS, SPLITS } from "../../data/split/split-methods.ts";
import { invalid } from "../issues.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

const share = z.optional(z.number().check(z.gte(0), z.lt(1)));

/** The schema of `data.split`. */
export const splitSchema = z.strictObject({
  method: option(z._default(z.enum(SPLIT_METHODS), "auto"), {
    help:
      'How rows are told apart: at random, with the shares of the classes kept ("stratified"), ' +
      "whole groups on one side, the latest by time last, or by a column of the words train, dev " +
      `and test; "auto" goes by the data's own parts, else it is stratified for classes and random ` +
      "for others.",
  }),
  column: option(z.optional(z.string().check(z.minLength(1))), {
    help:
      "The column of groups, of times, or of the words train, dev and test; for the methods of " +
      "those names.",
  }),
  train: option(z.optional(z.number().check(z.gt(0), z.lte(1))), {
    help:
      "The share of the rows that is trained on; what is left out follows from their number: " +
      "60/20/20 up to ten thousand rows, 98/1/1 from a million on.",
    unit: "shares of the rows",
  }),
  dev: option(share, {
    help: "The share of the rows that recipes are compared on.",
    unit: "shares of the rows",
  }),
  test: option(share, {
    help: "The share of the rows that is kept for one last scoring.",
    unit: "shares of the rows",
  }),
  trainDev: option(share, {
    help:
      "The share of the training rows that is held apart, to tell variance from dev rows of another " +
      "distribution.",
    unit: "shares of the training rows",
    paper: "Ng, Machine Learning Yearning, 2018, chapter 40",
  }),
  seed: option(z._default(z.int().check(z.nonnegative()), 1), {
    help: "What decides which rows fall into which part.",
  }),
});

/** How rows are split into train, dev and test. */
export interface SplitRecipe extends DeepReadonly<z.output<typeof splitSchema>> {}

/**
 * Checks data that should be a recipe's `data.split`, and fills in its defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseSplitSection(json: unknown, { source }: SectionSource): SplitRecipe {
  const split = parseSection(splitSchema, json, { source, path: ["data", "split"] });
  checkSplit(split, source);
  return split;
}

/**
 * Checks what a split's options say together.
 *
 * @throws TrainwellError `recipe-invalid` where a method lacks its column, or sizes do not make a whole.
 */
export function checkSplit(split: SplitRecipe, source: string): void {
  const at = (key: string) => ({ source, path: ["data", "split", key] });
  if (SPLITS[split.method].needsColumn && split.column === undefined) {
    throw invalid(at("column"), {
      expected: `the column to split by, because the method is "${split.method}"`,
      received: undefined,
    });
  }
  const sizes = [split.train, split.dev, split.test].filter((size) => size !== undefined);
  const sum = sizes.reduce((total, size) => total + size, 0);
  const whole = sizes.length === 3;
  if (sum > 1 + 1e-9 || (whole && sum < 1 - 1e-9)) {
    const received = [split.train, split.dev, split.test];
    const expected = `sizes of train, dev and test that sum to ${whole ? "1" : "at most 1"}`;
    throw invalid(
      { source, path: ["data", "split"] },
      { expected, received: received.filter((size) => size !== undefined) },
    );
  }
}
