import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { describeSchema, type OptionDescription } from "../base/describe-options.ts";
import { allAugmentations } from "../data/augment/index.ts";
import { allInitializers } from "../nn/initializers/definitions.ts";
import { initializerSchema } from "../nn/initializers/specification.ts";
import { allLayers } from "../nn/layers/index.ts";
import { allLosses } from "../nn/losses/index.ts";
import { allOptimizers } from "../optim/optimizers/index.ts";
import { allSchedules } from "../optim/schedules/index.ts";
import { innerOptions, kindReferences, pathReferences } from "./recipe-reference.ts";

/** Every option that a recipe can have, by where it stands. */
const options: readonly (readonly [string, OptionDescription])[] = [
  ...pathReferences().map(({ path, option }) => [path, option] as const),
  ...kindReferences().flatMap(({ concept, kind, options }) => named(options, `${concept} ${kind}.`)),
];

function named(members: readonly OptionDescription[], above: string): [string, OptionDescription][] {
  return members.flatMap((option) => [
    [`${above}${option.name}`, option],
    ...(option.facts?.type === "initializer" ? [] : named(innerOptions(option), `${above}${option.name}.`)),
  ]);
}

const isSentence = (text: string) => /^\S.{5,}[.]$/.test(text);

test("every option says in a sentence what it is", () => {
  expect(options.length).toBeGreaterThan(250);
  const silent = options.filter(([, { facts }]) => !isSentence(facts?.help ?? ""));
  expect(silent.map(([name]) => name)).toEqual([]);
});

test("every kind has an equation, when to take it and what goes wrong", () => {
  const kinds = kindReferences().filter(({ concept }) => concept !== "value");
  expect(kinds.length).toBeGreaterThan(100);
  const gaps = kinds.filter(
    ({ explanation }) =>
      !explanation?.equation || !isSentence(explanation.use) || !isSentence(explanation.pitfalls),
  );
  expect(gaps.map(({ kind }) => kind)).toEqual([]);
});

const within = (value: number, { limits = {} }: OptionDescription) => {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = limits;
  const isLow = limits.minimumExcluded ? value <= minimum : value < minimum;
  const isHigh = limits.maximumExcluded ? value >= maximum : value > maximum;
  return !isLow && !isHigh;
};

describe("what is worth searching for", () => {
  const tuned = options.filter(([, { facts }]) => facts?.tune);

  test("has a scale, and a range or choices", () => {
    expect(tuned.length).toBeGreaterThan(40);
    const vague = tuned.filter(([, { facts, choices }]) =>
      facts?.scale === "choices" ? !(facts.choices ?? choices) : !(facts?.scale && facts.range),
    );
    expect(vague.map(([name]) => name)).toEqual([]);
  });
});

describe("ranges to search", () => {
  const ranged = options.filter(([, { facts }]) => facts?.range);

  test("ascend, have a scale, and lie within the hard limits", () => {
    expect(ranged.length).toBeGreaterThan(100);
    const wrong = ranged.filter(([, option]) => {
      const [low, high] = option.facts?.range ?? [0, 0];
      return !option.facts?.scale || low >= high || !within(low, option) || !within(high, option);
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  test("suit their scales: none at or below 0 in logarithms, none at or above 1 in those of 1 − x", () => {
    const wrong = ranged.filter(([, { facts, type }]) => {
      const [low, high] = facts?.range ?? [0, 0];
      if (facts?.scale === "log") return low <= 0;
      if (facts?.scale === "oneMinusLog") return high >= 1;
      if (facts?.scale === "integer")
        return !type.includes("whole number") || low % 1 !== 0 || high % 1 !== 0;
      return facts?.scale === "choices";
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });
});

test("choices to search are choices that the schema accepts", () => {
  const wrong = options.filter(
    ([, { facts, choices }]) =>
      facts?.choices && choices && !facts.choices.every((one) => choices.includes(one)),
  );
  expect(wrong.map(([name]) => name)).toEqual([]);
});

test("defaults lie within the hard limits", () => {
  const numbers = options.filter(([, option]) => typeof option.default === "number");
  expect(numbers.length).toBeGreaterThan(80);
  expect(
    numbers.filter(([, option]) => !within(Number(option.default), option)).map(([name]) => name),
  ).toEqual([]);
});

test("every default is accepted by its own schema", () => {
  const definitions = [allLayers(), allLosses(), allOptimizers(), allSchedules(), allAugmentations()].flat();
  const refused = definitions.flatMap(({ kind, options: { shape } }) =>
    Object.entries(shape).flatMap(([name, schema]) => {
      const filled = z.safeParse(schema, undefined);
      return filled.success && !z.safeParse(schema, filled.data).success ? [`${kind}.${name}`] : [];
    }),
  );
  expect(refused).toEqual([]);
});

test("there is an entry for every initializer that a recipe can name, and for no other", () => {
  const { alternatives = [] } = describeSchema(initializerSchema);
  const written = alternatives.flatMap(({ choices, options = [] }) => [
    ...(choices ?? []),
    ...options.flatMap((option) => (option.name === "kind" ? (option.choices ?? []) : [])),
  ]);
  const known = allInitializers().map(({ kind }) => kind);
  expect([...known].sort()).toEqual([...new Set(written)].sort());
});
