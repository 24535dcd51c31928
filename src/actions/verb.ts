import type { JobContext } from "../lab/job-context.ts";

/**
 * The facts of an option of a verb, said once: its help, its default, and how the command line writes it.
 * Without `flag`, `argument` and `items` only a program can give it.
 */
export interface OptionDeclaration<Value> {
  readonly help: string;
  /** Left out where the option must be given. */
  readonly default?: Value;
  /** As "-t, --target <column>". */
  readonly flag?: string;
  /** Of a flag that takes no text: the one that says the opposite, such as "--no-header". */
  readonly negation?: { readonly flag: string; readonly help: string };
  /**
   * As "<data>", or "[data]" where it may be left out; "<runs...>" or "[runs...]" where it takes one or more,
   * which the option then has as a list.
   */
  readonly argument?: string;
  /** The only texts that the flag, or the argument, takes. */
  readonly choices?: readonly (Value & string)[];
  /** Flags that add an item to the option's list, before those of its own flag, in this order. */
  readonly items?: readonly ItemFlag<ItemOf<Value>>[];
  /**
   * Makes the value of a text on the command line; left out where the text is the value.
   *
   * @param previous of a flag or argument that is repeated what it said so far; else the default.
   * @throws TrainwellError of kind `usage` saying what was expected.
   */
  read?(text: string, previous: Value): Value;
}

/** A flag that stands for one item of a list: `--epochs 3` for `--set training.epochs=3`. */
export interface ItemFlag<Item> {
  readonly flag: string;
  readonly help: string;
  /** The item; the text is empty where the flag takes none. */
  item(text: string): Item;
}

type ItemOf<Value> = Value extends readonly (infer Item)[] ? Item : never;

/** An option that must be given. */
export interface RequiredOption<Value> extends OptionDeclaration<Value> {
  readonly default?: never;
}

/** An option that may be left out, with what then holds. */
export interface OptionalOption<Value> extends OptionDeclaration<Value> {
  readonly default: Value;
}

/** The declarations of all options, in the order that help lists them. */
export type OptionDeclarations<Options, Required extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Name extends Required
    ? RequiredOption<Options[Name]>
    : OptionalOption<Options[Name]>;
};

/** Declarations of options, whatever their types are. */
export type AnyOptions = Readonly<Record<string, OptionDeclaration<unknown>>>;

/** A verb of the product, as every door offers it. The options named in `Required` must be given. */
export interface Verb<Options, Result, Required extends keyof Options = never> {
  readonly name: string;
  /** The sentence that help says of it, such as "train one network by a recipe, or by a sensible default". */
  readonly summary: string;
  readonly options: OptionDeclarations<Options, Required>;
  /** Loads the implementation, so that to read a declaration costs nothing. */
  load(): Promise<(options: Options & JobContext) => Promise<Result>>;
}

/**
 * Options of a verb as a caller writes them: those named in `Required` must be there, all others have the
 * defaults that the verb declares: what the data shows, silence, and no limit.
 */
export type Call<Options, Required extends keyof Options> = Pick<Options, Required> &
  Partial<Omit<Options, Required> & JobContext>;

/** The options that a call gives, with the verb's defaults for those that it leaves out. */
export function withDefaults<Options, Required extends keyof Options>(
  declarations: OptionDeclarations<Options, Required>,
  options: Call<Options, Required>,
): Options & JobContext {
  const context: JobContext = { progress: () => {}, signal: new AbortController().signal };
  const all = Object.entries(declarations as AnyOptions);
  const optional = all.filter(([, declaration]) => "default" in declaration);
  const defaults = Object.fromEntries(optional.map(([name, declaration]) => [name, declaration.default]));
  // The type of the declarations says that every option without a default is in the call.
  return { ...defaults, ...context, ...options } as unknown as Options & JobContext;
}

/** Calls a verb: loads it and gives it the options with its defaults. */
export async function callVerb<Options, Result, Required extends keyof Options>(
  verb: Verb<Options, Result, Required>,
  options: Call<Options, Required>,
): Promise<Result> {
  const action = await verb.load();
  return action(withDefaults(verb.options, options));
}
