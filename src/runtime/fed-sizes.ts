/**
 * The sizes that a model is fed with, as one vector: each list that is asked for is a part of it with a name
 * of its own, so that what the model looks like does not depend on which sizes happen to be equal.
 */
export class FedSizes {
  readonly values: number[] = [];
  /** How many numbers each part has. */
  readonly lengths: number[] = [];
  readonly names: string[] = [];
  readonly #parts = new Map<string, readonly number[]>();

  /** Adds a part; `from` is the place of its first number. */
  add(values: readonly number[]): { name: string; from: number } {
    const name = `size:${this.names.length}`;
    const from = this.values.length;
    for (const value of values) this.values.push(value);
    this.lengths.push(values.length);
    this.names.push(name);
    this.#parts.set(name, values);
    return { name, from };
  }

  /** The numbers of the part of a name; undefined where it is none. */
  valuesOf(name: string): readonly number[] | undefined {
    return this.#parts.get(name);
  }
}
