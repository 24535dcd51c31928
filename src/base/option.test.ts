import { expect, test } from "vitest";
import * as z from "zod/mini";
import { describeOptions, describeSchema } from "./describe-options.ts";
import { factsOf, option } from "./option.ts";

const share = z.number().check(z.gte(0), z.lt(1));

test("an option parses as its schema does, and only the copy has the facts", () => {
  const rate = option(z._default(share, 0.5), { help: "A chance." });
  expect([z.parse(rate, undefined), z.safeParse(rate, 1).success]).toEqual([0.5, false]);
  expect(factsOf(rate)).toEqual({ help: "A chance." });
  expect(factsOf(share)).toBeUndefined();
});

test("one schema serves two options with facts of their own", () => {
  const [first, second] = ["First.", "Second."].map((help) => option(share, { help }));
  expect([factsOf(first)?.help, factsOf(second)?.help]).toEqual(["First.", "Second."]);
});

test.each([
  ["a bounded number", z._default(share, 0.5), { type: "number", required: false, default: 0.5 }],
  ["its limits", share, { limits: { minimum: 0, maximum: 1, maximumExcluded: true } }],
  [
    "a count",
    z.int().check(z.positive()),
    { type: "whole number", limits: { minimum: 0, minimumExcluded: true } },
  ],
  ["a number without limits", z.number(), { type: "number", required: true }],
  ["words", z.enum(["a", "b"]), { type: '"a" or "b"', choices: ["a", "b"] }],
  [
    "a switch",
    z._default(z.boolean(), true),
    { type: "true or false", default: true, choices: [true, false] },
  ],
  ["what may be left out", z.optional(z.string()), { type: "text", required: false }],
  ["what may be nothing", z.nullable(z.string()), { type: "text or null", required: true }],
  ["a list", z.array(share).check(z.minLength(1)), { type: "list of numbers", lengths: { minimum: 1 } }],
  ["a pair", z.tuple([z.int(), z.int()]), { type: "[whole number, whole number]" }],
  ["names", z.record(z.string(), z.enum(["x", "y"])), { type: 'object of items, each "x" or "y" by name' }],
  ["a number or a word", z.union([z.int().check(z.gte(2)), z.literal("all")]), { limits: { minimum: 2 } }],
])("describes %s", (_, schema, expected) => {
  expect(describeSchema(schema)).toMatchObject(expected);
});

test("describes objects within objects and lists, with their facts", () => {
  const inner = z.strictObject({ x: option(z._default(share, 0), { help: "Deep.", unit: "rows" }) });
  const outer = z.strictObject({ one: z.prefault(inner, {}), many: z.optional(z.array(inner)) });
  const x = {
    name: "x",
    type: "number",
    required: false,
    default: 0,
    limits: { minimum: 0, maximum: 1, maximumExcluded: true },
    facts: { help: "Deep.", unit: "rows" },
  };
  expect(describeOptions(outer)).toEqual([
    { name: "one", type: "object", required: false, default: {}, options: [x] },
    { name: "many", type: "list of objects", required: false, options: [x] },
  ]);
});

test("of a union, says what each alternative is", () => {
  const ramp = z.union([share, z.strictObject({ from: share, to: share })]);
  const { type, limits, alternatives } = describeSchema(z._default(ramp, 0.5));
  expect([type, limits?.maximum]).toEqual(["number or object", 1]);
  expect(alternatives?.map(({ options }) => options?.map(({ name }) => name))).toEqual([
    undefined,
    ["from", "to"],
  ]);
});
