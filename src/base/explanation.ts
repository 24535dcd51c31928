/** A kind of component, explained in short texts that reference pages and `trainwell explain` show. */
export interface Explanation {
  /** The computation, in one line of mathematics. */
  readonly equation: string;
  /** When to take it. */
  readonly use: string;
  /** The ways in which it goes wrong, and the cures. */
  readonly pitfalls: string;
}
