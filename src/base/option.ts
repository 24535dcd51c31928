import * as z from "zod/mini";

/**
 * How values of an option are spread when it is searched: evenly ("linear"; "integer" over whole numbers),
 * evenly in log x ("log"; rounded where the option is a whole number), evenly in log(1 − x) ("oneMinusLog",
 * for shares near 1 such as Adam's betas), or one of a list ("choices").
 */
export type SearchScale = "linear" | "log" | "oneMinusLog" | "integer" | "choices";

/** One of a list of choices. */
export type Choice = string | number | boolean | null;

/**
 * The facts of an option that its schema does not say. Defaults and hard limits stay in the schema and are
 * read from there (`describeOptions`).
 */
export interface OptionFacts {
  /** One sentence. */
  readonly help: string;
  /** A name for its type, such as "initializer"; without one, words are made from the schema. */
  readonly type?: string;
  /** The unit of its number, in the plural: "epochs", "pixels". Left out where it has none. */
  readonly unit?: string;
  /** How its values are spread when it is searched; without one it is not searched. */
  readonly scale?: SearchScale;
  /**
   * The smallest and the largest number that a search should try, within the hard limits; left out for
   * choices.
   */
  readonly range?: readonly [number, number];
  /** The choices that a search should try; by default every choice that the schema has. */
  readonly choices?: readonly Choice[];
  /** Whether it often pays to search for it; left out for no. */
  readonly tune?: boolean;
  /** The paper that it comes from; by default that of its kind. */
  readonly paper?: string;
}

const registry = z.registry<OptionFacts>();

/**
 * An option with its facts: a copy of `schema`, so that one schema can serve several options, each with
 * facts of its own. It parses as `schema` does.
 *
 * @param schema what the option accepts, with its default and hard limits.
 * @param facts what the schema does not say: a sentence of help, and where they apply the unit, the range
 *   and scale to search, whether that pays, and the paper.
 * @example
 * const rate = option(z._default(z.number().check(z.gte(0), z.lt(1)), 0.5), {
 *   help: "The chance of each value to be dropped.",
 *   scale: "linear",
 *   range: [0, 0.6],
 *   tune: true,
 * });
 */
export function option<S extends z.ZodMiniType>(schema: S, facts: OptionFacts): S {
  const own = z.clone(schema, schema.def as S["_zod"]["def"]);
  registry.add(own, facts as never);
  return own;
}

/** The facts that {@link option} gave to this very schema; undefined where it gave none. */
export function factsOf(schema: z.core.$ZodType): OptionFacts | undefined {
  return registry.get(schema as z.ZodMiniType);
}
