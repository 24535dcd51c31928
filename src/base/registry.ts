import { nearest, TrainwellError } from "./errors.ts";

/** How the definitions of a {@link Registry} are told apart. */
export interface RegistryOptions<K extends string> {
  /** The property that names a definition; "kind" by default. */
  readonly key: K;
}

/**
 * The definitions of one concept (layers, losses, optimizers, ...) by kind, or by another property that names
 * them. A lookup that fails says what was meant.
 *
 * @example
 * const losses = new Registry("loss", [softmaxCrossEntropy, huber]);
 * losses.get("huber").title;
 */
export class Registry<D extends { readonly [P in K]: string }, K extends string = "kind"> {
  readonly #concept: string;
  readonly #key: K;
  readonly #definitions = new Map<string, D>();
  readonly #builtIn: ReadonlySet<string>;

  /** @param concept what is registered, in the singular, for messages: "layer". */
  constructor(concept: string, definitions: readonly D[], options?: RegistryOptions<K>) {
    this.#concept = concept;
    this.#key = options?.key ?? ("kind" as K);
    for (const definition of definitions) this.define(definition);
    this.#builtIn = new Set(this.#definitions.keys());
  }

  /**
   * Adds a definition and returns it.
   *
   * @throws TrainwellError `kind-taken` (or `id-taken`, ...) when the kind is registered already.
   */
  define<E extends D>(definition: E): E {
    const name = definition[this.#key];
    if (this.#definitions.has(name)) {
      throw new TrainwellError({
        kind: "usage",
        code: `${this.#key}-taken`,
        message: `The ${this.#concept} ${this.#key} "${name}" is registered already.`,
        details: { [this.#key]: name },
        hint: "Register it under another name.",
      });
    }
    this.#definitions.set(name, definition);
    return definition;
  }

  /**
   * The definition of a kind.
   *
   * @throws TrainwellError `unknown-kind` (or `unknown-id`, ...), with the nearest known kind as its hint.
   */
  get(kind: string): D {
    const definition = this.#definitions.get(kind);
    if (definition) return definition;
    const known = [...this.#definitions.keys()];
    const meant = nearest(kind, known);
    throw new TrainwellError({
      kind: "input",
      code: `unknown-${this.#key}`,
      message: `Unknown ${this.#concept} ${this.#key} "${kind}"; expected one of ${known.join(", ")}.`,
      details: { [this.#key]: kind, known },
      hint: meant === undefined ? undefined : `Did you mean "${meant}"?`,
    });
  }

  has(kind: string): boolean {
    return this.#definitions.has(kind);
  }

  /** Whether a kind is registered, and came with the toolkit; threads of their own know no others. */
  isBuiltIn(kind: string): boolean {
    return this.#builtIn.has(kind);
  }

  /** All definitions, in the order of their registration. */
  all(): readonly D[] {
    return [...this.#definitions.values()];
  }
}
