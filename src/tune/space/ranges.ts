import * as z from "zod/mini";
import type { Domain, NumberDomain } from "./domain.ts";

const finite = z.number();
const count = z.int().check(z.nonnegative());

const uniformSchema = z.strictObject({
  search: z.literal("uniform"),
  low: finite,
  high: finite,
  step: z.optional(finite.check(z.positive())),
});
const logSchema = z.strictObject({ search: z.literal("log"), low: finite, high: finite });
const oneMinusLogSchema = z.strictObject({ search: z.literal("oneMinusLog"), low: finite, high: finite });
const integerSchema = z.strictObject({
  search: z.literal("integer"),
  low: z.int(),
  high: z.int(),
  step: z.optional(z.int().check(z.positive())),
  scale: z.optional(z.enum(["linear", "log"])),
});
const choiceSchema = z.strictObject({
  search: z.literal("choice"),
  of: z.array(z.unknown()).check(z.minLength(1)),
});
const orderedSchema = z.strictObject({
  search: z.literal("ordered"),
  of: z.array(z.unknown()).check(z.minLength(1)),
});
const optionalSchema = z.strictObject({ search: z.literal("optional"), value: z.unknown() });
const repeatSchema = z.strictObject({
  search: z.literal("repeat"),
  times: z.tuple([count, count]),
  layers: z.array(z.looseObject({ id: z.string() })).check(z.minLength(1)),
  alike: z.optional(z.boolean()),
});
const simplexSchema = z.strictObject({
  search: z.literal("simplex"),
  of: z.union([z.int().check(z.gte(2)), z.array(z.string()).check(z.minLength(2))]),
  total: z.optional(finite.check(z.positive())),
});

/** The schema of every range, told apart by `search`. */
export const rangeSchema = z.discriminatedUnion("search", [
  uniformSchema,
  logSchema,
  oneMinusLogSchema,
  integerSchema,
  choiceSchema,
  orderedSchema,
  optionalSchema,
  repeatSchema,
  simplexSchema,
]);

/** The words by which ranges are told apart. */
export const RANGE_KINDS = [
  "uniform",
  "log",
  "oneMinusLog",
  "integer",
  "choice",
  "ordered",
  "optional",
  "repeat",
  "simplex",
] as const satisfies readonly Range["search"][];

/** Numbers between `low` and `high`, both included, evenly spread; with a `step`, low, low + step, … */
export type UniformRange = z.output<typeof uniformSchema>;
/** Numbers evenly spread in log x; `low` is above 0. */
export type LogRange = z.output<typeof logSchema>;
/** Numbers evenly spread in log(1 − x), for shares near 1; `high` is below 1. */
export type OneMinusLogRange = z.output<typeof oneMinusLogSchema>;
/** Whole numbers, evenly spread or in the logarithm. */
export type IntegerRange = z.output<typeof integerSchema>;
/** One of a list, whose items may have ranges within; those are there where the item is. */
export type ChoiceRange = z.output<typeof choiceSchema>;
/** One of a list in which neighbours are alike: 16, 32, 64. */
export type OrderedRange = z.output<typeof orderedSchema>;
/** A layer, or another part, that is there or not. */
export type OptionalRange = z.output<typeof optionalSchema>;
/**
 * Layers that are repeated a number of times, each time with ids that end in 1, 2, …; and with values of its
 * own, or where they are `alike` with the same ones every time.
 */
export type RepeatRange = z.output<typeof repeatSchema>;
/** Shares that are at least 0 and have a sum of `total` (1 by default), spread evenly over all such. */
export type SimplexRange = z.output<typeof simplexSchema>;

/** A range of numbers. */
export type NumberRange = UniformRange | LogRange | OneMinusLogRange | IntegerRange;
/** Something that stands in a recipe where a value does, and says which values are to be searched. */
export type Range = NumberRange | ChoiceRange | OrderedRange | OptionalRange | RepeatRange | SimplexRange;

/** Whether a part of a space is a range. */
export function isRange(value: unknown): value is Range {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "search");
}

/** Whether a range is one of numbers. */
export function isNumberRange(range: Range): range is NumberRange {
  return Object.hasOwn(range, "low");
}

/** The domain of a range of numbers. */
export function domainOf(range: NumberRange): NumberDomain {
  const { low, high } = range;
  switch (range.search) {
    case "integer":
      return { kind: "number", low, high, scale: range.scale ?? "linear", step: range.step ?? 1 };
    case "uniform":
      return { kind: "number", low, high, scale: "linear", ...(range.step ? { step: range.step } : {}) };
    default:
      return { kind: "number", low, high, scale: range.search };
  }
}

/** The range of a domain of numbers: the way back from {@link domainOf}. */
export function rangeOf({ low, high, scale, step }: NumberDomain): NumberRange {
  const isWhole = step !== undefined && Number.isInteger(step) && Number.isInteger(low);
  if (isWhole)
    return {
      search: "integer",
      low,
      high: Math.floor(high),
      ...(step === 1 ? {} : { step }),
      ...(scale === "log" ? { scale } : {}),
    };
  if (scale === "linear") return { search: "uniform", low, high, ...(step === undefined ? {} : { step }) };
  return { search: scale, low, high };
}

/**
 * A fault of a range that its schema does not see, as what it must be and what it is; undefined where it is
 * sound.
 */
export function rangeFault(range: Range): { expected: string; received: string } | undefined {
  if (range.search === "repeat") {
    const [low, high] = range.times;
    if (low <= high && high >= 1) return undefined;
    return { expected: "a range of times from few to many, at least up to 1", received: `${low} to ${high}` };
  }
  if (!isNumberRange(range)) return undefined;
  const { low, high, search } = range;
  if (low > high)
    return { expected: "a range whose low is not above its high", received: `low ${low} and high ${high}` };
  const isLog = search === "log" || (search === "integer" && range.scale === "log");
  if (isLog && low <= 0)
    return { expected: "a log range whose low is above 0", received: `low ${low} (log 0 is not finite)` };
  if (search === "oneMinusLog" && high >= 1)
    return {
      expected: "a range in log(1 − x) whose high is below 1",
      received: `high ${high} (log(1 − 1) is not finite)`,
    };
  return undefined;
}

/** How the values of a domain are called: "0.001", or the label of a choice. */
export function valueWords(domain: Domain, value: number): string {
  return domain.kind === "choice" ? domain.labels[value] : String(Number(value.toPrecision(4)));
}

/** A range as the command line takes it: "log(0.0001, 0.1)". */
export function rangeWords(range: Range): string {
  const list = (items: readonly unknown[]) =>
    items.map((item) => (isRange(item) ? rangeWords(item) : JSON.stringify(item))).join(", ");
  switch (range.search) {
    case "choice":
    case "ordered":
      return `${range.search}(${list(range.of)})`;
    case "optional":
      return `optional(${list([range.value])})`;
    case "repeat":
      return `repeat(${range.times.join(", ")}, ${list(range.layers)})`;
    case "simplex":
      return `simplex(${list(typeof range.of === "number" ? [range.of] : range.of)})`;
    default: {
      const extra = [
        ...("step" in range && range.step !== undefined ? [range.step] : []),
        ...("scale" in range && range.scale === "log" ? ["log"] : []),
      ];
      return `${range.search}(${[range.low, range.high, ...extra].join(", ")})`;
    }
  }
}
