import type * as z from "zod/mini";
import { type Choice, factsOf, type OptionFacts } from "./option.ts";

/** The hard limits of a number, or of the length of a list or text; those that are left out do not exist. */
export interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whether the minimum itself is refused; left out for no. */
  readonly minimumExcluded?: boolean;
  readonly maximumExcluded?: boolean;
}

/** The values that a schema accepts, described as plain data. */
export interface ValueDescription {
  /** In words: "whole number", "text", `"same" or "valid"`, "list of numbers". */
  readonly type: string;
  /** Whether it must be given: it has neither a default nor may it be left out. */
  readonly required: boolean;
  /** Its value where it is left out; undefined where there is no default. */
  readonly default?: unknown;
  /** Of numbers, also of the numbers that stand beside words. */
  readonly limits?: Limits;
  /** Of how many items or characters a list or text may be. */
  readonly lengths?: Limits;
  /** The values that it must be one of. */
  readonly choices?: readonly Choice[];
  readonly facts?: OptionFacts;
  /** The options of an object, or of the objects in a list. */
  readonly options?: readonly OptionDescription[];
  /**
   * The forms that it can have, where it can be several things of which one has options or limits of its own.
   */
  readonly alternatives?: readonly ValueDescription[];
}

/** An option of an object. */
export interface OptionDescription extends ValueDescription {
  readonly name: string;
}

/** As much of a schema's definition as the walk reads. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly defaultValue?: unknown;
  readonly options?: readonly z.core.$ZodType[];
  readonly element?: z.core.$ZodType;
  readonly items?: readonly z.core.$ZodType[];
  readonly valueType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly values?: readonly Choice[];
  readonly entries?: Readonly<Record<string, Choice>>;
  readonly check?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
}

interface Check {
  readonly check: string;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * The options of an object's schema as plain data: types in words, defaults, hard limits, choices and
 * facts, nested objects and unions included.
 *
 * @example
 * describeOptions(z.strictObject({ rate: option(z._default(z.number(), 0.5), { help: "A chance." }) }));
 * // [{ name: "rate", type: "number", required: false, default: 0.5, facts: { help: "A chance." } }]
 */
export function describeOptions(schema: z.core.$ZodType): OptionDescription[] {
  return Object.entries(definitionOf(schema).shape ?? {}).map(([name, member]) => ({
    name,
    ...describeSchema(member),
  }));
}

/**
 * The values that a schema accepts; see {@link describeOptions}. The facts of a schema complete those of
 * what it wraps.
 */
export function describeSchema(schema: z.core.$ZodType): ValueDescription {
  const def = definitionOf(schema);
  const described = def.innerType === undefined ? describeBare(def) : describeWrapped(def, def.innerType);
  const facts = factsOf(schema);
  if (facts === undefined) return described;
  return { ...described, ...named("type", facts.type), facts: { ...described.facts, ...facts } };
}

function describeWrapped(def: Definition, innerType: z.core.$ZodType): ValueDescription {
  const inner = describeSchema(innerType);
  switch (def.type) {
    case "default":
    case "prefault":
      return { ...inner, required: false, default: def.defaultValue };
    case "optional":
      return { ...inner, required: false };
    case "nullable":
      return { ...inner, type: `${inner.type} or null` };
    default:
      return inner;
  }
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

function describeBare(def: Definition): ValueDescription {
  const required = true;
  switch (def.type) {
    case "number":
      return { type: isWhole(def) ? "whole number" : "number", required, ...named("limits", limitsOf(def)) };
    case "string":
      return { type: "text", required, ...named("lengths", lengthsOf(def)) };
    case "boolean":
      return { type: "true or false", required, choices: [true, false] };
    case "null":
      return { type: "null", required, choices: [null] };
    case "literal":
      return choice(def.values ?? []);
    case "enum":
      return choice(Object.values(def.entries ?? {}));
    case "array":
      return describeList(def);
    case "tuple":
      return { type: `[${(def.items ?? []).map((item) => describeSchema(item).type).join(", ")}]`, required };
    case "record":
      return { type: `object of ${plural(describeSchema(def.valueType!))} by name`, required };
    case "object":
      return { type: "object", required, options: optionsOfShape(def) };
    case "union":
      return describeUnion(def);
    default:
      return { type: "any value", required };
  }
}

function optionsOfShape({ shape = {} }: Definition): OptionDescription[] {
  return Object.entries(shape).map(([name, member]) => ({ name, ...describeSchema(member) }));
}

function choice(values: readonly Choice[]): ValueDescription {
  return { type: values.map((value) => JSON.stringify(value)).join(" or "), required: true, choices: values };
}

function describeList(def: Definition): ValueDescription {
  const item = describeSchema(def.element!);
  return {
    type: `list of ${plural(item)}`,
    required: true,
    ...named("lengths", lengthsOf(def)),
    ...named("limits", item.limits),
    ...named("options", item.options),
    ...named("alternatives", item.alternatives),
  };
}

function plural({ type, choices }: ValueDescription): string {
  return choices !== undefined || type.includes(" or ") ? `items, each ${type}` : `${type}s`;
}

/**
 * Words alone are choices; what else there is stays apart, and the limits of a number among it are told of
 * the whole.
 */
function describeUnion({ options = [] }: Definition): ValueDescription {
  const members = options.map(describeSchema);
  const type = [...new Set(members.map((member) => member.type))].join(" or ");
  if (members.every(({ choices }) => choices !== undefined))
    return { type, required: true, choices: members.flatMap(({ choices }) => choices!) };
  const limits = members.find((member) => member.limits !== undefined)?.limits;
  return { type, required: true, ...named("limits", limits), alternatives: members };
}

/** A member of an object that is left out where it has no value. */
function named<K extends string, V>(name: K, value: V | undefined): { [N in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: V };
}

/** A number's format may be its own check, or one among others. */
function checksOf(def: Definition): Check[] {
  const own = def.check === undefined ? [] : [def as unknown as Check];
  return [...own, ...(def.checks ?? []).map((check) => check._zod.def)];
}

function isWhole(def: Definition): boolean {
  return checksOf(def).some(({ check }) => check === "number_format");
}

function limitsOf(def: Definition): Limits | undefined {
  const limits: { -readonly [K in keyof Limits]: Limits[K] } = {};
  for (const { check, value, inclusive } of checksOf(def)) {
    if (check === "greater_than") {
      limits.minimum = value;
      if (!inclusive) limits.minimumExcluded = true;
    }
    if (check === "less_than") {
      limits.maximum = value;
      if (!inclusive) limits.maximumExcluded = true;
    }
  }
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function lengthsOf(def: Definition): Limits | undefined {
  const checks = checksOf(def);
  const minimum = checks.find(({ check }) => check === "min_length")?.minimum;
  const maximum = checks.find(({ check }) => check === "max_length")?.maximum;
  if (minimum === undefined && maximum === undefined) return undefined;
  return { ...named("minimum", minimum), ...named("maximum", maximum) };
}
