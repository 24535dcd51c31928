import { nearest, TrainwellError } from "./errors.ts";

/**
 * The definitions of one concept (layers, losses, optimizers, ...) by kind. A lookup that fails says what was meant.
 *
 * @example
 * const losses = new Registry("loss", [softmaxCrossEntropy, huber]);
 * losses.get("huber").title;
 */
export class Registry<D extends { readonly kind: string }> {
  readonly #concept: string;
  readonly #definitions = new Map<string, D>();

  /** @param concept what is registered, in the singular, for messages: "layer". */
  constructor(concept: string, definitions: readonly D[]) {
    this.#concept = concept;
    for (const definition of definitions) this.define(definition);
  }

  /**
   * Adds a definition and returns it.
   *
   * @throws TrainwellError `kind-taken` when the kind is registered already.
   */
  define<E extends D>(definition: E): E {
    if (this.#definitions.has(definition.kind)) {
      throw new TrainwellError({
        kind: "usage",
        code: "kind-taken",
        message: `The ${this.#concept} kind "${definition.kind}" is registered already.`,
        details: { kind: definition.kind },
        hint: "Register it under another name.",
      });
    }
    this.#definitions.set(definition.kind, definition);
    return definition;
  }

  /**
   * The definition of a kind.
   *
   * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
   */
  get(kind: string): D {
    const definition = this.#definitions.get(kind);
    if (definition) return definition;
    const known = [...this.#definitions.keys()];
    const meant = nearest(kind, known);
    throw new TrainwellError({
      kind: "input",
      code: "unknown-kind",
      message: `Unknown ${this.#concept} kind "${kind}"; expected one of ${known.join(", ")}.`,
      details: { kind, known },
      hint: meant === undefined ? undefined : `Did you mean "${meant}"?`,
    });
  }

  has(kind: string): boolean {
    return this.#definitions.has(kind);
  }

  /** All definitions, in the order of their registration. */
  all(): readonly D[] {
    return [...this.#definitions.values()];
  }
}
